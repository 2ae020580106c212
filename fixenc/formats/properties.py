"""Java properties: values are prose, keys and comments are repaired only; \\uXXXX is read, and written again as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Format, Part, Piece, Spelled, between
from fixenc.formats._unicode_escapes import escapes, escaping

# java.util.Properties.load: '#' or '!' begins a comment; a key ends at '=', ':' or a space; a line goes on behind a backslash.
_LINE = re.compile(r"[ \t\f]*(?:(?P<comment>[#!][^\r\n]*)|(?P<key>(?:\\.|[^\\\s=:])++)[ \t\f]*[=:]?[ \t\f]*"
                   r"(?P<value>(?:\\\r\n|\\.|[^\\\r\n])*+))", re.DOTALL)


def _split(text: str) -> Iterator[Piece]:
    return between(text, _visible(text))


def _visible(text: str) -> Iterator[tuple[int, int, Part]]:
    for match in _LINE.finditer(text):
        for group, part in (("comment", Part.CODE), ("key", Part.CODE), ("value", Part.PROSE)):
            if match[group]:
                yield *match.span(group), part


def _spelled(piece: str) -> Iterator[Spelled]:
    return escapes(piece, {})


def _spell(value: str, before: str, piece: str) -> str:
    return escaping(value, piece, {"\t": "\t", "\r": "\r", "\n": "\n", "\f": "\f"})


FORMAT = Format((".properties",), _split, _spelled, _spell)
