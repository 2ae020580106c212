"""KOI8-T, Tajik."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("koi8_t", ("koi8-t",))
