"""ISO/IEC 8859-11, Thai."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_11", ("iso-8859-11", "tis-620"))
