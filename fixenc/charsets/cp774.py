"""Code page 774 of DOS, Lithuanian."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp774", ("ibm774", "774"))
