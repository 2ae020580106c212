"""ISO/IEC 8859-16, South-Eastern European."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_16", ("latin10", "iso-8859-16"))
