"""How likely a text is, in nats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes, to_codes

_ALL = 0x110000
_LINE_FEED = 0x0A


class Model:
    """Log probabilities of characters, each given the characters before it. A line feed begins a new context."""

    order: int

    def __init__(self, data: NDArray[np.uint8]) -> None:
        if data[:8].tobytes() != b"quick001":
            raise ValueError("not a fixenc model")
        count = int(data[8:16].view(np.uint64)[0])
        floats = data[16:16 + 8 * _ALL].view(np.float32)
        self._unigram, self._backoff = floats[:_ALL], floats[_ALL:]
        at = 16 + 8 * _ALL
        self._keys = data[at:at + 8 * count].view(np.uint64)
        self._values = data[at + 8 * count:].view(np.float32)
        self.order = 4

    def running(self, codes: Codes) -> NDArray[np.float32]:
        """Log probability (nats, negative) of each code point given up to order-1 before it; same length as `codes`."""
        before = np.empty_like(codes)
        before[:1] = _LINE_FEED
        before[1:] = codes[:-1]
        return self._pairs(before, codes)

    def score(self, text: str) -> float:
        """Log probability of a text, nats."""
        return float(self.running(to_codes(text)).sum(dtype=np.float64))

    def score_many(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Log probability of each of many texts, nats; one call costs little more than one text."""
        return np.array([self.score(text) for text in texts], np.float64)

    def given(self, contexts: Codes, candidates: Codes) -> NDArray[np.float32]:
        """Log probability of each candidate behind its context.

        contexts: shape (n, order-1), nearest character last, padded in front with line feeds; candidates: shape (n,).
        """
        return self._pairs(np.ascontiguousarray(contexts[:, -1]), candidates)

    def _pairs(self, before: Codes, codes: Codes) -> NDArray[np.float32]:
        keys = (before.astype(np.uint64) << np.uint64(21)) | codes
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found = self._keys[places] == keys
        return np.where(found, self._values[places], self._backoff[before] + self._unigram[codes])
