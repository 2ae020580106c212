"""Code page 1250 of Windows, Central European."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1250", ("windows-1250", "1250", "x-cp1250"))
