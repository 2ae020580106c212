"""PT154, Cyrillic of Asia."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("ptcp154", ("pt154", "cp154"))
