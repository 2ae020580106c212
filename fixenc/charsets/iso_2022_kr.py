"""ISO-2022-KR: KS X 1001 in 7 bits, as Korean mail had it.

Source: RFC 1557; the table is that of EUC-KR.
"""

from fixenc.charsets._escape import Escape
from fixenc.charsets._iso_2022 import Iso2022, Set

SETS = Iso2022([Set(b"\x1b$)C", "euc_kr", shift="locked")])
CHARSET = Escape("iso_2022_kr", ("iso-2022-kr", "iso2022kr", "csiso2022kr"), SETS.steps, SETS.write)
