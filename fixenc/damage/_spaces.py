"""UTF-8 read in an 8-bit charset in which the no-break space (byte A0) then became a space, as browsers and editors make it.

    ä½ å¥½ -> 你好        Ã  la carte -> à la carte

Within a character of UTF-8 there is no space: one that stands behind a first byte, too soon, was the byte A0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._pairs import Pair
from fixenc.values import Process, Step

SPACE = 0x20
STEP = Process("no-break spaces became spaces", (Step("replace", "U+00A0 with a space"),))
# A character of four bytes may have lost all but the first.
_MOST = 3


def space_byte(pair: Pair) -> int:
    """The byte of UTF-8 that a pair can have lost as a space: A0 in most 8-bit charsets, 9A in KOI8; 0 where there is none."""
    if pair.written.name != "utf_8" or pair.read.kind != "single-byte":
        return 0
    octet = (pair.read.to_bytes("\xa0") or b"\0")[0]
    return octet if 0x80 <= octet < 0xC0 else 0


def no_break_spaces(octets: NDArray[np.uint32], byte: int) -> NDArray[np.uint32]:
    """Bytes, one a number, with `byte` for each space that stands where UTF-8 needs another byte of a character.

    >>> no_break_spaces(np.array([0xE4, 0xBD, 0x20, 0x20], np.uint32), 0xA0).tolist()
    [228, 189, 160, 32]
    """
    spaces = octets == SPACE
    for _ in range(_MOST if spaces.any() else 0):
        padded = np.concatenate((np.zeros(_MOST, np.uint32), octets))
        third, second, first = (padded[place:place + len(octets)] for place in range(_MOST))
        follows, follows_too = _is_later(first), _is_later(second)
        wanted = spaces & (_begins(first, 0xC2) | follows & (_begins(second, 0xE0) | follows_too & _begins(third, 0xF0)))
        if not wanted.any():
            break
        octets = np.where(wanted, np.uint32(byte), octets)
        spaces = spaces & ~wanted
    return octets


def restored(data: bytes, byte: int) -> bytes:
    """The same of bytes."""
    return no_break_spaces(np.frombuffer(data, np.uint8).astype(np.uint32), byte).astype(np.uint8).tobytes()


def hidden_spaces(known: Sequence[bytes | None]) -> list[int]:
    """The places of spaces that stand behind the first bytes of a character of UTF-8, too soon, of characters given by their
    bytes (None: not known).

    >>> hidden_spaces([b"\xe7", b" ", b" ", b"a", b" "])
    [1, 2]
    """
    found: list[int] = []
    missing = 0
    for place, data in enumerate(known):
        for byte in data or b"\0":
            if byte == SPACE and missing:
                found.append(place)
            is_one = byte == SPACE or 0x80 <= byte < 0xC0
            missing = max(0, missing - 1) if is_one else (byte >= 0xC2) + (byte >= 0xE0) + (byte >= 0xF0)
    return found


def is_spaced(before: str, read: str) -> bool:
    """Whether a text is what was read, with spaces for some of its no-break spaces."""
    return len(before) == len(read) and all(stood == character or (stood == " " and character == "\xa0")
                                            for stood, character in zip(before, read, strict=True))


def _begins(octets: NDArray[np.uint32], least: int) -> NDArray[np.bool_]:
    return (octets >= least) & (octets <= 0xF4)


def _is_later(octets: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (octets >= 0x80) & (octets < 0xC0)
