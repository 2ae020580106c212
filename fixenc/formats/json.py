"""JSON: the values of strings are prose, keys are repaired only; escapes are read, and written again as they were.

A text that is no JSON (comments, a lost quotation mark) is read as plain text.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixenc.formats._format import Format, Piece, between, whole
from fixenc.formats._json import spell, spelled, strings


def _split(text: str) -> Iterable[Piece]:
    found = strings(text, 0, len(text))
    return whole(text) if found is None else between(text, found)


FORMAT = Format((".json", ".geojson", ".ipynb", ".webmanifest", ".har"), _split, spelled, spell)
