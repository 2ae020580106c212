"""ISO/IEC 8859-14, Celtic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_14", ("latin8", "iso-8859-14"))
