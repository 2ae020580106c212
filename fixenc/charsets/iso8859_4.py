"""ISO/IEC 8859-4, North European."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_4", ("latin4", "iso-8859-4"))
