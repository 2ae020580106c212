"""Code page 862 of DOS, Hebrew."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp862", ("ibm862", "862"))
