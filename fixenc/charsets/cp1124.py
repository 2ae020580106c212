"""Code page 1124 of IBM, Ukrainian."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1124", ("ibm1124", "1124"))
