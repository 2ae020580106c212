"""Subtitles, (Advanced) SubStation Alpha: spoken lines are prose, the script's other lines are repaired only.

The nine fields in front of the text, `{…}` and the line breaks `\\N` stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Format, Part, Piece, between

_LINE = re.compile(r"^(?:(?:Dialogue|Comment):(?:[^,\r\n]*,){9}(?P<spoken>[^\r\n]*)|(?P<other>[^\r\n]+))", re.MULTILINE)
_MARKUP = re.compile(r"\{[^{}]*+\}|\\[Nnh]")


def _split(text: str) -> Iterator[Piece]:
    return between(text, _visible(text))


def _visible(text: str) -> Iterator[tuple[int, int, Part]]:
    for match in _LINE.finditer(text):
        if match["other"]:
            yield *match.span("other"), Part.CODE
            continue
        end = match.start("spoken")
        for mark in _MARKUP.finditer(text, *match.span("spoken")):
            yield end, mark.start(), Part.PROSE
            end = mark.end()
        yield end, match.end("spoken"), Part.PROSE


FORMAT = Format((".ass", ".ssa"), _split)
