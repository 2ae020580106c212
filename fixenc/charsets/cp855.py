"""Code page 855 of DOS, Cyrillic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp855", ("ibm855", "855"))
