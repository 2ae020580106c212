"""Shift_JIS as Windows has it (code page 932), half-width katakana in one byte.

Source: WHATWG Encoding Standard, index-jis0208 and "Shift_JIS decoder"; dialects asked of the programs themselves.
"""

from collections.abc import Iterator

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._stepwise import Stepwise
from fixenc.tables.grid import grid


# Windows fills the four bytes that Shift_JIS leaves out with private use.
_PRIVATE = {0xA0: 0xF8F0, 0xFD: 0xF8F1, 0xFE: 0xF8F2, 0xFF: 0xF8F3}


def _step(data: bytes, place: int, table: str) -> tuple[int, int]:
    lead = data[place]
    if lead <= 0x80:
        return lead, 1
    if 0xA1 <= lead <= 0xDF:
        return 0xFF61 + lead - 0xA1, 1
    if lead in _PRIVATE or place + 1 >= len(data):
        return (_PRIVATE[lead], 1) if lead in _PRIVATE and table == "python-cp932" else (0, 0)
    trail = data[place + 1]
    code = int(grid("shift_jis", table).codes[lead << 8 | trail])
    if code:
        return code, 2
    if not table and 0xF0 <= lead <= 0xF9 and 0x40 <= trail <= 0xFC and trail != 0x7F:
        return 0xE000 + (lead - 0xF0) * 188 + trail - (0x40 if trail < 0x7F else 0x41), 2
    return 0, 0


def _byte_strings() -> Iterator[bytes]:
    for lead in (*range(0xFC, 0xDF, -1), *range(0x9F, 0x80, -1)):
        for trail in range(0xFC, 0x3F, -1):
            yield bytes((lead, trail))
    for byte in range(0xFF, -1, -1):
        yield bytes((byte,))


CHARSET = Stepwise(
    "shift_jis", ("shift_jis", "shift-jis", "sjis", "cp932", "932", "ms932", "windows-31j", "ms_kanji", "x-sjis", "csshiftjis"),
    (Dialect("browser"), Dialect("python-cp932", "python-cp932", swallow="lead"),
     Dialect("python-shift_jis", "python-shift_jis", swallow="lead"), Dialect("java-ms932", "java-ms932", swallow="java")),
    _step, _byte_strings)
