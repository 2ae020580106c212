"""HP Turkish-8, on HP-UX."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("hp_turkish8", ("turkish8", "hp-turkish8"))
