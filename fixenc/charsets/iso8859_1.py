"""ISO/IEC 8859-1, Western European."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_1", ("latin-1", "latin1", "l1", "iso-8859-1", "iso8859-1", "cp819"))
