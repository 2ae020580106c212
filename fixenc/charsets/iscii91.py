"""ISCII-91 in Devanagari, one byte a letter."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("iscii91", ("x-iscii91", "iscii"))
