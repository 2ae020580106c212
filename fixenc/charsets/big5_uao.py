"""Big5 with Unicode-At-On, the extension of Taiwan's bulletin boards: Simplified and Japanese characters, letters and signs where
Hong Kong's supplement has others (81 to A0 and FA to FE as first bytes), the same elsewhere save for 45 codes.

Source: Unicode-At-On 2.50, as the package `uao` (MIT) has it.
"""

from fixenc.charsets._dialect import Dialect
from fixenc.charsets._multi_byte import MultiByte

# Characters with two codes: writers choose the original rows, and of these twins the other.
LATE = (*range(0x8140, 0xA140), *range(0xA2A4, 0xA2A8), 0xA2CC, 0xA2CE, 0xC6DF)

CHARSET = MultiByte("big5_uao", ("big5-uao", "uao", "uao250", "x-big5-uao"), (Dialect("bulletin-board", "standard"),),
                    standard=Dialect("standard", "standard"), chinese=True, late=LATE, variant_of="big5")
