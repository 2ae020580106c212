"""Code page 852 of DOS, Central European."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp852", ("ibm852", "852"))
