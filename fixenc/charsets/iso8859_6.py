"""ISO/IEC 8859-6, Arabic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_6", ("iso-8859-6",))
