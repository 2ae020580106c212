"""KOI8-RU, Russian, Ukrainian and Belarusian."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("koi8_ru")
