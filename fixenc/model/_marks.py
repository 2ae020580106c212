"""Marks that one character shows: glosses, escapes, lost bytes, and characters that are never ordinary."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model.misreadings import UNITS

Units = NDArray[np.uint16]
Places = NDArray[np.intp]
Table = NDArray[np.bool_]

# What a unit may be the beginning of. The bits of `Family` in `fixenc.model.scan`, and three that a second look decides.
GLOSS, ESCAPE, CHARACTER, LOST, CUT = 2, 4, 8, 16, 32
_NOTE, _QUESTION, _TWICE = 64, 128, 256

_TONED_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_CUT_BEFORE = "；！？，;!?,"
# The longest syllable (zhuang), and one more.
_SYLLABLE = 7
# A single syllable in parentheses without a tone is a note; spam has several.
_NOTES = 2


def seen(units: Units, places: Places) -> int:
    """The families of the marks at some places of a text.

    places: of all units that `table` flags. Only what is the beginning of something counts: a toned vowel with a closing
    parenthesis behind it, % before two digits, '?' between two Han.
    """
    kinds = table().take(units.take(places))
    present = int(np.bitwise_or.reduce(kinds, initial=0))
    found = present & (CHARACTER | LOST)
    if present & GLOSS and _closes(units, places[kinds & GLOSS != 0]).any():
        found |= GLOSS
    if present & _NOTE and np.count_nonzero(_is_note(units, places[kinds & _NOTE != 0])) >= _NOTES:
        found |= GLOSS
    if present & ESCAPE and _is_escape(units, places[kinds & ESCAPE != 0]).any():
        found |= ESCAPE
    if present & (_QUESTION | LOST):
        found |= _lost(units, places[kinds & (_QUESTION | LOST) != 0])
    if present & _TWICE:
        doubled = places[kinds & _TWICE != 0]
        found |= LOST if (_at(units, doubled + 1) == units[doubled]).any() else 0
    return found


@cache
def table() -> NDArray[np.uint16]:
    """The bits of each unit (see `to_units`)."""
    bits = np.zeros(UNITS, np.uint16)
    never = [*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF,
             *range(0x2E80, 0x2FE0), *range(0xE000, 0xFB00), *range(0xFFF0, 0x10000)]
    bits[[code for code in never if code not in (0x09, 0x0A, 0x0D)]] = CHARACTER
    for characters, bit in ((_TONED_VOWELS, GLOSS), ("(", _NOTE), ("%\\&=", ESCAPE), ("\ufffd锟", LOST), ("?", _QUESTION),
                            ("□", _TWICE)):
        bits[[ord(character) for character in characters]] |= bit
    return bits


def _at(units: Units, places: Places) -> Units:
    """The units at some places; those beyond an end read as the last or first."""
    return units.take(places, mode="clip")


def _closes(units: Units, places: Places) -> Table:
    """Whether a closing parenthesis stands within a syllable's length behind each place."""
    closes = np.zeros(len(places), np.bool_)
    for distance in range(1, _SYLLABLE + 1):
        closes |= _at(units, places + distance) == ord(")")
    return closes


def _is_note(units: Units, places: Places) -> Table:
    """Which opening parentheses stand between a Han character and a syllable."""
    return _is_han(_at(units, places - 1)) & _letters()[_at(units, places + 1)] & _closes(units, places + 1)


def _is_escape(units: Units, places: Places) -> Table:
    """Which of % \\ & = begin an escape."""
    mark, first, second = units[places], _at(units, places + 1), _at(units, places + 2)
    digits = _digits()[first] & _digits()[second]
    return np.where(mark == ord("%"), digits | (first == ord("u")),
                    np.where(mark == ord("="), digits,
                             np.where(mark == ord("&"), _letters()[first] | (first == ord("#")),
                                      np.isin(first, _codes("uUxN01234567")))))


def _lost(units: Units, places: Places) -> int:
    """CUT where a mark stands before one at which texts are cut, LOST where '?' stands inside a word."""
    behind = _at(units, places + 1)
    behind = np.where(places + 1 < len(units), behind, 0)
    found = CUT if np.isin(behind, _codes(_CUT_BEFORE)).any() else 0
    inside = (units[places] == ord("?")) & _is_han(_at(units, places - 1)) & _is_han(behind)
    return found | (LOST if inside.any() else 0)


def _is_han(units: Units) -> Table:
    return (units >= 0x3400) & (units < 0xA000)


def _codes(characters: str) -> Units:
    return np.array([ord(character) for character in characters], np.uint16)


@cache
def _digits() -> Table:
    return np.isin(np.arange(UNITS), _codes("0123456789ABCDEFabcdef"))


@cache
def _letters() -> Table:
    return np.isin(np.arange(UNITS), _codes("abcdefghijklmnopqrstuvwxyzü"))
