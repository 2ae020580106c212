"""Code page 1006 of DOS, Urdu."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1006", ("ibm1006", "1006"))
