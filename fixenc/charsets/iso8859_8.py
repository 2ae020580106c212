"""ISO/IEC 8859-8, Hebrew."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_8", ("iso-8859-8",))
