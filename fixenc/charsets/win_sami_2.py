"""Windows Sami 2."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("win_sami_2", ("win-sami-2", "ws2"))
