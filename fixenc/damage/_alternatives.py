"""What a few bytes of UTF-8, some of them lost, may have been: every row of characters, with the candidates for each.

The same few bytes stand in many places of a text, so answers are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._losses import ByteSet, Losses, byte_set, members
from fixenc.damage._alphabet import FREE, LOST_ALONE, LOST_TOGETHER, Alphabet, Pattern
from fixenc.damage._steps import LINE_FEED
from fixenc.damage._units import LOST
from fixenc.model.codes import Codes

# Marks in one unit; more of them leave too little to go by.
MOST_MARKS = 3


class Slot(NamedTuple):
    """One character. codes: what it may be, the commonest first.  mark: which mark of the unit has eaten it, -1 for none."""

    codes: Codes
    mark: int


Row = tuple[Slot, ...]


class Alternatives:
    """What units of text may have been that one program read, by number. losses: what it loses.  mark: the bytes from which
    it reads the mark that stands for these, none where there are none.  may_eat: whether the mark may have taken ASCII along."""

    def __init__(self, alphabet: Alphabet, losses: Losses, mark: bytes, may_eat: bool) -> None:
        self._alphabet, self._losses = alphabet, losses
        self._literal: Pattern = tuple((1 << byte, FREE) for byte in mark)
        self._may_eat = may_eat
        self.rows: list[tuple[Row, ...]] = []
        # For each of them, how many of its marks may have eaten something, counted from the first.
        self.eaten: list[int] = []
        self._numbers: dict[tuple[bytes, ByteSet, bool], int] = {}

    def of(self, unit: bytes, following: int) -> int:
        """The number (in `rows`) of the rows of characters that a unit may have been. following: the byte behind it."""
        key = unit, self._losses.alone_before[following] if unit[-1] == LOST else 0, following == LINE_FEED
        if key not in self._numbers:
            self._numbers[key] = len(self.rows)
            self.rows.append(self._find(*key))
            self.eaten.append(1 + max((slot.mark for row in self.rows[-1] for slot in row), default=-1))
        return self._numbers[key]

    def _find(self, unit: bytes, before: ByteSet, is_last: bool) -> tuple[Row, ...]:
        """before: the bytes that are lost alone in front of the byte that follows.  is_last: that is a line end."""
        if unit.count(LOST) > MOST_MARKS:
            return ()
        return self._rows(unit, before, is_last, self._alphabet.fits) or self._rows(unit, before, is_last, self._fits_rarely)

    def _rows(self, unit: bytes, before: ByteSet, is_last: bool, fits: Callable[[Pattern], Codes]) -> tuple[Row, ...]:
        """The rows of characters that `fits` offers."""
        readings = [self._readings(is_last and place + 1 == len(unit), before) if byte == LOST else [((1 << byte, FREE),)]
                    for place, byte in enumerate(unit)]
        rows: list[Row] = []
        for chosen in product(*readings):
            pattern = tuple(each for part in chosen for each in part)
            eaten = _eaten(unit, chosen) if self._may_eat else {}
            for lengths in self._parsed(pattern, 0):
                row = self._row(pattern, lengths, eaten, before, fits)
                if row is not None:
                    rows.append(row)
        return tuple(rows)

    def _readings(self, is_last: bool, before: ByteSet) -> list[Pattern]:
        """What one mark may stand for."""
        losses = self._losses
        found: list[Pattern] = [self._literal] if self._literal else []
        if is_last:
            found.append(((losses.cuts | before, FREE),))
        elif losses.ever_alone:
            found.append(((losses.ever_alone, LOST_ALONE),))
        if losses.first:
            found.append(((losses.first, LOST_TOGETHER), (losses.second, FREE)))
        return found

    def _parsed(self, pattern: Pattern, place: int) -> Iterator[tuple[int, ...]]:
        """The lengths of the characters that a pattern may consist of from a place on."""
        if place == len(pattern):
            yield ()
            return
        for length, _ in self._alphabet.begins(pattern[place][0]):
            if place + length <= len(pattern):
                yield from ((length, *others) for others in self._parsed(pattern, place + length))

    def _fits_rarely(self, pattern: Pattern) -> Codes:
        """What may fit where nothing else does: the rare characters, too. Which of them it was nobody can tell as a rule, but
        what stands around it is known all the same."""
        codes = self._alphabet.fits(pattern)
        return codes if len(codes) else self._alphabet.fits_rarely(pattern)

    def _row(self, pattern: Pattern, lengths: tuple[int, ...], eaten: dict[int, int], before: ByteSet,
             fits: Callable[[Pattern], Codes]) -> Row | None:
        slots = []
        place = 0
        for length in lengths:
            stop = place + length
            codes = fits(pattern[place:stop])
            joint = pattern[stop - 1][1]
            if joint == LOST_TOGETHER:
                codes = codes[members(_before(self._losses.joints[1], pattern[stop][0]))[_last_bytes(codes)]]
            elif joint == LOST_ALONE:
                allowed = before if stop == len(pattern) else _before(self._losses.joints[0], pattern[stop][0])
                codes = codes[members(allowed)[_last_bytes(codes)]]
            if not len(codes):
                return None
            slots.append(Slot(codes, eaten.get(place, -1) if length == 1 else -1))
            place = stop
        return tuple(slots)


def _eaten(unit: bytes, chosen: tuple[Pattern, ...]) -> dict[int, int]:
    """For each byte of a pattern that some mark took along, which mark."""
    found = {}
    place = mark = 0
    for byte, part in zip(unit, chosen, strict=True):
        if byte == LOST:
            if part[0][1] == LOST_TOGETHER:
                found[place + 1] = mark
            mark += 1
        place += len(part)
    return found


def _before(joint: NDArray[np.bool_], following: ByteSet) -> ByteSet:
    """The bytes that hang together with one of some bytes behind them. joint: flags by (byte, next byte)."""
    return byte_set(np.flatnonzero(np.logical_or.reduce(joint[:, members(following)], 1)).tolist())


def _last_bytes(codes: Codes) -> Codes:
    """The last byte of each character in UTF-8."""
    return np.where(codes < 0x80, codes, 0x80 | codes & 0x3F)
