"""Code page 1129 of IBM, Vietnamese."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1129", ("ibm1129", "1129"))
