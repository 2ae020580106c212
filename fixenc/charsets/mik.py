"""MIK, Bulgarian DOS."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mik", ("bulgaria-pc",))
