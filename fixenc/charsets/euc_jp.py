"""EUC-JP: JIS X 0208 in two bytes, half-width katakana behind 8E, JIS X 0212 behind 8F.

Source: WHATWG Encoding Standard, index-jis0208, index-jis0212 and "EUC-JP decoder"; dialects asked of the programs themselves.
"""

from collections.abc import Iterator

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._stepwise import Stepwise
from fixenc.tables.grid import grid


def _step(data: bytes, place: int, table: str) -> tuple[int, int]:
    lead = data[place]
    if lead < 0x80:
        return lead, 1
    if lead == 0x8E and place + 1 < len(data) and 0xA1 <= data[place + 1] <= 0xDF:
        return 0xFF61 + data[place + 1] - 0xA1, 2
    if lead == 0x8F and place + 2 < len(data):
        code = int(grid("euc_jp_supplement").codes[data[place + 1] << 8 | data[place + 2]])
        return (code, 3) if code else (0, 0)
    if lead < 0xA1 or place + 1 >= len(data):
        return 0, 0
    code = int(grid("euc_jp", table).codes[lead << 8 | data[place + 1]])
    return (code, 2) if code else (0, 0)


def _byte_strings() -> Iterator[bytes]:
    for lead in range(0xFE, 0xA0, -1):
        for trail in range(0xFE, 0xA0, -1):
            yield bytes((0x8F, lead, trail))
    for lead in (*range(0xFE, 0xA0, -1), 0x8E):
        for trail in range(0xFE, 0xA0, -1):
            yield bytes((lead, trail))
    for byte in range(0x7F, -1, -1):
        yield bytes((byte,))


CHARSET = Stepwise(
    "euc_jp", ("euc-jp", "eucjp", "ujis", "u-jis", "x-euc-jp", "cseucpkdfmtjapanese"),
    (Dialect("browser"), Dialect("python", "python-euc_jp", swallow="lead"), Dialect("java", "java-euc_jp", swallow="java")),
    _step, _byte_strings)
