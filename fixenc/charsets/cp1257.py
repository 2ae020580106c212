"""Code page 1257 of Windows, Baltic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1257", ("windows-1257", "1257"))
