"""What the tables say about a text, a nanosecond a character: its marks, and where some misreading may have been at work."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model import _marks
from fixenc.model.codes import Codes, to_codes, to_units
from fixenc.model.misreadings import MISREADINGS, STEPS_A_NAT, UNITS, commoner, costs, evidence, familiarity, misreadings

Places = NDArray[np.intp]
LINE_FEED = 0x0A
# Characters that are evidence for the same misreading, at most so far apart, are worth asking the model; it reads so many
# around them.
NEAR, AROUND = 4, 5
# Together they need this much more share in one misreading than in the kind of clean text in which they are common, and so much
# more in the misreadings that yield each of them most than in all clean text.
TOGETHER_NATS, UNCOMMON_NATS = 6.5, 9.0
# A string of so few characters has no room for two that tell: one is enough.
SHORT = 16
# No run is longer, so that a line of any length is read in parts.
LONGEST_RUN = 1 << 14
# So few hits are looked at one by one.
_FEW = 32
# So many characters are looked at, at a time: the arrays stay in the second-level cache.
_BLOCK = 1 << 17
_NOWHERE, _NO_CODES = np.zeros(0, np.intp), np.zeros(0, np.uint32)
_ALL = (1 << MISREADINGS) - 1
# Where the parts of `seen_at` begin, and a bit of any mark.
_MARKS, _STRENGTH = MISREADINGS, 48
_ANY_MARK = (1 << _STRENGTH) - (1 << _MARKS)
_TOGETHER_STEPS, _UNCOMMON_STEPS = int(TOGETHER_NATS * STEPS_A_NAT), int(UNCOMMON_NATS * STEPS_A_NAT)


@dataclass(frozen=True, slots=True)
class Look:
    """What the tables say about a text.

    marks: Family bits of the marks.  evident: where characters stand that are evidence for the same misreading as the next one.
    codes: these places with what is around them, in runs that end before a line feed.  starts, stops: of each run among the
    codes.  places: where each run begins in the text.  bits: the misreadings that there is evidence for in each run.
    """

    marks: int
    evident: Places
    codes: Codes
    starts: Places
    stops: Places
    places: Places
    bits: Codes

    def gathered(self, runs: Places) -> tuple[Codes, Places]:
        """The codes of some runs, a line feed behind each, and where these line feeds stand."""
        index, ends = ranges(self.starts[runs], self.stops[runs] - self.starts[runs] + 1)
        codes = self.codes.take(index, mode="clip")
        codes[ends] = LINE_FEED
        return codes, ends


def look(text: str, known: Collection[str] = ()) -> Look:
    """All marks of a text, and the places where some misreading may have been at work.

    known: names of misreadings of which one character is enough.
    """
    alone = len(text) <= SHORT
    wanted = sum(1 << index for index, each in enumerate(misreadings()) if alone or each.name in known)
    marks = 0
    parts: list[tuple[Places, Codes, Places, Places, Places, Codes]] = []
    size = 0
    for start, block in _blocks(text):
        codes = to_codes(block)
        hits = _glance().take(codes).nonzero()[0]
        seen = seen_at().take(codes.take(hits))
        if len(hits) > _FEW or _pairs(codes, seen, hits, wanted) != []:
            marks |= _marks.seen(codes, (seen >> np.uint64(_MARKS)).astype(np.uint16), hits)
            first, last, bits = _neighbours(codes, seen, hits, wanted)
            if len(first):
                around, starts, stops, places, bits = _runs(codes, first, last, bits)
                parts.append((first + start, around, starts + size, stops + size, places + start, bits))
                size += len(around)
    if not parts:
        return Look(marks, _NOWHERE, _NO_CODES, _NOWHERE, _NOWHERE, _NOWHERE, _NO_CODES)
    evident, around, starts, stops, places, bits = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Look(marks, evident, around, starts, stops, places, bits)


def ranges(starts: Places, lengths: Places) -> tuple[Places, Places]:
    """The numbers from each start on, one range behind the other, and where each range ends (its last number)."""
    behind = np.cumsum(lengths)
    return np.arange(int(behind[-1]) if len(behind) else 0) + np.repeat(starts - behind + lengths, lengths), behind - 1


@cache
def seen_at() -> NDArray[np.uint64]:
    """What each code point tells: the misreadings in the lower bits, then the marks, then the evidence in quarters of a nat."""
    strength = _strengths().max(1).astype(np.uint64)
    told = evidence() | _marks.table().astype(np.uint64) << np.uint64(_MARKS) | strength << np.uint64(_STRENGTH)
    table = np.zeros(sys.maxunicode + 1, np.uint64)
    table[:UNITS] = told
    # What lies beyond U+FFFF counts as the surrogate that it begins with (see `to_units`). Few tell anything, and where nothing
    # is written the table takes no memory.
    for lead in (0xD800 + told[0xD800:0xDC00].nonzero()[0]).tolist():
        start = 0x10000 + (lead - 0xD800 << 10)
        table[start:start + 0x400] = told[lead]
    return table


@cache
def _strengths() -> NDArray[np.uint8]:
    """How much more likely each unit is in each misreading that it tells of than in clean text, quarters of a nat, 63 at most."""
    likelier = np.maximum(familiarity()[:, np.newaxis], costs()) - costs()
    tells = evidence()[:, np.newaxis] >> np.arange(MISREADINGS, dtype=np.uint32) & np.uint32(1)
    strengths: NDArray[np.uint8] = likelier * tells.astype(np.uint8)
    return strengths


@cache
def _rows() -> memoryview:
    """The same, row behind row: to take one number costs a tenth of what it costs of an array."""
    return _strengths().ravel().data


@cache
def uncommon_steps() -> NDArray[np.int16]:
    """How much more likely each unit is in the misreading that yields it most than in clean text, quarters of a nat."""
    return np.rint(commoner() * STEPS_A_NAT).astype(np.int16)


@cache
def _uncommon() -> list[int]:
    steps: list[int] = uncommon_steps().tolist()
    return steps


@cache
def _glance() -> NDArray[np.bool_]:
    """Which code points are worth a second look."""
    worth: NDArray[np.bool_] = seen_at() != 0
    return worth


# Where so many of the characters tell with the next one the text is damaged: in verse that is clean fewer than one in ten do.
_DAMAGED_SHARE = 0.25


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """A text in blocks with their starts, cut behind line feeds where there are any."""
    start = 0
    while len(text) - start > _BLOCK:
        stop = text.rfind("\n", start, start + _BLOCK) + 1 or start + _BLOCK
        yield start, text[start:stop]
        start = stop
    yield start, text[start:] if start else text


def few_pairs(codes: Codes) -> list[tuple[int, int, int]] | None:
    """Neighbours in a text: first, last, the bits of the misreadings that both tell of. None where there is a mark, or much."""
    hits = _glance().take(codes).nonzero()[0]
    if len(hits) > _FEW:
        return None
    return _pairs(codes, seen_at().take(codes.take(hits)), hits, 0) if len(hits) else []


def _pairs(codes: Codes, seen: NDArray[np.uint64], hits: Places, known: int) -> list[tuple[int, int, int]] | None:
    """The same of some hits; None where one is a mark or known. For few this is the fastest."""
    pairs: list[tuple[int, int, int]] = []
    before, last = 0, -NEAR
    for value, hit in zip(seen.tolist(), hits.tolist(), strict=True):
        if value & _ANY_MARK or value & known:
            return None
        if hit - last <= NEAR and value & before & _ALL and (value >> _STRENGTH) + (before >> _STRENGTH) > _TOGETHER_STEPS:
            first, second = to_units(codes[[last, hit]]).tolist()
            are_uncommon = _uncommon()[first] + _uncommon()[second] > _UNCOMMON_STEPS
            if are_uncommon and _tell_together(first * MISREADINGS, second * MISREADINGS, value & before & _ALL):
                pairs.append((last, hit, value & before & _ALL))
        before, last = value, hit
    return pairs


def _tell_together(first: int, second: int, shared: int) -> bool:
    """Whether two units, whose rows begin at some places, tell of one of the misreadings that they share."""
    rows = _rows()
    while shared:
        bit = (shared & -shared).bit_length() - 1
        if rows[first + bit] + rows[second + bit] > _TOGETHER_STEPS:
            return True
        shared &= shared - 1
    return False


def _neighbours(codes: Codes, seen: NDArray[np.uint64], hits: Places, known: int) -> tuple[Places, Places, Codes]:
    """Which hits are evidence for the same misreadings as the next one, that one, and for which; a known one needs no other."""
    bits = seen.astype(np.uint32)
    evident = bits.nonzero()[0]
    bits, hits, strength = bits[evident], hits[evident], (seen[evident] >> np.uint64(_STRENGTH)).astype(np.int64)
    shared = bits[1:] & bits[:-1]
    near = np.flatnonzero((hits[1:] - hits[:-1] <= NEAR) & (shared != 0) & (strength[1:] + strength[:-1] > _TOGETHER_STEPS))
    first, last, shared = hits[near], hits[near + 1], shared[near]
    # What the best misreading of each makes of the two is a bound; together they have one.
    units = [to_units(codes.take(each)) for each in (first, last)]
    told = np.flatnonzero(sum(uncommon_steps().take(each) for each in units) > _UNCOMMON_STEPS)
    if len(told) < _DAMAGED_SHARE * len(codes):
        told = told[_tell(*(each[told] for each in units))]
    first, last, shared = first[told], last[told], shared[told]
    if known:
        alone = np.flatnonzero(bits & np.uint32(known))
        first, last = np.concatenate((first, hits[alone])), np.concatenate((last, hits[alone]))
        order = np.argsort(first, kind="stable")
        first, last, shared = first[order], last[order], np.concatenate((shared, bits[alone]))[order]
    return first, last, shared


def _tell(before: Codes, behind: Codes) -> NDArray[np.bool_]:
    """Which of some units tell of one misreading with the one behind them, where the best one of each is enough for the two."""
    best = _best().take(before)
    together: NDArray[np.bool_] = (best == _best().take(behind)) & (best < MISREADINGS)
    # In damaged text the best one is nearly always the same, and to look at one column costs a tenth of looking at all.
    others = np.flatnonzero(~together)
    first, second = (_strengths().take(each[others], 0) for each in (before, behind))
    together[others] = ((first + second) * ((first > 0) & (second > 0))).max(1, initial=0) > _TOGETHER_STEPS
    return together


@cache
def _best() -> NDArray[np.uint8]:
    """The misreading that each unit tells of most, MISREADINGS where it tells of none."""
    strengths = _strengths()
    best: NDArray[np.uint8] = np.where(strengths.max(1) > 0, strengths.argmax(1), MISREADINGS).astype(np.uint8)
    return best


def _runs(codes: Codes, first: Places, last: Places, bits: Codes) -> tuple[Codes, Places, Places, Places, Codes]:
    """The codes from AROUND before `first` to AROUND behind `last`; the runs among them, cut at line feeds, where each stands,
    and the bits of all that is near."""
    starts, stops = np.maximum(first - AROUND, 0), np.maximum.accumulate(np.minimum(last + AROUND + 1, len(codes)))
    begins = np.flatnonzero(np.concatenate(([True], starts[1:] > stops[:-1])))
    starts, stops = starts[begins], stops[np.append(begins[1:], len(stops)) - 1]
    index, ends = ranges(starts, stops - starts + 1)
    bits = np.repeat(np.bitwise_or.reduceat(bits, begins), stops - starts + 1)
    around = codes.take(index, mode="clip")
    around[ends] = LINE_FEED
    stops = np.flatnonzero(around == LINE_FEED)
    starts = np.concatenate(([0], stops[:-1] + 1))
    parts = (stops - starts + LONGEST_RUN - 1) // LONGEST_RUN
    number, _ = ranges(np.zeros(len(parts), np.intp), parts)
    starts = np.repeat(starts, parts) + number * LONGEST_RUN
    return around, starts, np.minimum(starts + LONGEST_RUN, np.repeat(stops, parts)), index[starts], bits[starts]
