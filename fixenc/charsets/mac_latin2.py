"""The Central European charset of the old Mac OS."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_latin2", ("x-mac-latin2", "maclatin2", "mac-centraleurope", "x-mac-ce", "maccentraleurope"))
