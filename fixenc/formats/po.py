"""Translations (gettext .po): `msgstr` is prose, `msgid` and comments are repaired only.

The charset of the header is rewritten where the file's charset changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Format, Part, Piece, Spelled, between
from fixenc.formats._unicode_escapes import escapes

_LINE = re.compile(r"""^[ \t]*(?:(?P<comment>\#[^\n]*)
  |(?P<keyword>msg[a-z_]+(?:\[[0-9]+\])?)?[ \t]*"(?P<string>(?:[^"\\\n]|\\.)*+)")""", re.MULTILINE | re.VERBOSE)
_DECLARED = re.compile(r'^"Content-Type:[^"\n]*?charset=([-\w.:]+)', re.MULTILINE | re.IGNORECASE)
_SHORT = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r"}
_NEEDED = str.maketrans({value: f"\\{letter}" for letter, value in _SHORT.items()})


def _split(text: str) -> Iterator[Piece]:
    return between(text, _visible(text))


def _visible(text: str) -> Iterator[tuple[int, int, Part]]:
    part = Part.CODE
    for match in _LINE.finditer(text):
        if match["comment"]:
            yield *match.span("comment"), Part.CODE
            continue
        if match["keyword"]:
            part = Part.PROSE if match["keyword"].startswith("msgstr") else Part.CODE
        yield *match.span("string"), part


def _spelled(piece: str) -> Iterator[Spelled]:
    return escapes(piece, _SHORT)


def _spell(value: str, before: str, piece: str) -> str:
    return value if piece.startswith("#") else value.translate(_NEEDED)


FORMAT = Format((".po", ".pot"), _split, _spelled, _spell, _DECLARED.finditer)
