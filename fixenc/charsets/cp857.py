"""Code page 857 of DOS, Turkish."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp857", ("ibm857", "857"))
