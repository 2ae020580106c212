"""Code page 1046 of IBM, Arabic in presentation forms."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1046", ("ibm1046", "1046"))
