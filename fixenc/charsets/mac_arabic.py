"""Mac OS Arabic, less the ASCII that it has twice."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_arabic", ("x-mac-arabic", "macarabic"))
