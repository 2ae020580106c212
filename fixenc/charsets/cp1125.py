"""Code page 1125 of DOS, Ukrainian."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1125", ("ibm1125", "1125"))
