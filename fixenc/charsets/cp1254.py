"""Code page 1254 of Windows, Turkish."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1254", ("windows-1254", "1254"))
