"""GBK as the gloss converter saw it: characters as pairs of bytes, pairs as characters of code page 936."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets.gb18030 import CHARSET
from fixenc.tables.grid import grid

FIRST_LEAD = 0x81
# Trail bytes of full-width ASCII begin here: A3 A1 is ！, so a half-width letter c was the pair A3 c+80.
WIDE_LEAD = 0xA3
PRIVATE = range(0xE000, 0xF900)
# The marks before which pages were cut, byte by byte: most often ；！？, on some pages ， and 。 too.
CUTS: Mapping[str, bytes] = {"；": b"\xa3\xbb", "！": b"\xa3\xa1", "？": b"\xa3\xbf", "，": b"\xa3\xac"}
STOP, STOP_BYTES = "。", b"\xa1\xa3"

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE = {narrow: wide for wide, narrow in _NARROW.items()}


@cache
def pairs() -> NDArray[np.uint32]:
    """The code point of each lead << 8 | trail as Windows reads it, private use included; 0 where there is none."""
    return grid("gb18030", "windows").codes


@cache
def characters() -> tuple[str, ...]:
    """The same as one-character strings; "" where there is none or where it is private use."""
    return tuple(chr(code) if code and code not in PRIVATE else "" for code in pairs().tolist())


@cache
def trails(lead: int) -> tuple[tuple[int, str], ...]:
    """The trail bytes from 81 up with which a lead makes a character, and the character."""
    return tuple((trail, found) for trail in range(0x81, 0xFF) if (found := characters()[lead << 8 | trail]))


@cache
def leads(trail: int) -> tuple[tuple[int, str], ...]:
    """The lead bytes with which a trail makes a character, and the character."""
    return tuple((lead, found) for lead in range(0x81, 0xFF) if (found := characters()[lead << 8 | trail]))


@cache
def private_seconds(first: int) -> tuple[int, ...]:
    """The second bytes, from 81 up, with which a byte makes a private-use letter."""
    return tuple(second for second in range(0x81, 0xFF) if int(pairs()[first << 8 | second]) in PRIVATE)


@cache
def private_trails(lead: int) -> tuple[tuple[int, str], ...]:
    """Of `trails` those that may begin a private-use letter."""
    return tuple((trail, character) for trail, character in trails(lead) if private_seconds(trail))


@cache
def private_chains(first: int) -> tuple[tuple[int, str], ...]:
    """The two bytes, as one number, that follow `first` where it and the next byte were one private-use letter and the
    byte behind them begins another; and the character that the two make."""
    return tuple((second << 8 | third, character)
                 for second in private_seconds(first) for third, character in private_trails(second))


@cache
def octets(character: str) -> bytes:
    """The bytes of a character of the page, or b"" where code page 936 has none."""
    code = ord(character)
    if code < 0x80:
        return bytes([code])
    if code == 0x20AC:
        return b"\x80"
    return _inverse().get(code, b"")


@cache
def _inverse() -> dict[int, bytes]:
    # Of two codes for one character the lower is the one that converters write.
    return {int(pairs()[pair]): int(pair).to_bytes(2, "big") for pair in np.flatnonzero(pairs())[::-1]}


def read(data: bytes, swallow: bool) -> str:
    """Bytes as Windows reads them. swallow: whether a lead byte that cannot be read takes the byte behind it along."""
    return CHARSET.decode(data, "windows" if swallow else "windows-keep")


def narrowed(text: str) -> str:
    """The text with full-width ASCII made half-width, as many pages did afterwards."""
    return text.translate(_NARROW)


def widened(character: str) -> str:
    """The full-width form of an ASCII character, or "" where it has none."""
    return chr(_WIDE[ord(character)]) if ord(character) in _WIDE else ""
