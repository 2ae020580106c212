"""ECMA-113 of 1986 (ISO-IR 111), Cyrillic in the order of KOI8."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("ecma_cyrillic", ("ecma-cyrillic", "iso-ir-111", "koi8-e"))
