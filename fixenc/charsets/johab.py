"""Johab, the Korean charset in which a syllable's letters are groups of bits (KS X 1001, annex 3; code page 1361).

Source: glibc's charmap JOHAB; dialects asked of the programs themselves.
"""

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._multi_byte import MultiByte

CHARSET = MultiByte(
    "johab", ("johab", "cp1361", "1361", "ms1361", "x-johab"),
    (Dialect("python"), Dialect("java"), Dialect("iconv-c", mark="")),
    standard=Dialect("standard", "standard"))
