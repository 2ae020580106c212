"""Code page 869 of DOS, Greek."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp869", ("ibm869", "869"))
