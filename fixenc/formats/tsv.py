"""Tab-separated values: fields are repaired one by one; quotation marks are read as in CSV."""

from __future__ import annotations

from collections.abc import Iterable

from fixenc.formats._fields import fields, spell, spelled
from fixenc.formats._format import Format, Piece, between, whole


def _split(text: str) -> Iterable[Piece]:
    found = fields(text, "\t")
    return whole(text) if found is None else between(text, found)


FORMAT = Format((".tsv", ".tab"), _split, spelled, spell)
