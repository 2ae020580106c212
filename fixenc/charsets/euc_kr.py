"""EUC-KR with the Unified Hangul Code of code page 949.

Source: WHATWG Encoding Standard, index-euc-kr; dialects asked of the programs themselves.
"""

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._multi_byte import MultiByte

CHARSET = MultiByte(
    "euc_kr", ("euc-kr", "euckr", "cp949", "949", "uhc", "ms949", "windows-949", "ks_c_5601-1987", "ksc5601", "korean",
               "iso-ir-149", "x-windows-949", "ks_c_5601-1989", "ksc_5601", "cseuckr"),
    (Dialect("browser"),
     Dialect("icu"),
     Dialect("python-cp949"),
     Dialect("python-euc_kr"),
     Dialect("java"),
     Dialect("java-ms949"),
     Dialect("perl-cp949", tail=""),
     Dialect("iconv-c", mark="")),
    standard=Dialect("standard", "browser"))
