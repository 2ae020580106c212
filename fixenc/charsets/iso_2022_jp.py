"""ISO-2022-JP: JIS X 0208 in 7 bits, as Japanese mail has it.

Source: RFC 1468; the table is that of EUC-JP.
"""

from fixenc.charsets._escape import Escape
from fixenc.charsets._iso_2022 import Iso2022, Set

SETS = Iso2022([Set(b"\x1b$B", "euc_jp"), Set(b"\x1b$@", "euc_jp"), Set(b"\x1b(B", ""), Set(b"\x1b(J", "")])
CHARSET = Escape("iso_2022_jp", ("iso-2022-jp", "iso2022jp", "csiso2022jp"), SETS.steps, SETS.write)
