"""Code page 860 of DOS, Portuguese."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp860", ("ibm860", "860"))
