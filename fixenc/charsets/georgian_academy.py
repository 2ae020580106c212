"""Georgian, the table of the Academy of Sciences."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("georgian_academy", ("georgian-academy",))
