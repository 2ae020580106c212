"""The four-byte codes of GB 18030: 81..FE 30..39 81..FE 30..39, counted up to all of Unicode.

Source: WHATWG Encoding Standard, "index gb18030 ranges code point" and its exception for U+E7C7.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from fixenc.tables.rows import rows


def decode(data: bytes) -> int:
    """The code point of four bytes, or 0 where they are no such code.

    >>> hex(decode(bytes.fromhex("95328236")))
    '0x20000'
    """
    if len(data) < 4:
        return 0
    first, second, third, fourth = data
    if not (0x81 <= first <= 0xFE and 0x30 <= second <= 0x39 and 0x81 <= third <= 0xFE and 0x30 <= fourth <= 0x39):
        return 0
    pointer = ((first - 0x81) * 10 + second - 0x30) * 1260 + (third - 0x81) * 10 + fourth - 0x30
    if 39419 < pointer < 189000 or pointer > 1237575:
        return 0
    if pointer == 7457:
        return 0xE7C7
    pointers, codes = _ranges()
    place = bisect_right(pointers, pointer) - 1
    return codes[place] + pointer - pointers[place]


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    table = [(int(pointer), int(code, 16)) for pointer, code in rows("charsets/gb18030_ranges", 2)]
    return tuple(pointer for pointer, _ in table), tuple(code for _, code in table)
