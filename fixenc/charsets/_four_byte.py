"""The four-byte codes of GB 18030: 81..FE 30..39 81..FE 30..39, counted up to all of Unicode.

Source: WHATWG Encoding Standard, "index gb18030 ranges code point" and its exception for U+E7C7. What programs do where a lead
byte and a digit begin no such code was asked of them (tests/test_charsets.py asks again where they are at hand).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._dialect import Four
from fixenc.charsets._entries import BAD, CUT, Longer
from fixenc.model.codes import Codes
from fixenc.tables.rows import rows

_BMP_END, _ASTRAL, _ASTRAL_END = 39420, 189000, 1237576
# The pointer of U+E7C7, which GB 18030-2000 had swapped with U+1E3F.
_EXCEPTION, _EXCEPTION_CODE = 7457, 0xE7C7


def codes_of(pointers: NDArray[np.int64]) -> Codes:
    """The code point of each pointer, 0 where there is none."""
    starts, firsts = _ranges()
    place = np.searchsorted(starts, pointers, "right") - 1
    codes = firsts[place] + pointers - starts[place]
    codes[pointers == _EXCEPTION] = _EXCEPTION_CODE
    codes[(pointers >= _BMP_END) & (pointers < _ASTRAL) | (pointers >= _ASTRAL_END)] = 0
    return codes.astype(np.uint32)


def decode(data: bytes) -> int:
    """The code point of four bytes, or 0 where they are no such code.

    >>> hex(decode(bytes.fromhex("95328236")))
    '0x20000'
    """
    octets, first = np.frombuffer(data.ljust(4, b"\0"), np.uint8), np.zeros(1, np.int64)
    return int(codes_of(_pointers(octets, first))[0]) if _is_whole(octets, first)[0] else 0


def within_bmp(changed: Mapping[int, int]) -> tuple[Codes, NDArray[np.uint32]]:
    """The code points up to U+FFFF that four bytes stand for, and those bytes, big-endian in a number.

    changed: what a dialect reads differently, by number."""
    pointers = np.arange(_BMP_END)
    numbers = _packed(pointers)
    codes = codes_of(pointers)
    for number, code in changed.items():
        codes[np.searchsorted(numbers, number)] = code
    return codes[codes > 0], numbers[codes > 0]


def beyond_bmp(codes: Codes) -> NDArray[np.uint32]:
    """The four bytes of code points from U+10000 on, big-endian in a number."""
    return _packed(codes.astype(np.int64) - 0x10000 + _ASTRAL)


def longer(rule: Four, changed: Mapping[int, int]) -> Longer:
    """What is read where a lead byte and a digit stand. changed: as for `within_bmp`."""
    def read(octets: NDArray[np.uint8], places: NDArray[np.int64], size: int) -> tuple[Codes, NDArray[np.int64]]:
        left = size - places
        third, fourth = _is_lead(octets[places + 2]) & (left > 2), _is_digit(octets[places + 3]) & (left > 3)
        whole = third & fourth & _is_lead(octets[places])
        codes = np.full(len(places), BAD, np.uint32)
        lengths = np.ones(len(places), np.int64)
        if whole.any():
            found = codes_of(_pointers(octets, places[whole]))
            if changed:
                numbers = _packed(_pointers(octets, places[whole])).tolist()
                found = np.array([changed.get(*each) for each in zip(numbers, found.tolist(), strict=True)], np.uint32)
            codes[whole] = np.where(found == 0, BAD, found)
            lengths[whole] = np.where((found == 0) & (rule == "python"), 1, 4)
        if rule in ("java", "iconv"):
            lengths[~whole] = np.where(third, 4, 3)[~whole]
        cut = left < 4
        if rule == "browser":
            cut &= third | (left == 2)
        codes[cut], lengths[cut] = CUT, left[cut]
        return codes, lengths
    return read


def _pointers(octets: NDArray[np.uint8], places: NDArray[np.int64]) -> NDArray[np.int64]:
    first, second, third, fourth = (octets[places + offset].astype(np.int64) for offset in range(4))
    return ((first - 0x81) * 10 + second - 0x30) * 1260 + (third - 0x81) * 10 + fourth - 0x30


def _packed(pointers: NDArray[np.int64]) -> NDArray[np.uint32]:
    first, second = 0x81 + pointers // 12600, 0x30 + pointers // 1260 % 10
    third, fourth = 0x81 + pointers // 10 % 126, 0x30 + pointers % 10
    return (first << 24 | second << 16 | third << 8 | fourth).astype(np.uint32)


def _is_lead(octets: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (octets >= 0x81) & (octets <= 0xFE)


def _is_digit(octets: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (octets >= 0x30) & (octets <= 0x39)


def _is_whole(octets: NDArray[np.uint8], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    head = _is_lead(octets[places]) & _is_digit(octets[places + 1])
    return head & _is_lead(octets[places + 2]) & _is_digit(octets[places + 3])


@cache
def _ranges() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    table = [(int(pointer), int(code, 16)) for pointer, code in rows("charsets/gb18030_ranges", 2)]
    return np.array([pointer for pointer, _ in table], np.int64), np.array([code for _, code in table], np.int64)
