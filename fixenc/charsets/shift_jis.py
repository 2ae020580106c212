"""Shift_JIS as Windows has it (code page 932), half-width katakana in one byte.

Source: WHATWG Encoding Standard, index-jis0208 and "Shift_JIS decoder"; dialects asked of the programs themselves.
"""

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._multi_byte import MultiByte

# NEC's selection of IBM's extensions repeats them; writers choose IBM's codes.
LATE = range(0xED40, 0xEEFD)

CHARSET = MultiByte(
    "shift_jis", ("shift_jis", "shift-jis", "sjis", "cp932", "932", "ms932", "windows-31j", "ms_kanji", "x-sjis", "csshiftjis"),
    (Dialect("browser"),
     Dialect("icu"),
     Dialect("python-cp932"),
     Dialect("python-shift_jis"),
     Dialect("java"),
     Dialect("java-ms932"),
     Dialect("iconv-c", mark=""),
     Dialect("python-shift_jis_2004"),
     Dialect("java-jisx0213")),
    standard=Dialect("standard", "browser"), late=LATE)
