"""ISO/IEC 8859-2, Central European."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_2", ("latin2", "iso-8859-2"))
