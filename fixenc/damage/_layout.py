"""What the language model says where text is laid out by spaces: in trees of files, tables, behind code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes
from fixenc.model.score import Model

_SPACE, _LINE_FEED = 0x20, 0x0A


def given(model: Model, contexts: Codes, candidates: Codes, which: NDArray[np.intp] | None = None) -> NDArray[np.float32]:
    """Log probability of each candidate behind its context, as `Model.given`; behind two spaces as in a new line.

    How many spaces stand there says nothing of what follows, and where one was lost the model would tell: it has seen
    `│  ├` a thousand times and `│   ├` never.
    """
    behind = (contexts[:, 2] == _SPACE) & (contexts[:, 1] == _SPACE)
    if behind.any():
        which = np.arange(len(contexts)) if which is None else which
        new_line = np.full((1, contexts.shape[1]), _LINE_FEED, contexts.dtype)
        which = np.where(behind[which] & (candidates != _SPACE), len(contexts), which)
        contexts = np.concatenate((contexts, new_line))
    return model.given(contexts, candidates, which)
