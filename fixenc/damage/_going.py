"""Ways through a step that are being taken, and the states that they come from, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._ranges import Nats, Places
from fixenc.model.codes import Codes

# Characters that one mark and what it cut may become.
MOST = 6
# What the language model looks back at.
BACK = 3


@dataclass(slots=True)
class States:
    """Where paths meet. stretch: in order.  state: of its automaton.  kind: of the way to here, NONE at the start."""

    stretch: Places
    context: Codes
    state: Places
    kind: Places
    nats: Nats
    forward: Nats


# The columns of ways that are being taken.
_SOURCE, _STRETCH, _STATE, _KIND, _SIZE, _RUN, _REST, _CONTEXT = range(8)
_CODES = _CONTEXT + BACK
_GUESSED = _CODES + MOST


class Going:
    """Ways through a step that are being taken, a row each: what they have taken so far is chosen from together.

    source: the state that each comes from.  rest: the bytes to come, by number.  The others are as in `Ways`.
    """

    def __init__(self, rows: NDArray[np.int64], nats: Nats) -> None:
        self.rows, self.nats = rows, nats
        self.source, self.stretch, self.state, self.kind, self.size, self.run, self.rest = rows[:, :_CONTEXT].T
        self.context, self.codes, self.guessed = rows[:, _CONTEXT:_CODES], rows[:, _CODES:_GUESSED], rows[:, _GUESSED:]

    def __getitem__(self, index: Places | NDArray[np.bool_] | slice) -> Going:
        return Going(self.rows[index], self.nats[index])

    def __len__(self) -> int:
        return len(self.nats)

    @classmethod
    def of(cls, states: States, source: Places, kind: int) -> Going:
        """From some states, nothing taken yet."""
        rows = np.zeros((len(source), _GUESSED + MOST), np.int64)
        rows[:, _SOURCE], rows[:, _STRETCH], rows[:, _STATE] = source, states.stretch[source], states.state[source]
        rows[:, _KIND], rows[:, _RUN] = kind, -1
        rows[:, _CONTEXT:_CODES] = states.context[source]
        return cls(rows, np.zeros(len(source)))

    @classmethod
    def together(cls, parts: Sequence[Going]) -> Going:
        """All of them, one behind the other."""
        return cls(np.concatenate([each.rows for each in parts]), np.concatenate([each.nats for each in parts]))

    def add(self, codes: Codes, nats: NDArray[np.floating], guessed: Places) -> None:
        """One more character for each."""
        rows = np.arange(len(codes))
        self.codes[rows, self.size], self.guessed[rows, self.size] = codes, guessed
        self.size += 1
        self.nats += nats
        self.context[:, :-1] = self.context[:, 1:].copy()
        self.context[:, -1] = codes
