"""Georgian, the table of Parliament and PostScript fonts."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("georgian_ps", ("georgian-ps",))
