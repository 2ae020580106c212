"""The fields of separated values (RFC 4180)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fixenc.formats._format import Part, Spelled


def fields(text: str, separator: str) -> list[tuple[int, int, Part]] | None:
    """The contents of all fields, without their quotation marks; None where the marks do not fit."""
    found = []
    end = 0
    for match in _pattern(separator).finditer(text):
        if match.start() != end:
            return None
        end = match.end()
        group = "quoted" if match["quoted"] is not None else "plain"
        found.append((*match.span(group), Part.PROSE))
    return found if end == len(text) else None


@cache
def _pattern(separator: str) -> re.Pattern[str]:
    mark = re.escape(separator)
    return re.compile(rf'(?:"(?P<quoted>(?:[^"]|"")*+)"|(?P<plain>(?!")[^{mark}\r\n]*+))(?:{mark}|\r\n|\r|\n|\Z)')


def spelled(piece: str) -> Iterator[Spelled]:
    """Doubled quotation marks."""
    at = piece.find('""')
    while at >= 0:
        yield Spelled(at, at + 2, '"')
        at = piece.find('""', at + 2)


def spell(value: str, before: str, piece: str) -> str:
    """A repaired value, its quotation marks doubled unless they stood there alone, in a field without marks around it."""
    return value if '"' in before.replace('""', "") else value.replace('"', '""')
