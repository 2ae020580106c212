"""Rows of quotation marks, and alphabets in both cases: clean, and rare in the prose that the language model knows.

    'de': '„“‚‘'        letters = "æøåÆØÅ"

Tables of typography and of languages hold them. What Chinese becomes in an 8-bit charset has such signs too, but among others,
and small and capital letters in no order.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes

# A line in 8,000 (e^-9) has such a row, in which each of the 12 quotation marks (e^-2.5), or of some 60 letters that a language
# may have besides A to Z (e^-4.2), is as likely as another; the other case of a letter is what was to be expected.
BEGINS_NATS, MARK_NATS, LETTER_NATS, CASE_NATS = 9.0, 2.5, 4.2, 1.0
_MARKS = np.frombuffer("“”‘’„‚‟‛«»‹›".encode("utf-32-le"), np.uint32)
# Of fewer letters that come back in the other case chance is enough.
_LEAST = 3
_LETTERS = 0xC0, 0x250
# An alphabet has its capitals no farther behind.
_FARTHEST = 16


def signs_nats(codes: Codes, nats: NDArray[np.float64], starts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Log probability of each of some texts as one with such a row, -inf where there is none. nats: of the code points by
    themselves.  starts: where each text begins."""
    marks = np.isin(codes, _MARKS)
    letters = (codes >= _LETTERS[0]) & (codes < _LETTERS[1])
    found = np.full(len(starts), -np.inf)
    if marks.any():
        total = np.add.reduceat(np.where(marks, np.maximum(nats, -MARK_NATS), nats), starts)
        enough = np.add.reduceat(marks.astype(np.int64), starts) >= _LEAST
        found = np.where(enough, total - BEGINS_NATS, found)
    if letters.any():
        other = letters & _follow_their_case(codes, starts)
        row = np.where(other, -CASE_NATS, np.where(letters, np.maximum(nats, -LETTER_NATS), nats))
        enough = np.add.reduceat(other.astype(np.int64), starts) >= _LEAST
        found = np.where(enough, np.maximum(found, np.add.reduceat(row, starts) - BEGINS_NATS), found)
    return found


def _follow_their_case(codes: Codes, starts: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which letters stood in the other case before, in the same text, as far back as the one before them did, or next to it."""
    other = _other_case().take(codes, mode="clip")
    number = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(codes))))
    follows = np.zeros(len(codes), np.bool_)
    for apart in range(1, min(_FARTHEST, len(codes) - 1) + 1):
        same = (codes[apart:] == other[:-apart]) & (number[apart:] == number[:-apart])
        if same.any():
            many = np.bincount(number[apart:][same], minlength=len(starts)) >= _LEAST
            follows[apart:] |= same & many[number[apart:]]
    return follows


@cache
def _other_case() -> NDArray[np.uint32]:
    """The code point of each letter in the other case, of others U+FFFFFFFF."""
    table = np.full(_LETTERS[1], np.uint32(0xFFFFFFFF), np.uint32)
    for code in range(*_LETTERS):
        other = chr(code).swapcase()
        if len(other) == 1 and ord(other) != code:
            table[code] = ord(other)
    table[-1] = 0xFFFFFFFF
    return table
