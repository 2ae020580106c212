"""The characters of a charset by their bytes, when only some of the bytes are known.

A pattern has a byte set for each byte of a character. Which characters fit is asked again and again for the same
few patterns (a known first and second byte, any third), so the answers are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find
from fixenc.charsets._losses import ByteSet, Losses, byte_set, members
from fixenc.model.codes import Codes
from fixenc.tables.read import octets

# How a byte and the next one hang together: not at all, the first was lost alone, or both were lost together.
FREE, LOST_ALONE, LOST_TOGETHER = 0, 1, 2
# For each byte of a character, what it may be, and how it hangs together with the byte behind it.
Pattern = tuple[tuple[ByteSet, int], ...]

# Of a pattern that says little the commonest characters are enough: these make up all but one in 5,000 of running text.
MOST = 3000
# What samples of clean text never showed costs this much (quarters of a nat); of Han all are kept, names have rare ones.
_UNSEEN = 67
_LINE_ENDS = (0x09, 0x0A, 0x0D)
# What no sample showed, and yet some text has: rare Han characters, of names, dialects and the classics.
_RARE = ((0x3400, 0x4DC0), (0x9FA6, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
# Of what lies beyond U+FFFF texts of our time have these: emoji, letters of formulas.
_LATE = np.concatenate((np.arange(0x1F300, 0x1FB00, dtype=np.uint32), np.arange(0x1D400, 0x1D800, dtype=np.uint32)))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The characters of one length, the commonest first, each with its bytes. firsts: the bytes that they begin with.
    order, begins: the same by their first byte, and where each of these begins."""

    codes: Codes
    octets: NDArray[np.uint8]
    firsts: ByteSet
    order: NDArray[np.intp]
    begins: NDArray[np.intp]

    @classmethod
    def of(cls, codes: Codes, octets: NDArray[np.uint8]) -> _Rows:
        """From the characters and their bytes."""
        order = np.argsort(octets[:, 0], kind="stable")
        begins = np.searchsorted(octets[order, 0], np.arange(0x101))
        return cls(codes, octets, byte_set(np.unique(octets[:, 0]).tolist()), order, begins)

    def behind(self, first: int) -> tuple[Codes, NDArray[np.uint8]]:
        """Those that begin with a byte, all where it is -1."""
        if first < 0:
            return self.codes, self.octets
        some = self.order[self.begins[first]:self.begins[first + 1]]
        return self.codes[some], self.octets[some]


class Alphabet:
    """The characters that text in one charset is made of, each with its byte string."""

    def __init__(self, name: str, losses: Losses) -> None:
        """name: of the charset that the text was written in.  losses: of the program that read it."""
        self._losses = losses
        self._name, self._rows = name, _by_length(name)
        self.fits = lru_cache(1 << 13)(self._fits)
        self.fits_rarely = lru_cache(1 << 10)(self._fits_rarely)
        self.begins = lru_cache(1 << 12)(self._begins)

    def _begins(self, first: ByteSet) -> tuple[tuple[int, ByteSet], ...]:
        """How many bytes a character may have whose first byte is one of a set, each with those first bytes."""
        return tuple((length, kept) for length, rows in self._rows.items() if (kept := first & rows.firsts))

    def _fits(self, pattern: Pattern) -> Codes:
        """The characters whose bytes fit a pattern, the commonest first, at most MOST."""
        return self._fitting(self._rows.get(len(pattern)), pattern)

    def _fits_rarely(self, pattern: Pattern) -> Codes:
        """The Han characters that the alphabet leaves out whose bytes fit a pattern, at most MOST."""
        return self._fitting(_rare_by_length(self._name).get(len(pattern)), pattern)

    def _fitting(self, rows: _Rows | None, pattern: Pattern) -> Codes:
        if rows is None:
            return np.zeros(0, np.uint32)
        codes, table = rows.behind(only(pattern[0][0]))
        kept = np.ones(len(table), np.bool_)
        for place, (allowed, joint) in enumerate(pattern):
            kept &= members(allowed)[table[:, place]]
            if joint != FREE and place + 1 < len(pattern):
                kept &= self._losses.joints[joint - 1][table[:, place], table[:, place + 1]]
        found: Codes = codes[kept][:MOST]
        return found


def only(allowed: ByteSet) -> int:
    """The byte of a set of one, or -1.

    >>> only(1 << 0x41), only(3)
    (65, -1)
    """
    return allowed.bit_length() - 1 if allowed & (allowed - 1) == 0 else -1


@cache
def alphabet(name: str, read: str, dialect: str) -> Alphabet:
    """The alphabet of a charset that a program read as another; made once."""
    return Alphabet(name, find(read).losses(dialect))


@cache
def _characters(name: str) -> tuple[Codes, NDArray[np.uint32], NDArray[np.uint8]]:
    """Code points, byte strings as numbers, and their lengths; the commonest characters first."""
    shares = octets("commonness").astype(np.int64)
    codes = np.arange(0x10000, dtype=np.uint32)
    han = (codes >= 0x4E00) & (codes < 0x9FA6)
    wanted = (codes >= 0x20) & ((shares < _UNSEEN) | han) & ~((codes >= 0x7F) & (codes < 0xA0))
    wanted &= ((codes < 0xD800) | (codes >= 0xF900)) & (codes < 0xFFF0) & (codes != 0xAD)
    wanted[list(_LINE_ENDS)] = True
    codes = np.concatenate((codes[wanted][np.argsort(shares[wanted], kind="stable")], _LATE))
    numbers, lengths = find(name).packed(codes)
    # Four-byte codes of GB 18030 hold what hardly any text has.
    kept = (lengths > 0) & (lengths <= (2 if name == "gb18030" else 4))
    return codes[kept], numbers[kept], lengths[kept]


@cache
def _by_length(name: str) -> dict[int, _Rows]:
    """The characters of a charset by how many bytes they have."""
    return _rows_of(*_characters(name))


@cache
def _rare_by_length(name: str) -> dict[int, _Rows]:
    """The same of rare Han characters that are not among those."""
    codes = np.concatenate([np.arange(first, last, dtype=np.uint32) for first, last in _RARE])
    codes = np.setdiff1d(codes, _characters(name)[0])
    numbers, lengths = find(name).packed(codes)
    return _rows_of(codes, numbers, lengths)


def _rows_of(codes: Codes, numbers: NDArray[np.uint32], lengths: NDArray[np.uint8]) -> dict[int, _Rows]:
    return {length: _Rows.of(codes[lengths == length], _octets(numbers[lengths == length], length))
            for length in np.unique(lengths).tolist() if length}


def _octets(numbers: NDArray[np.uint32], length: int) -> NDArray[np.uint8]:
    return numbers.astype(">u4").view(np.uint8).reshape(-1, 4)[:, 4 - length:]
