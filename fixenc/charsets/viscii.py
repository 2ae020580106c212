"""VISCII, Vietnamese in one byte a letter."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("viscii", ("viscii1.1-1",))
