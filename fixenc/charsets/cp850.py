"""Code page 850 of DOS, Western European."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp850", ("ibm850", "850"))
