"""Code page 858 of DOS, Western European with the euro."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp858", ("ibm858", "858"))
