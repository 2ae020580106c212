"""Code page 868 of DOS, Urdu."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp868", ("ibm868", "868"))
