"""Code page 771 of DOS, Lithuanian and Russian, KBL."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp771", ("ibm771", "771"))
