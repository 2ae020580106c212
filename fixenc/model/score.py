"""How likely a text is, in nats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes


class Model(Protocol):
    """Log probabilities of characters, each given the characters before it. A line feed begins a new context."""

    order: int

    def running(self, codes: Codes) -> NDArray[np.float32]:
        """Log probability (nats, negative) of each code point given up to order-1 before it; same length as `codes`."""
        ...

    def score(self, text: str) -> float:
        """Log probability of a text, nats."""
        ...

    def score_many(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Log probability of each of many texts, nats; one call costs little more than one text."""
        ...

    def given(self, contexts: Codes, candidates: Codes) -> NDArray[np.float32]:
        """Log probability of each candidate behind its context.

        contexts: shape (n, order-1), nearest character last, padded in front with line feeds; candidates: shape (n,).
        """
        ...
