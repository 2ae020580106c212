"""Mac OS Thai."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_thai", ("x-mac-thai", "macthai"))
