"""ISO/IEC 8859-10, Nordic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_10", ("latin6", "iso-8859-10"))
