"""The Western European charset of the old Mac OS."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_roman", ("x-mac-roman", "macroman", "macintosh", "mac"))
