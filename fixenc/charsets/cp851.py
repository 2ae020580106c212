"""Code page 851 of DOS, Greek."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp851", ("ibm851", "851"))
