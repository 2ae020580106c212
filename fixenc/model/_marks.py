"""Marks that one character shows: glosses, escapes, lost bytes, and characters that are never ordinary."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes
from fixenc.model.misreadings import UNITS

Places = NDArray[np.intp]
Bits = NDArray[np.uint16]

# The bits of `Family` in `fixenc.model.scan`, and marks that what follows decides.
GLOSS, ESCAPE, CHARACTER, LOST, CUT = 2, 4, 8, 16, 32
_NOTE, _QUESTION, _BOX, _PERCENT, _BACKSLASH, _AMPERSAND, _EQUALS, _ANGLE, _ORDER = (1 << bit for bit in range(6, 15))

_TONED_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_CUT_BEFORE = "；！？，;!?,"
# What stands for lost text in rows: boxes, and memory that was never written to, read as GBK.
_ROWS = "□烫屯葺"
# The last two of the three characters that a byte order mark of UTF-8 is in the 8-bit charsets of Windows and of DOS.
_ORDER_MARK = "»╗", "¿żїΏ؟æ┐"
_SYLLABLE_LETTERS, _HEXADECIMAL = "abcdefghijklmnopqrstuvwxyzü", "0123456789ABCDEFabcdef"
# The longest syllable (zhuang), and one more.
_SYLLABLE = 7
# A single syllable in parentheses without a tone is a note; spam has several.
_NOTES = 2
_HAN = range(0x3400, 0xA000)


def seen(codes: Codes, kinds: Bits, places: Places) -> int:
    """The families of the marks at some places of a text.

    kinds: the bits of `table` at these places. Only what is the beginning of something counts: a toned vowel with a closing
    parenthesis behind it, % before two digits, '?' between two Han.
    """
    marked = kinds.nonzero()[0]
    if not len(marked):
        return 0
    places, kinds = places[marked], kinds[marked]
    behind = _at(codes, places + 1)
    if places[-1] + 1 == len(codes):
        behind[-1] = 0
    kinds &= _followers().take(behind, mode="clip")
    begun = kinds.nonzero()[0]
    places, kinds, behind = places[begun], kinds[begun], behind[begun]
    present = int(np.bitwise_or.reduce(kinds, initial=0))
    found = present & (CHARACTER | LOST)
    if present & (_BACKSLASH | _AMPERSAND) or (present & (_PERCENT | _EQUALS) and _has_digits(codes, places, kinds, behind)):
        found |= ESCAPE
    if present & _ANGLE and _shows_bytes(codes, places[kinds & _ANGLE != 0]):
        found |= ESCAPE
    if present & GLOSS and _closes(codes, places[kinds & GLOSS != 0]).any():
        found |= GLOSS
    if present & _NOTE and _notes(codes, places[kinds & _NOTE != 0]) >= _NOTES:
        found |= GLOSS
    if present & (_BOX | _ORDER):
        found |= LOST
    if present & (_QUESTION | LOST):
        found |= _lost(codes, places, kinds, behind)
    return found


@cache
def table() -> Bits:
    """What each unit is or may be the beginning of."""
    bits = np.zeros(UNITS, np.uint16)
    never = [*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF,
             *range(0x2E80, 0x2FE0), *range(0xE000, 0xFB00), *range(0xFFF0, 0x10000)]
    bits[[code for code in never if code not in (0x09, 0x0A, 0x0D)]] = CHARACTER
    for characters, bit in ((_TONED_VOWELS, GLOSS), ("\ufffd锟锘", LOST), ("(", _NOTE), ("?", _QUESTION), (_ROWS, _BOX),
                            ("%", _PERCENT), ("\\", _BACKSLASH), ("&", _AMPERSAND), ("=", _EQUALS), ("<", _ANGLE),
                            (_ORDER_MARK[0], _ORDER)):
        bits[_codes(characters)] |= bit
    return bits


@cache
def _followers() -> Bits:
    """Which marks each code point up to U+FFFF lets stand before it."""
    bits = np.full(UNITS, GLOSS | CHARACTER | LOST, np.uint16)
    for characters, bit in ((_SYLLABLE_LETTERS, _NOTE), (_CUT_BEFORE, _QUESTION), (_ROWS, _BOX), (_HEXADECIMAL + "u", _PERCENT),
                            ("uUxN01234567", _BACKSLASH), (_SYLLABLE_LETTERS + "#", _AMPERSAND), (_HEXADECIMAL, _EQUALS),
                            (_HEXADECIMAL + "U", _ANGLE), (_ORDER_MARK[1], _ORDER)):
        bits[_codes(characters)] |= bit
    bits[_HAN.start:_HAN.stop] |= _QUESTION
    return bits


def _at(codes: Codes, places: Places) -> Codes:
    """The code points at some places; those beyond an end read as the first or last."""
    return codes.take(places, mode="clip")


def _has_digits(codes: Codes, places: Places, kinds: Bits, behind: Codes) -> bool:
    """Whether two hexadecimal digits, or u, stand behind some % or =."""
    if (behind[kinds & _PERCENT != 0] == ord("u")).any():
        return True
    second = _at(codes, places[kinds & (_PERCENT | _EQUALS) != 0] + 2)
    return bool((_followers().take(second, mode="clip") & _EQUALS).any())


def _shows_bytes(codes: Codes, places: Places) -> bool:
    """Whether <E4> or <U+4E2D> begins at some place, as programs show what they cannot read; tags do not close so soon."""
    second = _at(codes, places + 2)
    is_byte = (_followers().take(second, mode="clip") & _EQUALS != 0) & (_at(codes, places + 3) == ord(">"))
    return bool((is_byte | (second == ord("+"))).any())


def _closes(codes: Codes, places: Places) -> NDArray[np.bool_]:
    """Whether a closing parenthesis stands within a syllable's length behind each place."""
    around = _at(codes, places[:, None] + np.arange(1, _SYLLABLE + 1))
    closes: NDArray[np.bool_] = (around == ord(")")).any(1)
    return closes


def _notes(codes: Codes, places: Places) -> int:
    """How many opening parentheses stand between a Han character and a syllable."""
    return int(np.count_nonzero(_is_han(_at(codes, places - 1)) & _closes(codes, places + 1)))


def _lost(codes: Codes, places: Places, kinds: Bits, behind: Codes) -> int:
    """CUT where a mark stands before one at which texts are cut, LOST where '?' stands inside a word."""
    found = CUT if np.isin(behind[kinds & (_QUESTION | LOST) != 0], _codes(_CUT_BEFORE)).any() else 0
    inside = (kinds & _QUESTION != 0) & _is_han(behind)
    return found | (LOST if _is_han(_at(codes, places[inside] - 1)).any() else 0)


def _is_han(codes: Codes) -> NDArray[np.bool_]:
    return (codes >= _HAN.start) & (codes < _HAN.stop)


def _codes(characters: str) -> list[int]:
    return [ord(character) for character in characters]
