"""Code page 772 of DOS, Lithuanian and Russian."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp772", ("ibm772", "772"))
