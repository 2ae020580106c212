"""Code page 863 of DOS, Canadian French."""

from fixenc.charsets._single_byte import SingleByte

CHARSET = SingleByte("cp863", ("ibm863", "863"))
