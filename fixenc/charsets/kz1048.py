"""KZ-1048, Kazakh."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("kz1048", ("kz-1048", "rk1048", "strk1048-2002"))
