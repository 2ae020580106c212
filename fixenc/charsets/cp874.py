"""Code page 874 of Windows, Thai."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp874", ("windows-874", "874"))
