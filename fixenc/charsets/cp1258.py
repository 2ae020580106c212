"""Code page 1258 of Windows, Vietnamese."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1258", ("windows-1258", "1258"))
