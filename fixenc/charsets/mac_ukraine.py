"""Mac OS Ukrainian, before it became one with Cyrillic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_ukraine", ("mac-uk", "macukraine"))
