"""EUC-KR with the Unified Hangul Code of code page 949.

Source: WHATWG Encoding Standard, index-euc-kr; dialects asked of the programs themselves.
"""

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._double_byte import DoubleByte

CHARSET = DoubleByte(
    "euc_kr", ("euc-kr", "euckr", "cp949", "949", "uhc", "ms949", "windows-949", "ks_c_5601-1987", "ksc5601", "korean", "iso-ir-149"),
    (Dialect("browser"),
     Dialect("python-cp949", swallow="lead"),
     Dialect("python-euc_kr", "python-euc_kr", swallow="lead"),
     Dialect("java-ms949", "java-ms949", swallow="java")))
