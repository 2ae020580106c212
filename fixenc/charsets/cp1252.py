"""Code page 1252 of Windows, Western European: what most programs on Windows mean by Latin-1."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1252", ("windows-1252", "1252", "x-cp1252"))
