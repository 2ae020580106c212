"""Code page 1256 of Windows, Arabic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1256", ("windows-1256", "1256"))
