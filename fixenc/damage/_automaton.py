"""How bytes of which some are lost become characters: an automaton that takes bytes until a character is complete.

A state is what of the bytes before matters for those to come: the bytes of a character that is not complete yet, and how the last
byte hangs together with the next one. The same few states meet the same few bytes again and again, so answers are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from fixenc.charsets import find
from fixenc.damage._alphabet import FREE, Pattern, alphabet, only
from fixenc.model.codes import Codes

# A state's number ends in so many bits for how many bytes are pending, so that arrays of states can be asked for it.
PENDING_BITS = 3
PENDING = (1 << PENDING_BITS) - 1
# The state before a character that hangs together with nothing, and the number of no bytes at all.
FIRST, NOTHING = 0, 0
# Answers that are remembered between two searches.
_REMEMBERED = 1 << 15


class State(NamedTuple):
    """pending: byte sets of a character of `length` bytes.  joint: how the last byte hangs together with the next one.  last:
    that byte, -1 where it is not known or does not matter."""

    pending: Pattern = ()
    length: int = 0
    joint: int = FREE
    last: int = -1


class Outcome(NamedTuple):
    """codes: candidates for a character that is complete, None where the bytes are at an end before.  state: the one behind.
    rest: the bytes still to come.  by_last: whether the state depends on the last byte of the candidate too."""

    codes: Codes | None
    state: int
    rest: int
    by_last: bool


class Entered(NamedTuple):
    """What becomes of a run of known bytes. own: candidates for the character that was pending, None where none was.  codes: the
    characters behind it.  state: the one behind them."""

    own: Codes | None
    codes: Codes
    state: int


class Automaton:
    """The automaton of one charset, written in it and read by one program; both by name."""

    def __init__(self, written: str, read: str, dialect: str) -> None:
        self._written, losses = find(written), find(read).losses(dialect)
        self._alphabet = alphabet(written, read, dialect)
        self._follows = losses.alone, losses.together
        self._forget()

    def _forget(self) -> None:
        self._states: list[State] = []
        self._numbers: dict[State, int] = {}
        self._patterns: list[Pattern] = []
        self._pattern_numbers: dict[Pattern, int] = {}
        self._taken: dict[tuple[int, int], tuple[Outcome, ...]] = {}
        self._number(State())
        self.rest(())

    def begin(self) -> None:
        """Before a search: the numbers of another one count no longer."""
        if len(self._taken) > _REMEMBERED:
            self._forget()

    def rest(self, pattern: Pattern) -> int:
        """The number of some bytes."""
        number = self._pattern_numbers.get(pattern)
        if number is None:
            number = self._pattern_numbers[pattern] = len(self._patterns)
            self._patterns.append(pattern)
        return number

    def take(self, state: int, rest: int) -> tuple[Outcome, ...]:
        """What may come of taking bytes (by number) until a character is complete or they are at an end."""
        found = self._taken.get((state, rest))
        if found is None:
            found = self._taken[state, rest] = tuple(self._take(self._states[state >> PENDING_BITS], self._patterns[rest]))
        return found

    def behind(self, state: int, last: int) -> int:
        """The state that is `state` if the last byte is this one."""
        return self._number(self._states[state >> PENDING_BITS]._replace(last=last))

    def enter(self, behind: Sequence[tuple[int, bytes]]) -> list[Entered | None]:
        """What becomes of runs of known bytes, each behind a state; None where they do not fit together."""
        entered = [self._entered(self._states[state >> PENDING_BITS], data) for state, data in behind]
        rests = [data[need:] for (need, _), (_, data) in zip(entered, behind, strict=True)]
        readings = self._read(dict.fromkeys(rest for (need, _), rest in zip(entered, rests, strict=True) if need >= 0))
        found: list[Entered | None] = []
        for (need, own), rest in zip(entered, rests, strict=True):
            reading = readings[rest] if need >= 0 else None
            found.append(None if reading is None else Entered(own, *reading))
        return found

    def _entered(self, state: State, data: bytes) -> tuple[int, Codes | None]:
        """How many bytes complete the pending character, and the candidates for it; -1 bytes where they do not fit."""
        pending, length, joint, last = state
        need = length - len(pending)
        if len(data) < need or (joint != FREE and last >= 0 and not self._follows[joint - 1][last] >> data[0] & 1):
            return -1, None
        if not pending:
            return 0, None
        own = self._fits((*pending, *((1 << byte, FREE) for byte in data[:need])))
        return (need, own) if len(own) else (-1, None)

    def _read(self, runs: Iterable[bytes]) -> dict[bytes, tuple[Codes, int] | None]:
        """The characters of each run, and the state behind it; None where it cannot be read."""
        runs = list(runs)
        # All at once: a line feed ends what stands before it in every charset but UTF-16.
        reading = self._written.read(b"".join([run + b"\n" for run in runs]))
        ends = np.cumsum([len(run) + 1 for run in runs]) - 1
        begins = ends - [len(run) for run in runs]
        firsts, stops = np.searchsorted(reading.starts, begins), np.searchsorted(reading.starts, ends)
        bad = np.cumsum(~reading.good, dtype=np.intp)
        bad = np.concatenate(([0], bad))
        whole = (bad[firsts] == bad[stops]) & (reading.starts[firsts] == begins) & (reading.starts[stops] == ends)
        return {run: (reading.codes[first:stop], FIRST) if is_whole else self._read_cut(run)
                for run, first, stop, is_whole in zip(runs, firsts.tolist(), stops.tolist(), whole.tolist(), strict=True)}

    def _read_cut(self, data: bytes) -> tuple[Codes, int] | None:
        """The same of one run that may end within a character."""
        reading = self._written.read(data)
        bad = np.flatnonzero(~reading.good)
        if not len(bad):
            return reading.codes, FIRST
        cut = data[int(reading.starts[bad[0]]):]
        begins = self._alphabet.begins(1 << cut[0])
        if not begins or begins[0][0] <= len(cut):
            return None
        behind = State(tuple((1 << byte, FREE) for byte in cut), begins[0][0])
        return reading.codes[:bad[0]], self._number(behind)

    def goes_on(self, state: int, byte: int) -> bool:
        """Whether a byte may follow a state, by how the last byte hangs together with it."""
        joint, last = self._states[state >> PENDING_BITS][2:]
        return joint == FREE or last < 0 or bool(self._follows[joint - 1][last] >> byte & 1)

    def last_bytes(self, codes: Codes) -> Codes:
        """The last byte of each character."""
        return self._written.packed(codes)[0] & np.uint32(0xFF)

    def _take(self, state: State, rest: Pattern) -> Iterator[Outcome]:
        if not rest:
            yield Outcome(None, self._number(state), NOTHING, False)
            return
        (allowed, joint), rest = rest[0], rest[1:]
        if state.joint != FREE and state.last >= 0:
            allowed &= self._follows[state.joint - 1][state.last]
        if not allowed:
            return
        for length, first in [(state.length, allowed)] if state.pending else self._alphabet.begins(allowed):
            pending = (*state.pending, (first, joint))
            last = only(first) if joint != FREE else -1
            if len(pending) < length:
                yield from self._take(State(pending, length, joint, last), rest)
            elif len(codes := self._fits(pending)):
                behind = self._number(State((), 0, joint, last))
                yield Outcome(codes, behind, self.rest(rest), joint != FREE and last < 0)

    def _fits(self, pattern: Pattern) -> Codes:
        codes = self._alphabet.fits(pattern)
        if not len(codes) and all(only(allowed) >= 0 for allowed, _ in pattern):
            # A rare character, whole: its bytes say all.
            text = self._written.strict(bytes(only(allowed) for allowed, _ in pattern))
            codes = np.array([ord(each) for each in text or ""], np.uint32)
        return codes

    def _number(self, state: State) -> int:
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self._states) << PENDING_BITS | len(state.pending)
            self._states.append(state)
        return number


@lru_cache(128)
def automaton(written: str, read: str, dialect: str) -> Automaton:
    """The automaton of a charset that a program read as another; made once."""
    return Automaton(written, read, dialect)
