"""KOI8-R, Russian on Unix."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("koi8_r", ("koi8-r", "koi8", "cskoi8r"))
