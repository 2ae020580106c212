"""Code page 1133 of IBM, Lao."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1133", ("ibm1133", "1133"))
