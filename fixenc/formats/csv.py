"""CSV: fields are repaired one by one, separators and quotation marks stay; a doubled mark in a field is one.

The separator is that of , ; and tab which the first lines hold most of. A text in which a quotation mark is open or stands
where none may (it may be lost) is read as plain text.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixenc.formats._fields import fields, spell, spelled
from fixenc.formats._format import Format, Piece, between, whole

_HEAD = 4096
_SEPARATORS = ",;\t"


def _split(text: str) -> Iterable[Piece]:
    head = text[:_HEAD]
    found = fields(text, max(_SEPARATORS, key=head.count))
    return whole(text) if found is None else between(text, found)


FORMAT = Format((".csv",), _split, spelled, spell)
