"""Code page 1098 of DOS, Persian."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1098", ("ibm1098", "1098"))
