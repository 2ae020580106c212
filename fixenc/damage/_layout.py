"""What the language model says where text is laid out by spaces: in trees of files, tables, behind code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes
from fixenc.model.score import Model

_SPACE, _LINE_FEED = 0x20, 0x0A


def given(model: Model, contexts: Codes, candidates: Codes) -> NDArray[np.float32]:
    """Log probability of each candidate behind its context, shape (n, 3), as `Model.given`; behind two spaces as in a new line.

    How many spaces stand there says nothing of what follows, and where one was lost the model would tell: it has seen
    `│  ├` a thousand times and `│   ├` never.
    """
    gaps = (contexts[:, 2] == _SPACE) & (contexts[:, 1] == _SPACE) & (candidates != _SPACE)
    if gaps.any():
        contexts = contexts.copy()
        contexts[gaps] = _LINE_FEED
    return model.given(contexts, candidates)
