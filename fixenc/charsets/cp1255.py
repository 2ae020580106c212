"""Code page 1255 of Windows, Hebrew."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1255", ("windows-1255", "1255"))
