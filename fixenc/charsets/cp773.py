"""Code page 773 of DOS, Latin 7."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp773", ("ibm773", "773"))
