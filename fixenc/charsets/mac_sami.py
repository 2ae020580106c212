"""Mac OS Sami."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_sami", ("mac-sami",))
