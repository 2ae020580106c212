"""From characters back to bytes: every byte string that gives a character, and the likeliest of them by table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes, to_codes

Numbers = NDArray[np.uint32]
_BMP = 0x10000


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Characters and their bytes: code points, big-endian numbers, and how many bytes each is."""

    codes: Codes
    numbers: Numbers
    lengths: NDArray[np.uint8]

    @classmethod
    def of(cls, codes: Codes, numbers: Numbers, length: int) -> Pairing:
        """Characters whose byte strings are equally long."""
        return cls(codes, numbers, np.full(len(codes), length, np.uint8))


class Inverse:
    """Pairings, the likelier before the less likely."""

    def __init__(self, pairings: Iterable[Pairing], beyond: Callable[[Codes], Numbers] | None = None) -> None:
        """beyond: the four bytes of each code point from U+10000 on that no pairing has; None where there are none."""
        pairings = list(pairings)
        codes = np.concatenate([each.codes for each in pairings])
        numbers = np.concatenate([each.numbers for each in pairings])
        lengths = np.concatenate([each.lengths for each in pairings])
        self._beyond = beyond
        self._ambiguous: NDArray[np.bool_] | None = None
        self._bmp_numbers, self._bmp_lengths = np.zeros(_BMP, np.uint32), np.zeros(_BMP, np.uint8)
        # Of several numbers for one place the last is kept: the likeliest comes last.
        low = np.flatnonzero(codes < _BMP)[::-1]
        self._bmp_numbers[codes[low]] = numbers[low]
        self._bmp_lengths[codes[low]] = lengths[low]
        # There is one of these for each of some sixty programs, so what the tables say is not kept twice.
        units = np.minimum(codes, _BMP - 1)
        rest = (codes >= _BMP) | (self._bmp_numbers[units] != numbers) | (self._bmp_lengths[units] != lengths)
        self._codes, self._numbers, self._lengths = codes[rest], numbers[rest], lengths[rest]
        high = np.flatnonzero(self._codes >= _BMP)
        self._high_codes, first = np.unique(self._codes[high], return_index=True)
        self._high = high[first]

    def packed(self, codes: Codes) -> tuple[Numbers, NDArray[np.uint8]]:
        """The likeliest bytes of each code point as a number, and how many they are (0: none)."""
        if not (codes >= _BMP).any():
            return self._bmp_numbers[codes], self._bmp_lengths[codes]
        places = np.minimum(codes, _BMP - 1)
        numbers, lengths = self._bmp_numbers[places], self._bmp_lengths[places]
        high = np.flatnonzero(codes >= _BMP)
        wanted = codes[high]
        if self._beyond is not None:
            numbers[high], lengths[high] = self._beyond(wanted), 4
        else:
            lengths[high] = 0
        if len(self._high_codes):
            found = np.minimum(np.searchsorted(self._high_codes, wanted), len(self._high_codes) - 1)
            known = self._high_codes[found] == wanted
            which = self._high[found[known]]
            numbers[high[known]], lengths[high[known]] = self._numbers[which], self._lengths[which]
        return numbers, lengths

    def ambiguous(self) -> NDArray[np.bool_]:
        """A flag for each code unit that has other bytes than the likeliest too."""
        if self._ambiguous is None:
            self._ambiguous = np.zeros(_BMP, np.bool_)
            self._ambiguous[self._codes[self._codes < _BMP]] = True
        return self._ambiguous

    def to_bytes(self, text: str) -> bytes | None:
        """The likeliest bytes of a text, or None where a character has none."""
        numbers, lengths = self.packed(to_codes(text))
        return joined(numbers, lengths) if lengths.all() else None

    def byte_strings(self, character: str) -> Iterator[bytes]:
        """Every byte string of a character, the likeliest first, some perhaps twice."""
        code = ord(character)
        if code < _BMP and self._bmp_lengths[code]:
            yield int(self._bmp_numbers[code]).to_bytes(int(self._bmp_lengths[code]), "big")
        for place in np.flatnonzero(self._codes == code).tolist():
            yield int(self._numbers[place]).to_bytes(int(self._lengths[place]), "big")
        if self._beyond is not None and code >= _BMP:
            yield int(self._beyond(np.array([code], np.uint32))[0]).to_bytes(4, "big")


def joined(numbers: Numbers, lengths: NDArray[np.uint8]) -> bytes:
    """Byte strings, given as big-endian numbers and lengths, one behind the other.

    >>> joined(np.array([0x41, 0xD6D0], np.uint32), np.array([1, 2], np.uint8)).hex()
    '41d6d0'
    """
    width = int(lengths.max(initial=1))
    octets = numbers.astype(">u4").view(np.uint8).reshape(-1, 4)[:, 4 - width:]
    if width == 1:
        return octets.tobytes()
    kept = np.arange(width, 0, -1, dtype=np.uint8)[np.newaxis, :] <= lengths[:, np.newaxis]
    return octets[kept].tobytes()
