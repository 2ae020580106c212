"""Code page 922 of IBM, Estonian."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp922", ("ibm922", "922"))
