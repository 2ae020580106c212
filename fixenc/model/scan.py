"""The first look at every text: is there anything here that could be damage? Nearly always there is not.

Three steps, each for the little that the one before lets through. A glance at a table, a nanosecond a character, finds the
characters that some misreading yields far more often than any author. Where two of them stand near each other and the same
misreading yields both, the language model reads the place. Only where the characters cost much more as text than as the outcome
of one misreading is a line suspicious.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntFlag
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from fixenc.model import _marks
from fixenc.model._latest import Latest
from fixenc.model.codes import Codes, to_codes, to_units
from fixenc.model.misreadings import MISREADINGS, STEPS_A_NAT, Misreading, costs, evidence, misreadings
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
# Misreadings that explain a line nearly as well as the best one: the true one is among these in all but 2 of 10,000 strings.
LIKELY_SHARE = 0.6
# Characters that are evidence for the same misreading, at most so far apart, are worth asking the model; it reads so many
# around them.
NEAR, AROUND = 4, 8
# A string of so few characters has no room for two that tell: one is enough.
SHORT = 16
# What a character costs in ordinary text at most: clean text costs 4 to 7 nats a character, damaged text 9 to 24.
ORDINARY_NATS = 8.0
# So many characters at a time keep the arrays in the processor's second-level cache.
_BLOCK = 1 << 16
# So many characters are asked for at a time whether there is any damage at all.
_FIRST_CODES = 1 << 13
_LINE_FEED = 0x0A
Places = NDArray[np.intp]
_NOTHING, _NOWHERE = Family(0), np.zeros(0, np.intp)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the tables say about a text.

    marks: Family bits of the marks.  evident: where characters stand that are evidence for the same misreading as one near them.
    codes: these places with what is around them, a line feed behind each run.  places: where each of the codes stands.
    """

    marks: int
    evident: Places
    codes: Codes
    places: Places


def scan(text: str, model: Model | None = None) -> Family:
    """Which families of damage a text may hold. Families that are not named are certainly absent.

    model: has the last word on MISREAD; without it the tables decide alone, and name it 30 times as often.
    """
    look = _look(text)
    misread = len(look.codes) > 0 and (model is None or _is_any(text, look, model))
    found = look.marks | (int(Family.MISREAD) if misread else 0)
    return Family(found) if found else _NOTHING


def rising_lines(text: str, known: Collection[str] = ()) -> list[tuple[int, int]]:
    """The lines (start, stop; code points, without the line feed) with characters that some misreading yields near each other.

    known: names of misreadings that were proved in the file; one character that tells of them is enough. The model is not asked.
    """
    look = _seen(text, known) if known else _look(text)
    return _lines_at(text, look.evident)


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
_suspicious: Latest[tuple[tuple[int, int], ...]] = Latest()


def _look(text: str) -> _Look:
    return _looks.get(text) or _looks.put(text, None, _seen(text))


def _seen(text: str, known: Collection[str] = ()) -> _Look:
    """All marks of a text, and the places where some misreading may have been at work."""
    alone = len(text) <= SHORT
    bits = sum(1 << index for index, each in enumerate(misreadings()) if alone or each.name in known)
    marks = 0
    parts: list[tuple[Places, Codes, Places]] = []
    for start, block in _blocks(text):
        units = to_units(block)
        hits = _glance().take(units).nonzero()[0]
        if len(hits):
            marks |= _marks.seen(units, hits)
            first, last = _neighbours(evidence().take(units.take(hits)), hits, bits)
            if len(first):
                index, ends = _around(first, last, len(units))
                codes = _codes_of(block, units).take(index, mode="clip").astype(np.uint32)
                codes[ends] = _LINE_FEED
                parts.append((np.unique(np.concatenate((first, last))) + start, codes, index + start))
    if not parts:
        return _Look(marks, _NOWHERE, np.zeros(0, np.uint32), _NOWHERE)
    return _Look(marks, np.concatenate([evident for evident, _, _ in parts]), np.concatenate([codes for _, codes, _ in parts]),
                 np.concatenate([places for _, _, places in parts]))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """A text in blocks with their starts, cut behind line feeds where there are any."""
    start = 0
    while len(text) - start > _BLOCK:
        stop = text.rfind("\n", start, start + _BLOCK) + 1 or start + _BLOCK
        yield start, text[start:stop]
        start = stop
    yield start, text[start:] if start else text


def _neighbours(bits: NDArray[np.uint32], hits: Places, known: int) -> tuple[Places, Places]:
    """Which hits are evidence for the same misreading as the next one, and that next one; or, for a known misreading, alone."""
    evident = bits.nonzero()[0]
    bits, hits = bits[evident], hits[evident]
    near = np.flatnonzero((hits[1:] - hits[:-1] <= NEAR) & (bits[1:] & bits[:-1] != 0))
    first, last = hits[near], hits[near + 1]
    if known:
        alone = hits[bits & np.uint32(known) != 0]
        first, last = np.concatenate((first, alone)), np.concatenate((last, alone))
        order = np.argsort(first, kind="stable")
        first, last = first[order], last[order]
    return first, last


def _around(first: Places, last: Places, size: int) -> tuple[Places, Places]:
    """The places from AROUND before `first` to AROUND behind `last`, one more behind each run, and where that one is."""
    starts, stops = np.maximum(first - AROUND, 0), np.maximum.accumulate(np.minimum(last + AROUND + 1, size))
    begins = np.flatnonzero(np.concatenate(([True], starts[1:] > stops[:-1])))
    starts, stops = starts[begins], stops[np.append(begins[1:], len(stops)) - 1]
    lengths = stops - starts + 1
    behind = np.cumsum(lengths)
    return np.arange(behind[-1]) + np.repeat(starts - behind + lengths, lengths), behind - 1


def _codes_of(block: str, units: NDArray[np.uint16]) -> NDArray[np.uint16] | Codes:
    """The code points of a block: its units where none stands for a character beyond U+FFFF."""
    return to_codes(block) if ((units & 0xFC00) == 0xD800).any() else units


def _is_any(text: str, look: _Look, model: Model) -> bool:
    """Whether any line is suspicious; of a damaged text only the beginning is read for that."""
    ends = np.flatnonzero(look.codes == _LINE_FEED)
    first = 0
    while first < len(ends):
        start = int(ends[first - 1]) + 1 if first else 0
        last = int(np.searchsorted(ends, min(start + _FIRST_CODES, int(ends[-1]))))
        part = slice(start, int(ends[last]) + 1)
        if any(_explained_lines(text, replace(look, codes=look.codes[part], places=look.places[part]), model, SUSPICIOUS_NATS)):
            return True
        first = last + 1
    return False


def _explained_lines(text: str, look: _Look, model: Model, least_nats: float) -> Iterator[tuple[int, int]]:
    """The lines in which some place worth asking the model is explained better by a misreading."""
    if not len(look.codes):
        return
    ends = np.flatnonzero(look.codes == _LINE_FEED)
    nats = _best_rises(look.codes, ends, model, least_nats).max(0)
    rising = np.flatnonzero(nats > least_nats)
    places, nats = look.places[np.concatenate(([0], ends[:-1] + 1))[rising]], nats[rising]
    for start, stop in _lines_at(text, places):
        first, last = places.searchsorted((start, stop + 1))
        if nats[first:last].max() > least_nats + math.log(max(stop - start, 1)):
            yield start, stop


def _explained(lines: Sequence[str], model: Model) -> NDArray[np.float64]:
    """For each misreading and line, by how many nats it explains some stretch better than an author does."""
    codes = to_codes("".join(line + "\n" for line in lines))
    return _best_rises(codes, np.flatnonzero(codes == _LINE_FEED), model, 0.0)


def _best_rises(codes: Codes, ends: Places, model: Model, least_nats: float) -> NDArray[np.float64]:
    """The same for codes with a line feed behind each line; 0 for lines that cannot reach `least_nats` under any misreading."""
    result = np.zeros((MISREADINGS, len(ends)))
    spent = -model.running(codes).astype(np.float64)
    units = np.where(codes > 0xFFFF, (codes >> 10) + 0xD7C0, codes)
    # The cheapest misreading of each single character explains no stretch worse than any of them does.
    bound = _highest_rises(spent - _cheapest()[units], ends)
    wanted = np.flatnonzero(bound > least_nats)
    if len(wanted):
        kept = np.zeros(len(ends), np.bool_)
        kept[wanted] = True
        chosen = np.flatnonzero(np.repeat(kept, np.diff(ends, prepend=-1)))
        spent, prices = spent[chosen], costs().take(units[chosen], axis=0)
        ends = np.cumsum(np.diff(ends, prepend=-1)[wanted]) - 1
        for column in range(MISREADINGS):
            result[column, wanted] = _highest_rises(spent - prices[:, column] / STEPS_A_NAT, ends)
    return result


def _highest_rises(values: NDArray[np.float64], ends: Places) -> NDArray[np.float64]:
    """For each line, which ends where `ends` says, the greatest sum of values that stand together. `values` is overwritten."""
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


@cache
def _cheapest() -> NDArray[np.float64]:
    """What each unit costs in the misreading that yields it most, nats."""
    cheapest: NDArray[np.float64] = costs().min(1) / STEPS_A_NAT
    return cheapest


@cache
def _glance() -> NDArray[np.bool_]:
    """Which units are worth a second look, as evidence or as a mark."""
    worth: NDArray[np.bool_] = (evidence() != 0) | (_marks.table() != 0)
    return worth
