"""Code page 865 of DOS, Nordic."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp865", ("ibm865", "865"))
