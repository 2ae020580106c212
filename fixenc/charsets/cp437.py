"""Code page 437 of DOS, the original IBM PC."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp437", ("ibm437", "437"))
