"""ISO-2022-CN and ISO-2022-CN-EXT: GB 2312, ISO-IR-165 (read as GB 2312) and CNS 11643 in 7 bits.

Source: RFC 1922.
"""

from fixenc.charsets._escape import Escape
from fixenc.charsets._iso_2022 import Iso2022, Set

SETS = Iso2022([
    Set(b"\x1b$)A", "gb18030", shift="locked"), Set(b"\x1b$)G", "euc_tw", 1, "locked"),
    Set(b"\x1b$)E", "gb18030", shift="locked"), Set(b"\x1b$*H", "euc_tw", 2, "single", b"\x1bN"),
    *(Set(b"\x1b$+" + bytes([0x46 + plane]), "euc_tw", plane, "single", b"\x1bO") for plane in range(3, 8))])
CHARSET = Escape("iso_2022_cn", ("iso-2022-cn", "iso-2022-cn-ext", "iso2022cn"), SETS.steps, SETS.write, chinese=True)
