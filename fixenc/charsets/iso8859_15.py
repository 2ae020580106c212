"""ISO/IEC 8859-15, Western European with the euro."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_15", ("latin9", "iso-8859-15"))
