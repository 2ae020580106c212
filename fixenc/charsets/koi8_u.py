"""KOI8-U, Ukrainian on Unix."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("koi8_u", ("koi8-u", "koi8-ru"))
