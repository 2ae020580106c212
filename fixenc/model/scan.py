"""The first look at every text: is there anything here that could be damage? Nearly always there is not.

Three steps, each for the little that the one before lets through. A glance at a table, a nanosecond a character, finds the
characters that some misreading yields far more often than any author. Where two of them stand near each other and the same
misreading yields both, the language model reads the place. Only where the characters cost much more as text than as the outcome
of one misreading is a line suspicious.
"""

from __future__ import annotations

import math
import sys
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from fixenc.model import _marks
from fixenc.model._latest import Latest
from fixenc.model.codes import Codes, to_codes, to_units
from fixenc.model.misreadings import MISREADINGS, STEPS_A_NAT, UNITS, Misreading, commonness, costs, evidence, misreadings
from fixenc.model.score import Model


class Family(IntFlag):
    """What a place may be damaged by; a kind of damage names the family that must have been seen first."""

    MISREAD = 1      # characters that some wrong reading yields, near each other
    GLOSS = 2        # a Latin syllable in parentheses behind a Han character
    ESCAPE = 4       # %E4, \u4E2D, &#20013;, =E4 and their kind
    CHARACTER = 8    # controls, radicals, private use and others that are never ordinary
    LOST = 16        # marks of lost bytes: U+FFFD, '?' inside words, runs of □, 锟斤拷
    CUT = 32         # '?' or U+FFFD before ；！？，: half a character at which a page was cut


# The outcome of one misreading must explain a stretch better than an author does by this much, and by the log of the characters
# of its line, for at so many places chance could have made such a stretch. On text kept out (tests/bench/scan.py) 0.2% of clean
# lines of 30 genres reach it, 0.9% of the verse, and all but 1 in 1,000 reversibly damaged strings of 4 characters and more.
SUSPICIOUS_NATS = 10.0
# Misreadings that explain a line nearly as well as the best one: the true one is among these in 993 of 1,000 damaged strings.
LIKELY_SHARE = 0.6
# Characters that are evidence for the same misreading, at most so far apart, are worth asking the model; it reads so many
# around them.
NEAR, AROUND = 4, 5
# Together they need this much more share in some misreading than in clean text.
TOGETHER_NATS = 9.0
# A string of so few characters has no room for two that tell: one is enough.
SHORT = 16
# So few hits are looked at one by one.
_FEW = 12
# From so many places on their lines are looked up all at once.
_MANY = 64
# What a character costs in ordinary text at most: clean text costs 4 to 7 nats a character, damaged text 9 to 24.
ORDINARY_NATS = 8.0
# So many characters are looked at, and so many are asked of the model, at a time: the arrays stay in the second-level cache.
_BLOCK = 1 << 17
_ASKED = 1 << 14
_LINE_FEED = 0x0A
Places = NDArray[np.intp]
_NOTHING, _NOWHERE, _NO_CODES = Family(0), np.zeros(0, np.intp), np.zeros(0, np.uint32)
_ALL = (1 << MISREADINGS) - 1
# Where the parts of `_seen_at` begin, and a bit of any mark.
_MARKS, _STRENGTH = MISREADINGS, 48
_ANY_MARK = (1 << _STRENGTH) - (1 << _MARKS)
_TOGETHER_STEPS = int(TOGETHER_NATS * STEPS_A_NAT)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the tables say about a text.

    marks: Family bits of the marks.  evident: where characters stand that are evidence for the same misreading as the next one.
    codes: these places with what is around them, a line feed behind each run.  places: where each of the codes stands.
    bits: the misreadings that there is evidence for, where each of the codes stands.
    """

    marks: int
    evident: Places
    codes: Codes
    places: Places
    bits: Codes


def scan(text: str, model: Model | None = None) -> Family:
    """Which families of damage a text may hold. Families that are not named are certainly absent.

    model: has the last word on MISREAD; without it the tables decide alone, and name it 30 times as often.
    """
    look = _look(text)
    misread = len(look.codes) > 0 and (model is None or any(_explained_lines(text, look, model, SUSPICIOUS_NATS)))
    found = look.marks | (int(Family.MISREAD) if misread else 0)
    return Family(found) if found else _NOTHING


def rising_lines(text: str, known: Collection[str] = ()) -> list[tuple[int, int]]:
    """The lines (start, stop; code points, without the line feed) with characters that some misreading yields near each other.

    known: names of misreadings that were proved in the file; one character that tells of them is enough. The model is not asked.
    """
    if known:
        return _lines_at(text, _seen(text, known).evident)
    starts, stops = rising_rows(text)
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def rising_rows(text: str) -> tuple[Places, Places]:
    """The same lines, as two arrays."""
    found = _rising.get(text)
    return found if found is not None else _rising.put(text, None, rows_at(text, _look(text).evident))


def suspicious_lines(text: str, model: Model) -> tuple[tuple[int, int], ...]:
    """The lines (start, stop; code points, without the line feed) that some misreading explains better than an author does."""
    look = _look(text)
    found = _suspicious.get(text, model)
    if found is None:
        found = _suspicious.put(text, model, tuple(_explained_lines(text, look, model, SUSPICIOUS_NATS)))
    return found


def suspicious(lines: Sequence[str], model: Model, least_nats: float = SUSPICIOUS_NATS) -> list[bool]:
    """Which of some lines some misreading explains better than an author does, by `least_nats` and the log of their length."""
    text = "\n".join(lines)
    found = {start for start, _ in _explained_lines(text, _seen(text), model, least_nats)}
    return [start in found for start in accumulate((len(line) + 1 for line in lines[:-1]), initial=0)] if lines else []


def suspects(lines: Sequence[str], model: Model, share: float = LIKELY_SHARE) -> list[tuple[Misreading, ...]]:
    """For each line the misreadings that may explain it, the likeliest first: those with `share` of the nats of the best one.

    >>> from fixenc.model.load import load
    >>> [each.name for each in suspects(["æ–‡ä»¶"], load())[0]][:1]
    ['utf8_as_western']
    """
    everything = misreadings()
    found = []
    for nats in _explained(lines, model).T:
        order = np.argsort(-nats, kind="stable")
        found.append(tuple(everything[index] for index in order[nats[order] > max(0.0, share * float(nats.max()))]))
    return found


def alarms(lines: Sequence[str], model: Model) -> NDArray[np.float64]:
    """For each line, by how many nats its unlikeliest stretch costs more than ordinary text."""
    codes = to_codes("\n".join(lines) + "\n")
    return _highest_rises(-model.running(codes).astype(np.float64) - ORDINARY_NATS, np.flatnonzero(codes == _LINE_FEED))


_looks: Latest[_Look] = Latest()
_rising: Latest[tuple[Places, Places]] = Latest()
_suspicious: Latest[tuple[tuple[int, int], ...]] = Latest()


def _look(text: str) -> _Look:
    return _looks.get(text) or _looks.put(text, None, _seen(text))


def _seen(text: str, known: Collection[str] = ()) -> _Look:
    """All marks of a text, and the places where some misreading may have been at work."""
    alone = len(text) <= SHORT
    wanted = sum(1 << index for index, each in enumerate(misreadings()) if alone or each.name in known)
    marks = 0
    parts: list[tuple[Places, Codes, Places, Codes]] = []
    for start, block in _blocks(text):
        codes = to_codes(block)
        hits = _glance().take(codes).nonzero()[0]
        seen = _seen_at().take(codes.take(hits))
        if len(hits) > _FEW or not _is_nothing(seen, hits, wanted):
            marks |= _marks.seen(codes, (seen >> np.uint64(_MARKS)).astype(np.uint16), hits)
            first, last, bits = _neighbours(seen, hits, wanted)
            if len(first):
                index, ends, bits = _around(first, last, bits, len(codes))
                around = codes.take(index, mode="clip")
                around[ends] = _LINE_FEED
                parts.append((first + start, around, index + start, bits))
    if not parts:
        return _Look(marks, _NOWHERE, _NO_CODES, _NOWHERE, _NO_CODES)
    evident, around, places, bits = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _Look(marks, evident, around, places, bits)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """A text in blocks with their starts, cut behind line feeds where there are any."""
    start = 0
    while len(text) - start > _BLOCK:
        stop = text.rfind("\n", start, start + _BLOCK) + 1 or start + _BLOCK
        yield start, text[start:stop]
        start = stop
    yield start, text[start:] if start else text


def _is_nothing(seen: NDArray[np.uint64], hits: Places, known: int) -> bool:
    """Whether some hits hold neither a mark nor neighbours that tell of the same misreading. For few this is the fastest."""
    before, last = 0, -NEAR
    for value, hit in zip(seen.tolist(), hits.tolist(), strict=True):
        if value & _ANY_MARK or value & known:
            return False
        if hit - last <= NEAR and value & before & _ALL and (value >> _STRENGTH) + (before >> _STRENGTH) > _TOGETHER_STEPS:
            return False
        before, last = value, hit
    return True


def _neighbours(seen: NDArray[np.uint64], hits: Places, known: int) -> tuple[Places, Places, Codes]:
    """Which hits are evidence for the same misreadings as the next one, that one, and for which; a known one needs no other."""
    bits = seen.astype(np.uint32)
    evident = bits.nonzero()[0]
    bits, hits, strength = bits[evident], hits[evident], (seen[evident] >> np.uint64(_STRENGTH)).astype(np.int64)
    shared = bits[1:] & bits[:-1]
    near = np.flatnonzero((hits[1:] - hits[:-1] <= NEAR) & (shared != 0) & (strength[1:] + strength[:-1] > _TOGETHER_STEPS))
    first, last, shared = hits[near], hits[near + 1], shared[near]
    if known:
        alone = np.flatnonzero(bits & np.uint32(known))
        first, last = np.concatenate((first, hits[alone])), np.concatenate((last, hits[alone]))
        order = np.argsort(first, kind="stable")
        first, last, shared = first[order], last[order], np.concatenate((shared, bits[alone]))[order]
    return first, last, shared


def _around(first: Places, last: Places, bits: Codes, size: int) -> tuple[Places, Places, Codes]:
    """The places from AROUND before `first` to AROUND behind `last` and one more behind each run, where that one is, and the bits
    of each run at each of its places."""
    starts, stops = np.maximum(first - AROUND, 0), np.maximum.accumulate(np.minimum(last + AROUND + 1, size))
    begins = np.flatnonzero(np.concatenate(([True], starts[1:] > stops[:-1])))
    starts, stops = starts[begins], stops[np.append(begins[1:], len(stops)) - 1]
    lengths = stops - starts + 1
    behind = np.cumsum(lengths)
    return (np.arange(behind[-1]) + np.repeat(starts - behind + lengths, lengths), behind - 1,
            np.repeat(np.bitwise_or.reduceat(bits, begins), lengths))


def _explained_lines(text: str, look: _Look, model: Model, least_nats: float) -> Iterator[tuple[int, int]]:
    """The lines in which some place worth asking the model is explained better by a misreading.

    The model is asked for _ASKED characters at a time, so that a caller who wants to know whether there is any line pays for the
    first only, and a line of any length takes little memory.
    """
    known_stop = -1
    for first in range(0, len(look.codes), _ASKED):
        part = slice(first, first + _ASKED)
        codes = look.codes[part]
        codes = codes if codes[-1] == _LINE_FEED else np.append(codes, np.uint32(_LINE_FEED))
        ends = np.flatnonzero(codes == _LINE_FEED)
        starts = np.concatenate(([0], ends[:-1] + 1))
        # No line is shorter than the part of it that is asked for.
        least = least_nats + np.log(np.maximum(ends - starts, 1))
        nats = _best_rises(codes, ends, look.bits[part][starts], model, least).max(0)
        rising = np.flatnonzero(nats > least)
        places, nats = look.places[part][starts[rising]], nats[rising]
        for start, stop in _lines_at(text, places[places > known_stop]):
            line = slice(*places.searchsorted((start, stop + 1)))
            if nats[line].max() > least_nats + math.log(max(stop - start, 1)):
                yield start, stop
                known_stop = stop


def _explained(lines: Sequence[str], model: Model) -> NDArray[np.float64]:
    """For each misreading and line, by how many nats it explains some stretch better than an author does."""
    codes = to_codes("".join(line + "\n" for line in lines))
    everything = np.full(len(lines), _ALL, np.uint32)
    return _best_rises(codes, np.flatnonzero(codes == _LINE_FEED), everything, model, np.zeros(len(lines)))


def _best_rises(codes: Codes, ends: Places, bits: Codes, model: Model, least: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for codes with a line feed behind each line, for the misreadings that the bits of a line name.

    0 where nothing reaches the `least` of a line.
    """
    result = np.zeros((MISREADINGS, len(ends)))
    # The cheapest misreading of each single character explains no stretch worse than any of them does: held first against its
    # commonness, which is cheap to know, then against the model.
    common = np.flatnonzero(_highest_rises(_held(_commoner().take(to_units(codes)), codes), ends) > least)
    if not len(common):
        return result
    codes, ends = _lines_of(codes, ends, common)
    units = to_units(codes).astype(np.intp)
    cheapest = _cheapest().take(units)
    spent = cheapest + _held(-model.running(codes) - cheapest, codes)
    rising = np.flatnonzero(_highest_rises(spent - cheapest, ends) > least[common])
    if not len(rising):
        return result
    lines = common[rising]
    named = (bits[lines, None] >> np.arange(MISREADINGS, dtype=np.uint32) & 1).nonzero()
    index, ends = _lines_of_each(ends, rising[named[0]])
    columns = np.repeat(named[1], np.diff(ends, prepend=-1))
    prices = costs().ravel().take(units[index] * MISREADINGS + columns) / STEPS_A_NAT
    result[named[1], lines[named[0]]] = _highest_rises(spent[index] - prices, ends)
    return result


def _held(nats: NDArray[np.float64], codes: Codes) -> NDArray[np.float64]:
    """The evidence of each code point, none where it stands once more: rare characters come in rows, U+FFFD only by damage."""
    again = np.flatnonzero((codes[1:] == codes[:-1]) & (codes[1:] != 0xFFFD)) + 1
    nats[again] = np.minimum(nats[again], 0.0)
    return nats


def _lines_of(codes: Codes, ends: Places, wanted: Places) -> tuple[Codes, Places]:
    """The codes of some of the lines that end at `ends`, and where these lines end now."""
    index, ends = _lines_of_each(ends, wanted)
    return codes[index], ends


def _lines_of_each(ends: Places, wanted: Places) -> tuple[Places, Places]:
    """The places of the codes of some lines, one line behind the other, and where each ends now."""
    lengths = np.diff(ends, prepend=-1)[wanted]
    behind = np.cumsum(lengths)
    return np.arange(int(lengths.sum())) + np.repeat(ends[wanted] + 1 - behind, lengths), behind - 1


def _highest_rises(values: NDArray[np.float64], ends: Places) -> NDArray[np.float64]:
    """For each line, which ends where `ends` says, the greatest sum of values that stand together. `values` is overwritten."""
    if not len(ends):
        return np.zeros(0)
    # Each line begins anew: behind a drop deeper than any line can climb the running minimum starts over.
    values[ends] = -1e6
    total = np.cumsum(values)
    lowest = np.minimum.accumulate(np.concatenate(([0.0], total[:-1])))
    rise = total - lowest
    rise[ends] = 0.0
    highest: NDArray[np.float64] = np.maximum.reduceat(rise, np.concatenate(([0], ends[:-1] + 1)))
    return highest


def _lines_at(text: str, places: Places) -> list[tuple[int, int]]:
    """The lines that hold some of the places, which are in order."""
    lines: list[tuple[int, int]] = []
    at = 0
    while at < len(places):
        place = int(places[at])
        start, stop = text.rfind("\n", 0, place) + 1, text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        lines.append((start, stop))
        at = bisect_right(places, stop, at)
    return lines


def rows_at(text: str, places: Places) -> tuple[Places, Places]:
    """The lines (starts, stops; code points, without the line feed) that hold some of the places, which are in order."""
    if len(places) < _MANY:
        lines = np.array(_lines_at(text, places), np.intp).reshape(-1, 2)
        return lines[:, 0], lines[:, 1]
    feeds = np.flatnonzero(to_codes(text) == _LINE_FEED)
    starts, stops = np.concatenate(([0], feeds + 1)), np.append(feeds, len(text))
    held = np.diff(np.searchsorted(places, stops, "right"), prepend=0) > 0
    return starts[held], stops[held]


@cache
def _cheapest() -> NDArray[np.float64]:
    """What each unit costs in the misreading that yields it most, nats."""
    cheapest: NDArray[np.float64] = costs().min(1) / STEPS_A_NAT
    return cheapest


@cache
def _commoner() -> NDArray[np.float64]:
    """How much more likely each unit is in the misreading that yields it most than in clean text, nats."""
    return commonness() - _cheapest()


@cache
def _glance() -> NDArray[np.bool_]:
    """Which code points are worth a second look."""
    worth: NDArray[np.bool_] = _seen_at() != 0
    return worth


@cache
def _seen_at() -> NDArray[np.uint64]:
    """What each code point tells: the misreadings in the lower bits, then the marks, then the evidence in quarters of a nat."""
    strength = np.where(evidence() != 0, np.maximum(_commoner() * STEPS_A_NAT, 0.0), 0.0).astype(np.uint64)
    told = evidence() | _marks.table().astype(np.uint64) << np.uint64(_MARKS) | strength << np.uint64(_STRENGTH)
    table = np.zeros(sys.maxunicode + 1, np.uint64)
    table[:UNITS] = told
    # What lies beyond U+FFFF counts as the surrogate that it begins with (see `to_units`). Few tell anything, and where nothing
    # is written the table takes no memory.
    for lead in (0xD800 + told[0xD800:0xDC00].nonzero()[0]).tolist():
        start = 0x10000 + (lead - 0xD800 << 10)
        table[start:start + 0x400] = told[lead]
    return table
