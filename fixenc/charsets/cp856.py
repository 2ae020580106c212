"""Code page 856 of DOS, Hebrew."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp856", ("ibm856", "856"))
