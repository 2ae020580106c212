"""The Croatian charset of the old Mac OS."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_croatian", ("x-mac-croatian", "maccroatian"))
