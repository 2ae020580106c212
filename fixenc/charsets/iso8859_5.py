"""ISO/IEC 8859-5, Cyrillic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_5", ("iso-8859-5",))
