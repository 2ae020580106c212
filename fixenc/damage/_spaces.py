"""UTF-8 read in an 8-bit charset in which the no-break space (byte A0) then became a space, as browsers and editors make it.

    ä½ å¥½ -> 你好        Ã  la carte -> à la carte

Within a character of UTF-8 there is no space: one that stands behind a first byte, too soon, was the byte A0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._pairs import Pair
from fixenc.values import Process, Step

SPACE, NO_BREAK_SPACE = 0x20, 0xA0
STEP = Process("no-break spaces became spaces", (Step("replace", "U+00A0 with a space"),))
# A character of four bytes may have lost all but the first.
_MOST = 3


def has_no_break_space(pair: Pair) -> bool:
    """Whether a pair can have lost bytes of UTF-8 as spaces."""
    return pair.written.name == "utf_8" and pair.read.kind == "single-byte" \
        and pair.read.to_bytes("\xa0") == bytes([NO_BREAK_SPACE])


def no_break_spaces(octets: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Bytes, one a number, with A0 for each space that stands where UTF-8 needs another byte of a character.

    >>> no_break_spaces(np.array([0xE4, 0xBD, 0x20, 0x20], np.uint32)).tobytes().hex(" ", 4)
    'e4000000 bd000000 a0000000 20000000'
    """
    spaces = octets == SPACE
    for _ in range(_MOST if spaces.any() else 0):
        padded = np.concatenate((np.zeros(_MOST, np.uint32), octets))
        third, second, first = (padded[place:place + len(octets)] for place in range(_MOST))
        follows, follows_too = _is_later(first), _is_later(second)
        wanted = spaces & (_begins(first, 0xC2) | follows & (_begins(second, 0xE0) | follows_too & _begins(third, 0xF0)))
        if not wanted.any():
            break
        octets = np.where(wanted, np.uint32(NO_BREAK_SPACE), octets)
        spaces = spaces & ~wanted
    return octets


def restored(data: bytes) -> bytes:
    """The same of bytes."""
    return no_break_spaces(np.frombuffer(data, np.uint8).astype(np.uint32)).astype(np.uint8).tobytes()


def is_spaced(before: str, read: str) -> bool:
    """Whether a text is what was read, with spaces for some of its no-break spaces."""
    return len(before) == len(read) and all(stood == character or (stood == " " and character == "\xa0")
                                            for stood, character in zip(before, read, strict=True))


def _begins(octets: NDArray[np.uint32], least: int) -> NDArray[np.bool_]:
    return (octets >= least) & (octets <= 0xF4)


def _is_later(octets: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (octets >= 0x80) & (octets < 0xC0)
