"""HP Roman-8, Western European on HP-UX."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("hp_roman8", ("roman8", "hp-roman8", "r8"))
