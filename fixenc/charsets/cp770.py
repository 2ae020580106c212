"""Code page 770 of DOS, Baltic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp770", ("ibm770", "770"))
