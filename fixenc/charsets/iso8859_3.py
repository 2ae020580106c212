"""ISO/IEC 8859-3, South European."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_3", ("latin3", "iso-8859-3"))
