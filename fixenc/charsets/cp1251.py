"""Code page 1251 of Windows, Cyrillic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp1251", ("windows-1251", "1251", "x-cp1251"))
