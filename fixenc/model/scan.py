"""The first look at every text: is there anything here that could be damage? Nearly always there is not.

Two steps. A table of evidence for each UTF-16 code unit costs a few nanoseconds a character; only lines where the evidence of a
stretch adds up are read by the language model, and only those that it finds odd go on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntFlag
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import to_codes
from fixenc.model.score import Model
from fixenc.tables.read import octets


class Family(IntFlag):
    """What a place may be damaged by; a kind of damage names the family that must have been seen first."""

    MISREAD = 1      # characters that are rare as Chinese and common where bytes were read in the wrong charset
    GLOSS = 2        # a Latin syllable in parentheses behind a Han character
    ESCAPE = 4       # %E4, \u4E2D, &#20013;, =E4 and their kind
    CHARACTER = 8    # controls, radicals, private use and others that are never ordinary
    LOST = 16        # marks of lost bytes: U+FFFD, '?' inside words, runs of □, 锟斤拷


# Flags say little about a character that is only rare; its evidence is in the table that fixenc.tables.build.evidence makes: how
# much commoner it is where some charset was read as another than in clean text, in quarters of a nat. Over so many pairs of
# charsets nearly every character is common in one; that much is taken off each.
MANY_PAIRS_NATS = 3.0
# A line goes on where a stretch of it has more evidence than this. Measured on text kept out (tests/bench/scan.py): 9% of
# clean lines of all genres, most of them classical, and all but 1 in 2,000 damaged strings of 4 characters and more.
STRETCH_NATS = 4.0
# The language model has the last word. A stretch is odd when its characters cost more than ORDINARY_NATS each by a total of
# ODD_NATS: clean text costs 4 to 7 nats a character, damaged text 9 to 24. It is suspicious when that excess and the evidence of
# the characters come to SUSPICIOUS_NATS together: 2% of the lines of 30 genres of clean text kept out, half of them
# classical, and all but 1 in 1,000 damaged strings of 4 characters and more.
ORDINARY_NATS = 8.0
ODD_NATS = 4.0
SUSPICIOUS_NATS = 17.0
_QUARTER = 4

_TONED_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_TONELESS = re.compile(r"\([a-zü]{1,6}\)")


def scan(text: str) -> Family:
    """Which families of damage a text may hold. Families that are not named are certainly absent."""
    present, lines = _look(text)
    found = Family(present)
    if lines:
        found |= Family.MISREAD
    if found & Family.GLOSS or ("(" in text and _TONELESS.search(text)):
        found = found | Family.GLOSS if ")" in text else found & ~Family.GLOSS
    if any(mark in text for mark in ("%", "\\", "&", "=")):
        found |= Family.ESCAPE
    return found


@lru_cache(maxsize=2)
def suspicious_lines(text: str, model: Model) -> tuple[tuple[int, int], ...]:
    """The lines (start, stop; code points, without the line feed) in which some stretch is unlikely as clean text."""
    lines = rising_lines(text)
    flags = suspicious([text[start:stop] for start, stop in lines], model)
    return tuple(line for line, is_suspicious in zip(lines, flags, strict=True) if is_suspicious)


def rising_lines(text: str) -> tuple[tuple[int, int], ...]:
    """The lines in which some stretch has evidence by its single characters; the model has not been asked."""
    return _look(text)[1]


def suspicious(lines: Sequence[str], model: Model) -> list[bool]:
    """Which of some lines hold a stretch that is unlikely as clean text."""
    if not lines:
        return []
    odd, evidence = alarms(lines, model), _peaks(lines)
    flags: list[bool] = ((odd > ODD_NATS) & (odd + evidence > SUSPICIOUS_NATS)).tolist()
    return flags


def alarms(lines: Sequence[str], model: Model) -> NDArray[np.float64]:
    """For each line, by how many nats its unlikeliest stretch costs more than ordinary text."""
    codes = to_codes("\n".join(lines) + "\n")
    return _highest_rises(-model.running(codes).astype(np.float64) - ORDINARY_NATS, np.flatnonzero(codes == 0x0A))


def _peaks(lines: Sequence[str]) -> NDArray[np.float64]:
    """For each line, the evidence of its most telling stretch, nats."""
    units = _units("\n".join(lines) + "\n")
    return _highest_rises(_evidence()[units].astype(np.float64) / _QUARTER, np.flatnonzero(units == 0x0A))


def _highest_rises(values: NDArray[np.float64], ends: NDArray[np.intp]) -> NDArray[np.float64]:
    """For each line, which ends where `ends` says, the greatest sum of values that stand together."""
    # Each line begins anew: behind a drop deeper than any line can climb the running minimum starts over.
    values[ends] = -1e6
    total = np.cumsum(values)
    lowest = np.minimum.accumulate(np.concatenate(([0.0], total[:-1])))
    rise = total - lowest
    rise[ends] = 0.0
    highest: NDArray[np.float64] = np.maximum.reduceat(rise, np.concatenate(([0], ends[:-1] + 1)))
    return highest


def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


# The scan and every kind of misreading look at the same piece, one after the other.
@lru_cache(maxsize=2)
def _look(text: str) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The flags of all characters of a text, and the lines in which evidence rises."""
    units = _units(text)
    present = int(np.bitwise_or.reduce(_flags()[units], initial=0))
    return present, tuple(_lines_at(text, _rises(units), len(units)))


def _rises(units: NDArray[np.uint16]) -> NDArray[np.intp]:
    """Where the evidence of a stretch of UTF-16 code units is above STRETCH_NATS."""
    evidence = _evidence()[units]
    total = np.cumsum(evidence, dtype=np.int32)
    return np.flatnonzero(total - np.minimum.accumulate(total - evidence) > int(STRETCH_NATS * _QUARTER))


def _lines_at(text: str, units: NDArray[np.intp], size: int) -> list[tuple[int, int]]:
    """The lines that hold some of the places, which are counted in UTF-16 code units."""
    if not len(units):
        return []
    # Code units are code points where the text has nothing beyond U+FFFF.
    places = units if size == len(text) else _code_points(text, units)
    feeds = np.flatnonzero(to_codes(text) == 0x0A)
    lines = np.unique(np.searchsorted(feeds, places))
    starts = np.where(lines > 0, feeds[lines - 1] + 1, 0) if len(feeds) else np.zeros(1, np.int64)
    stops = np.append(feeds, len(text))[lines]
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def _code_points(text: str, units: NDArray[np.intp]) -> NDArray[np.intp]:
    """Positions in code points for positions in UTF-16 code units."""
    data = _units(text)
    seconds = np.cumsum((data[1:] & 0xFC00 == 0xDC00) & (data[:-1] & 0xFC00 == 0xD800))
    return units - np.concatenate(([0], seconds))[units]


@cache
def _evidence() -> NDArray[np.int8]:
    """The evidence of each UTF-16 code unit for some wrong reading, in quarters of a nat."""
    table = octets("evidence").view(np.int8).astype(np.int16) - int(MANY_PAIRS_NATS * _QUARTER)
    return np.maximum(table, -128).astype(np.int8)


@cache
def _flags() -> NDArray[np.uint8]:
    """A byte of Family flags for each UTF-16 code unit."""
    table = np.zeros(0x10000, np.uint8)
    for character in _TONED_VOWELS:
        table[ord(character)] |= int(Family.GLOSS)
    never = [*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF,
             *range(0x2E80, 0x2FE0), *range(0xE000, 0xFB00), *range(0xFFF0, 0x10000)]
    table[[code for code in never if code not in (0x09, 0x0A, 0x0D)]] |= int(Family.CHARACTER)
    for character in "\ufffd?□？锟":
        table[ord(character)] |= int(Family.LOST)
    return table
