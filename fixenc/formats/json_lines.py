"""JSON lines: each line is read as JSON, or as plain text where it is none."""

from __future__ import annotations

from collections.abc import Iterator

from fixenc.formats._format import Format, Part, Piece, between
from fixenc.formats._json import spell, spelled, strings


def _split(text: str) -> Iterator[Piece]:
    return between(text, _visible(text))


def _visible(text: str) -> Iterator[tuple[int, int, Part]]:
    start = 0
    while start < len(text):
        stop = text.find("\n", start) + 1 or len(text)
        found = strings(text, start, stop)
        yield from [(start, stop, Part.PLAIN)] if found is None else found
        start = stop


FORMAT = Format((".jsonl", ".ndjson"), _split, spelled, spell)
