"""Big5 with its extensions: ETEN, code page 950, and the Hong Kong Supplementary Character Set as browsers have it.

Source: WHATWG Encoding Standard, index-big5; dialects asked of the programs themselves.
"""

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._double_byte import DoubleByte

CHARSET = DoubleByte(
    "big5", ("big5", "big-5", "cp950", "950", "ms950", "windows-950", "big5-hkscs", "big5hkscs", "hkscs", "cn-big5", "csbig5",
             "x-x-big5", "big5-eten", "big5-tw"),
    (Dialect("browser"),
     Dialect("python-big5", "python-big5", swallow="lead"),
     Dialect("python-cp950", "python-cp950", swallow="lead"),
     Dialect("python-big5hkscs", "python-big5hkscs", swallow="lead"),
     Dialect("java-big5", "java-big5", swallow="java"),
     Dialect("java-ms950", "java-ms950", swallow="java"),
     Dialect("java-hkscs", "java-hkscs", swallow="java"),
     Dialect("iconv-c", "iconv-big5", "", "lead")),
    chinese=True)
