"""The Icelandic charset of the old Mac OS."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("mac_iceland", ("x-mac-iceland", "maciceland"))
