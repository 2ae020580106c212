"""GB 18030 and its ancestors GB 2312 and GBK, which are read as what they became.

Decoders disagree on hundreds of codes: code page 936 fills every gap with private use, browsers add four-byte codes and the
euro at 80, Python's two codecs follow the tables of 1995 and 2000.
Source: WHATWG Encoding Standard, index-gb18030 (GB 18030-2022); dialects asked of the programs themselves.
"""

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._double_byte import DoubleByte

EURO = {0x80: "€"}

CHARSET = DoubleByte(
    "gb18030", ("gb18030", "gbk", "gb2312", "cp936", "936", "ms936", "windows-936", "x-gbk", "gb_2312", "gb_2312-80",
                "csgb2312", "euc-cn", "euccn", "chinese", "iso-ir-58", "csiso58gb231280", "gb2312-80", "gb18030-2000", "gb18030-2022"),
    (Dialect("windows", "windows", "?", "pair", EURO),
     Dialect("windows-keep", "windows", "?", "lead", EURO),
     Dialect("icu", "", "\ufffd", "whatwg", EURO, four=True),
     Dialect("python-gbk", "python-gbk", "\ufffd", "lead"),
     Dialect("python-gb18030", "python-gb18030", "\ufffd", "lead", four=True),
     Dialect("java-gbk", "java-gbk", "\ufffd", "java"),
     Dialect("java-gb18030", "java-gb18030", "\ufffd", "java", four=True),
     Dialect("perl", "perl-cp936", "\ufffd", "lead", EURO),
     Dialect("iconv-c", "iconv-gbk", "", "lead")),
    chinese=True)
