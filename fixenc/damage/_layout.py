"""What the language model says where it knows little: of layout by spaces, and of the syntax that stands behind Chinese."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes
from fixenc.model.score import Model
from fixenc.tables.read import octets

Nats = NDArray[np.float32]

_SPACE, _LINE_FEED, _RARE = 0x20, 0x0A, ord("龥")
# Han characters that cost fewer quarters of a nat than this in clean text: some 400, half of all that is written.
_COMMON = 30
# How much of what ties a character to the ASCII one behind it counts, and within which bounds (nats): the model has read prose,
# and a quote behind a word is no rarity in code. At the end of a line all counts that speaks against it.
TIED, LEAST, MOST = 0.5, -6.0, 1.0


def given(model: Model, contexts: Codes, candidates: Codes, which: NDArray[np.intp] | None = None) -> Nats:
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


def tied(model: Model, contexts: Codes, candidates: Codes) -> Nats:
    """The same, but of ASCII candidates how much likelier they are there than behind any Han character; nothing behind ASCII.

    How likely it is there at all the syntax of the line tells; but a full stop ends a line, and a comma does not.
    """
    nats: Nats = given(model, contexts, candidates)
    some = np.flatnonzero(candidates < 0x80)
    own: Nats = np.clip(nats[some] - _usual(model)[candidates[some]], LEAST, MOST)
    own *= np.where((candidates[some] == _LINE_FEED) & (own < 0.0), np.float32(1.0), np.float32(TIED))
    nats[some] = np.where(contexts[some, 2] < 0x80, np.float32(0.0), own)
    return nats


@cache
def _usual(model: Model) -> Nats:
    """Log probability of each of the 128 ASCII characters behind common Han characters."""
    costs = octets("commonness")[0x4E00:0x9FA6]
    common = np.flatnonzero(costs < _COMMON)
    shares = np.exp(-costs[common] / 4.0)
    contexts = np.full((len(common), 3), _RARE, np.uint32)
    contexts[:, 2] = common + 0x4E00
    behind = [np.exp(model.given(contexts, np.full(len(common), code, np.uint32))) @ shares for code in range(0x80)]
    nats: Nats = np.log(np.array(behind) / shares.sum()).astype(np.float32)
    return nats
