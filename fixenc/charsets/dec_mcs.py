"""DEC's Multinational Character Set."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("dec_mcs", ("dec-mcs", "dec"))
