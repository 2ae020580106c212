"""Code page 921 of IBM, Baltic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp921", ("ibm921", "921"))
