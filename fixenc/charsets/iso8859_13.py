"""ISO/IEC 8859-13, Baltic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_13", ("latin7", "iso-8859-13"))
