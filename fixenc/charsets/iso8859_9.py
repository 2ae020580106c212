"""ISO/IEC 8859-9, Turkish."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iso8859_9", ("latin5", "iso-8859-9"))
