"""GB 18030 and its ancestors GB 2312 and GBK, which are read as what they became.

Decoders disagree on hundreds of codes: code page 936 fills every gap with private use, browsers add four-byte codes and the
euro at 80, Python's two codecs follow the tables of 1995 and 2000.
Source: WHATWG Encoding Standard, index-gb18030 (GB 18030-2022); dialects asked of the programs themselves, "windows" after lines
that Windows damaged in public repositories, "php" after mbfilter_cp936.c of PHP.
"""

from collections.abc import Iterable, Mapping

from fixenc.charsets import _four_byte
from fixenc.charsets._dialect import Dialect
from fixenc.charsets._entries import Longer
from fixenc.charsets._inverse import Pairing
from fixenc.charsets._losses import ALL_BYTES, ByteSet, byte_set
from fixenc.charsets._multi_byte import MultiByte
from fixenc.tables.grid import Grid


def _leads(program: Dialect) -> Mapping[int, tuple[int, int]]:
    # CPython waits for four bytes before it looks at the first.
    return dict.fromkeys(range(0x80, 0x100) if program.four == "python" else range(0x81, 0xFF), (0x30, 0x39))


def _longer(program: Dialect, table: Grid) -> Longer | None:
    return _four_byte.longer(program.four, table.longer) if program.four else None


def _swallowed(program: Dialect) -> tuple[tuple[ByteSet, ...], ...]:
    if program.four not in ("java", "iconv"):
        return ()
    lead, digit = byte_set(range(0x81, 0xFF)), byte_set(range(0x30, 0x3A))
    return (lead, digit, lead, ALL_BYTES & ~digit), (lead, digit, ALL_BYTES & ~lead)


def _more(program: Dialect, table: Grid) -> Iterable[Pairing]:
    return [Pairing.of(*_four_byte.within_bmp(table.longer), 4)] if program.four else []


CHARSET = MultiByte(
    "gb18030", ("gb18030", "gbk", "gb2312", "cp936", "936", "ms936", "windows-936", "x-gbk", "gb_2312", "gb_2312-80",
                "csgb2312", "euc-cn", "euccn", "chinese", "iso-ir-58", "csiso58gb231280", "gb2312-80", "gb18030-2000",
                "gb18030-2005", "gb18030-2022", "54936", "windows-54936", "x-mswin-936", "cp54936"),
    (Dialect("windows", mark="?"),
     Dialect("windows-keep", mark="?"),
     Dialect("icu"),
     Dialect("browser", four="browser"),
     Dialect("java"),
     Dialect("java-ms936"),
     Dialect("java-gb18030", four="java"),
     Dialect("python-gbk"),
     Dialect("python-gb18030", four="python"),
     Dialect("python-gb2312"),
     Dialect("php", mark="?"),
     Dialect("perl", tail=""),
     Dialect("iconv-c", mark=""),
     Dialect("iconv-c-gb18030", mark="", four="iconv")),
    # Browsers' reading is today's: GB 18030-2022 by table, the euro of code page 936 at 80.
    standard=Dialect("standard", "browser", four="browser"), chinese=True,
    leads=_leads, longer=_longer, more=_more, beyond=_four_byte.beyond_bmp, swallowed=_swallowed)
