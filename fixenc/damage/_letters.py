"""What single characters tell: how common they are in clean text, which of them 8-bit charsets have, which have two codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find
from fixenc.charsets._charset import Charset
from fixenc.charsets._single_byte import nothing
from fixenc.damage._pairs import Pair
from fixenc.model.codes import Codes, to_codes
from fixenc.registry import collect
from fixenc.tables.read import octets

# A character that costs as many quarters of a nat by its commonness is odd in Chinese text: “ ” · — are not.
ODD_CHARACTER = 36
# Second bytes of ASCII: 40 to 7E in Big5, GBK and Shift_JIS, 30 to 39 in the codes of four bytes of GB 18030.
_FIRST_SECOND, _LAST_SECOND = 0x30, 0x7E


@cache
def commonness() -> NDArray[np.int64]:
    """What each code unit costs by its share in clean text, quarters of a nat."""
    return octets("commonness").astype(np.int64)


def covering(lines: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs whose reader covers every odd character of some of the lines.

    Where 8-bit letters stand together, damage is made of them; else of whatever is beyond ASCII.
    """
    if not lines:
        return []
    codes = to_codes("".join([line + "\n" for line in lines]))
    sizes = np.array([len(line) + 1 for line in lines])
    starts = np.cumsum(sizes) - sizes
    units = np.minimum(codes, 0xFFFF)
    letters = eight_bit()[units] & (commonness()[units] >= ODD_CHARACTER)
    together = np.concatenate(([False], letters[1:] & letters[:-1]))
    has_letters = np.repeat(np.logical_or.reduceat(together, starts), sizes)
    wanted = np.where(has_letters, letters, codes >= 0x80)
    able = [read for read in {pair.read.name: pair.read for pair in pairs}.values()
            if np.logical_and.reduceat(read.covers(codes) | ~wanted, starts).any()]
    names = {read.name for read in able}
    return [pair for pair in pairs if pair.read.name in names]


def strange(codes: Codes) -> NDArray[np.bool_]:
    """Which code points are signs or letters that clean Chinese hardly ever has; no ideographs, however rare."""
    units = np.minimum(codes, 0xFFFF)
    return (units >= 0x80) & ((units < 0x3400) | (units >= 0xF900)) & (commonness()[units] >= ODD_CHARACTER)


@cache
def _controls() -> NDArray[np.bool_]:
    """Which code units are control characters that no text has."""
    table = np.zeros(0x10000, np.bool_)
    table[:0x20] = table[0x7F:0xA0] = True
    table[[0x09, 0x0A, 0x0D]] = False
    return table


def has_controls(text: str) -> bool:
    """Whether a text holds a control character that no text has."""
    return bool(_controls()[np.minimum(to_codes(text), 0xFFFF)].any())


def stand_together(flags: NDArray[np.bool_]) -> bool:
    """Whether two flagged characters stand side by side."""
    return bool((flags[1:] & flags[:-1]).any())


def stand_near(flags: NDArray[np.bool_], codes: Codes) -> bool:
    """Whether two flagged characters stand side by side, or with one character of ASCII between them that may be the second
    byte of a character: Big5 for 另外 is A5 74 A5 7E, `¥t¥~`."""
    second = (codes >= _FIRST_SECOND) & (codes <= _LAST_SECOND)
    return stand_together(flags) or bool((flags[2:] & second[1:-1] & flags[:-2]).any())


@cache
def eight_bit() -> NDArray[np.bool_]:
    """Which code points beyond ASCII some 8-bit charset has."""
    charsets: Iterable[Charset] = collect("fixenc.charsets", "CHARSET").values()
    codes = np.arange(0x10000, dtype=np.uint32)
    table: NDArray[np.bool_] = np.logical_or.reduce([each.covers(codes) for each in charsets if each.kind == "single-byte"])
    table[:0x80] = False
    return table


@cache
def two_codes(name: str) -> NDArray[np.bool_]:
    """Which code units have two codes in a charset."""
    codes = find(name).twins()
    codes = codes[codes < 0xFFFF]
    if not len(codes):
        return nothing()
    table = np.zeros(0x10000, np.bool_)
    table[codes] = True
    return table


@cache
def other_code(name: str, code: int) -> int:
    """The bytes, big-endian in a number, that a charset has for a code point besides the likeliest, else these."""
    charset = find(name)
    usual = int(charset.packed(np.array([code], np.uint32))[0][0])
    return next((each for each in map(int.from_bytes, charset.byte_strings(chr(code))) if each != usual), usual)
