"""ISO/IEC 8859-7, Greek."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_7", ("iso-8859-7",))
