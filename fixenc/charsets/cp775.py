"""Code page 775 of DOS, Baltic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp775", ("ibm775", "775"))
