"""Code page 720 of DOS, Arabic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp720", ("ibm720", "720"))
