"""Code page 866 of DOS, Russian."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp866", ("ibm866", "866"))
