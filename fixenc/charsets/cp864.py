"""Code page 864 of DOS, Arabic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp864", ("ibm864", "864"))
