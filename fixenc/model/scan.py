"""The first look at every text: is there anything here that could be damage? Nearly always there is not.

Two steps. A table of flags for each UTF-16 code unit costs a few nanoseconds a character; only lines where flagged
characters stand close together are read by the language model, and only those it finds unlikely go on.
"""

from __future__ import annotations

from enum import IntFlag
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import to_codes
from fixenc.model.score import Model


class Family(IntFlag):
    """What a place may be damaged by; a kind of damage names the family that must have been seen first."""

    MISREAD = 1      # characters that are rare as Chinese and common where bytes were read in the wrong charset
    GLOSS = 2        # a Latin syllable in parentheses behind a Han character
    ESCAPE = 4       # %E4, \u4E2D, &#20013;, =E4 and their kind
    CHARACTER = 8    # controls, radicals, private use and others that are never ordinary
    LOST = 16        # marks of lost bytes: U+FFFD, '?' inside words, runs of □, 锟斤拷


# A character that makes up less than one in 60,000 of Chinese text is flagged: e^-11.
RARE_NATS = 11.0
# Flagged characters this close to each other make a line worth reading.
NEAR = 8
# A stretch is suspicious when its characters cost more than ORDINARY_NATS each by a total of ALARM_NATS.
# Clean text costs 4 to 5 nats a character, damaged text 9 to 14 (tests/bench/scan.py prints both).
ORDINARY_NATS = 7.0
ALARM_NATS = 6.0

_TONED_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_CLOSED_SYLLABLE = ("a)", "e)", "i)", "o)", "u)", "n)", "g)", "r)", "v)", "ü)")


def scan(text: str, model: Model) -> Family:
    """Which families of damage a text may hold. Families that are not named are certainly absent."""
    flags = _flags(text, model)
    present = Family(int(np.bitwise_or.reduce(flags, initial=0)))
    found = present & ~Family.MISREAD
    if Family.MISREAD & present and _near_lines(text, flags):
        found |= Family.MISREAD
    if "(" in text and any(ending in text for ending in _CLOSED_SYLLABLE):
        found |= Family.GLOSS
    else:
        found &= ~Family.GLOSS
    if any(mark in text for mark in ("%", "\\", "&", "=")):
        found |= Family.ESCAPE
    return found


def suspicious_lines(text: str, model: Model) -> list[tuple[int, int]]:
    """The lines (start, stop; code points, without the line feed) in which some stretch is unlikely as clean text."""
    lines = _near_lines(text, _flags(text, model))
    if not lines:
        return []
    return [line for line, alarm in zip(lines, alarms([text[start:stop] for start, stop in lines], model), strict=True)
            if alarm > ALARM_NATS]


def alarms(lines: list[str], model: Model) -> NDArray[np.float64]:
    """For each line, by how many nats its unlikeliest stretch costs more than ordinary text."""
    codes = to_codes("\n".join(lines) + "\n")
    excess = -model.running(codes).astype(np.float64) - ORDINARY_NATS
    ends = np.flatnonzero(codes == 0x0A)
    # Each line begins anew: behind a drop deeper than any line can climb the running minimum starts over.
    excess[ends] = -1e6
    total = np.cumsum(excess)
    lowest = np.minimum.accumulate(np.concatenate(([0.0], total[:-1])))
    starts = np.concatenate(([0], ends[:-1] + 1))
    rise = total - lowest
    rise[ends] = 0.0
    highest: NDArray[np.float64] = np.maximum.reduceat(rise, starts)
    return highest


def _near_lines(text: str, flags: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """The lines in which two flagged characters stand near each other."""
    places = np.flatnonzero(flags & int(Family.MISREAD))
    close = np.flatnonzero(np.diff(places) <= NEAR)
    if not len(close):
        return []
    lines: list[tuple[int, int]] = []
    stop = -1
    # Positions are UTF-16 code units; they are code points where the text has nothing beyond U+FFFF.
    offsets = places[close] if len(flags) == len(text) else _code_points(text, places[close])
    for place in offsets.tolist():
        if place < stop:
            continue
        start = text.rfind("\n", 0, place) + 1
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        lines.append((start, stop))
    return lines


def _code_points(text: str, units: NDArray[np.intp]) -> NDArray[np.intp]:
    """Positions in code points for positions in UTF-16 code units."""
    data = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    seconds = np.cumsum((data[1:] & 0xFC00 == 0xDC00) & (data[:-1] & 0xFC00 == 0xD800))
    return units - np.concatenate(([0], seconds))[units]


def _flags(text: str, model: Model) -> NDArray[np.uint8]:
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    flags: NDArray[np.uint8] = _table(model)[units]
    return flags


@cache
def _table(model: Model) -> NDArray[np.uint8]:
    """A byte of Family flags for each UTF-16 code unit."""
    codes = np.arange(0x10000, dtype=np.uint32)
    rare = -model.given(np.full((len(codes), model.order - 1), 0x0A, np.uint32), codes) > RARE_NATS
    rare |= (codes < 0x3400) | (codes > 0x9FFF)
    ordinary = np.zeros(0x10000, np.bool_)
    for first, last in ((0x2010, 0x2027), (0x3000, 0x3017), (0xFF01, 0xFF5E), (0xD800, 0xDFFF)):
        ordinary[first:last + 1] = True
    table = np.where(rare & ~ordinary, int(Family.MISREAD), 0).astype(np.uint8)
    table[:0x80] = 0
    for character in _TONED_VOWELS:
        table[ord(character)] |= int(Family.GLOSS)
    never = [*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF,
             *range(0x2E80, 0x2FE0), *range(0xE000, 0xFB00), *range(0xFFF0, 0x10000)]
    table[[code for code in never if code not in (0x09, 0x0A, 0x0D)]] |= int(Family.CHARACTER)
    for character in "\ufffd?□？锟":
        table[ord(character)] |= int(Family.LOST)
    return table
