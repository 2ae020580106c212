"""Big5 with its extensions: ETEN, code page 950, and the Hong Kong Supplementary Character Set as browsers have it.

Source: WHATWG Encoding Standard, index-big5 and "Big5 decoder" (four codes are a letter and a combining mark); dialects asked of
the programs themselves, "windows" being the table of ICU, whose '?' takes the byte behind it along.
"""

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._multi_byte import MultiByte

# Characters with two codes: writers choose the original rows over the extension below them, and of these twins the other.
LATE = (*range(0x8140, 0xA140), 0xA2CC, 0xA2CE, 0xA2A4, 0xF9E9, 0xF9F1, 0xF9EA, 0xF9EB)

CHARSET = MultiByte(
    "big5", ("big5", "big-5", "cp950", "950", "ms950", "windows-950", "big5-hkscs", "big5hkscs", "hkscs", "cn-big5", "csbig5",
             "x-x-big5", "big5-eten", "big5-tw", "x-windows-950", "ms950-hkscs", "big5-hkscs:2008"),
    (Dialect("browser"),
     Dialect("windows", mark="?"),
     Dialect("icu"),
     Dialect("python-big5"),
     Dialect("python-cp950"),
     Dialect("python-big5hkscs"),
     Dialect("java"),
     Dialect("java-ms950"),
     Dialect("java-hkscs"),
     Dialect("perl-eten", tail=""),
     Dialect("perl-cp950", tail=""),
     Dialect("iconv-c", mark=""),
     Dialect("iconv-c-hkscs", mark="")),
    standard=Dialect("standard", "browser"), chinese=True, late=LATE)
