"""Mac OS Hebrew, less the ASCII that it has twice."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_hebrew", ("x-mac-hebrew", "machebrew"))
