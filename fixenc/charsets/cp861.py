"""Code page 861 of DOS, Icelandic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp861", ("ibm861", "861"))
