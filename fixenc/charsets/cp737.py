"""Code page 737 of DOS, Greek."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp737", ("ibm737", "737"))
