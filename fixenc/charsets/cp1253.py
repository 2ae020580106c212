"""Code page 1253 of Windows, Greek."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1253", ("windows-1253", "1253"))
