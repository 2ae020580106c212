"""EUC-JP: JIS X 0208 in two bytes, half-width katakana behind 8E, JIS X 0212 in two bytes behind 8F.

Source: WHATWG Encoding Standard, index-jis0208 and index-jis0212; dialects asked of the programs themselves.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._entries import BAD, CUT, Longer
from fixenc.charsets._inverse import Pairing
from fixenc.charsets._losses import ALL_BYTES, ByteSet, byte_set
from fixenc.charsets._multi_byte import MultiByte
from fixenc.model.codes import Codes
from fixenc.tables.grid import Grid, grid

THIRD = 0x8F
# Programs that read three bytes.
THREE = ("standard", "browser", "icu", "python", "java", "iconv-c")


def _longer(program: Dialect, table: Grid) -> Longer | None:
    if program.name not in THREE:
        return None

    def read(octets: NDArray[np.uint8], places: NDArray[np.int64], size: int) -> tuple[Codes, NDArray[np.int64]]:
        second, third = octets[places + 1], octets[places + 2]
        found = grid("euc_jp_supplement").codes[second.astype(np.uint16) << np.uint16(8) | third]
        codes = np.where(found == 0, BAD, found).astype(np.uint32)
        left = size - places
        first_of_row = (second >= 0xA1) & (second <= 0xFE)
        if program.name == "java":
            lost = np.full(len(places), 3)
        elif program.name == "python":
            lost = np.where(left < 3, 3, 1)
        elif program.name == "iconv-c":
            lost = np.where(first_of_row & (left == 2), 3, 1)
        elif program.name == "icu":
            # A C1 control is a character too and stays, and a second byte begins anew where the third does not fit.
            lost = np.where((second < 0xA0) | first_of_row & ((third < 0xA1) | (third == 0xFF)), 1, np.where(first_of_row, 3, 2))
        else:
            # "EUC-JP decoder": an ASCII byte stays, and ends the character; any other is taken.
            lost = np.where(second < 0x80, 1, np.where(~first_of_row | (third < 0x80), 2, 3))
        lost = np.where((left == 2) & first_of_row | (left == 1), 3, lost)
        lengths = np.where(found > 0, 3, lost)
        cut = left < lengths
        codes[cut], lengths[cut] = CUT, left[cut]
        return codes, lengths
    return read


def _swallowed(program: Dialect) -> tuple[tuple[ByteSet, ...], ...]:
    if program.name == "java":
        return ((1 << THIRD, ALL_BYTES, ALL_BYTES),)
    row = byte_set(range(0xA1, 0xFF))
    return ((1 << THIRD, row, row),) if program.name in ("browser", "icu") else ()


def _more(program: Dialect, table: Grid) -> Iterable[Pairing]:
    pairs = np.flatnonzero(grid("euc_jp_supplement").codes)
    numbers = (pairs | THIRD << 16).astype(np.uint32)
    return [Pairing.of(grid("euc_jp_supplement").codes[pairs], numbers, 3)] if program.name in THREE else []


CHARSET = MultiByte(
    "euc_jp", ("euc-jp", "eucjp", "ujis", "u-jis", "x-euc-jp", "cseucpkdfmtjapanese"),
    (Dialect("browser"), Dialect("icu"), Dialect("python"), Dialect("java"), Dialect("iconv-c", mark=""),
     Dialect("python-euc_jis_2004")),
    standard=Dialect("standard", "browser"), leads=lambda program: {THIRD: (0x00, 0xFF)}, longer=_longer, more=_more,
    swallowed=_swallowed)
