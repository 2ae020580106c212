"""EUC-TW: CNS 11643, plane 1 in two bytes, every plane in four: 8E, A0 + plane, lead, trail.

Source: glibc's charmap EUC-TW (planes 1 to 7 and 15); dialects asked of the programs themselves.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._entries import BAD, CUT, Longer
from fixenc.charsets._inverse import Pairing
from fixenc.charsets._multi_byte import MultiByte
from fixenc.model.codes import Codes
from fixenc.tables.grid import Grid, lines

ESCAPE, FIRST_PLANE, LAST_PLANE = 0x8E, 0xA1, 0xB0


@cache
def _planes() -> Codes:
    """The code points by plane << 16 | lead << 8 | trail, 0 where there is none."""
    codes = np.zeros((LAST_PLANE + 1 - FIRST_PLANE) << 16, np.uint32)
    for lead, trail, row in lines("euc_tw_planes"):
        start = (int(lead, 16) << 8 | trail) - (FIRST_PLANE << 16)
        codes[start:start + len(row)] = np.where(row == 0, codes[start:start + len(row)], row)
    return codes


def _longer(program: Dialect, table: Grid) -> Longer:
    def read(octets: NDArray[np.uint8], places: NDArray[np.int64], size: int) -> tuple[Codes, NDArray[np.int64]]:
        second, third, fourth = (octets[places + offset].astype(np.int64) for offset in (1, 2, 3))
        is_plane = (second >= FIRST_PLANE) & (second <= LAST_PLANE)
        found = _planes()[np.where(is_plane, (second - FIRST_PLANE) << 16 | third << 8 | fourth, 0)]
        codes = np.where(found == 0, BAD, found).astype(np.uint32)
        left = size - places
        lengths = np.where(found > 0, 4, 1).astype(np.int64)
        if program.name == "java":
            # The planes that it knows behind 8E are 2 to 7 and 15, and 1 where there is a character.
            lengths = np.where((found > 0) | (second > FIRST_PLANE) & (second <= 0xA7) | (second == 0xAF), 4, 2)
        cut = (left < 4) & ((left == 1) | is_plane | (program.name == "java"))
        codes[cut], lengths[cut] = CUT, left[cut]
        return codes, lengths
    return read


def _more(program: Dialect, table: Grid) -> Iterable[Pairing]:
    places = np.flatnonzero(_planes())
    numbers = (places + (FIRST_PLANE << 16) | ESCAPE << 24).astype(np.uint32)
    return [Pairing.of(_planes()[places], numbers, 4)]


CHARSET = MultiByte(
    "euc_tw", ("euc-tw", "euctw", "x-euc-tw", "cns11643", "x-cns11643", "51950"),
    (Dialect("java"), Dialect("iconv-c", mark="")),
    standard=Dialect("standard", "standard"), chinese=True,
    leads=lambda program: {ESCAPE: (0x00, 0xFF)}, longer=_longer, more=_more)
