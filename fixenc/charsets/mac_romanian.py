"""The Romanian charset of the old Mac OS."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_romanian", ("x-mac-romanian", "macromanian"))
