"""Subtitles, SubRip and WebVTT: the spoken lines are prose; numbers, times and tags stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Format, Part, Piece, between

_MARKUP = re.compile(r"^[ \t]*[0-9]+[ \t]*\r?$|^[^\n]*-->[^\n]*$|</?[A-Za-z][^<>\n]{0,99}>|\{\\[^{}\n]*+\}", re.MULTILINE)


def _split(text: str) -> Iterator[Piece]:
    return between(text, _visible(text))


def _visible(text: str) -> Iterator[tuple[int, int, Part]]:
    end = 0
    for match in _MARKUP.finditer(text):
        yield end, match.start(), Part.PROSE
        end = match.end()
    yield end, len(text), Part.PROSE


FORMAT = Format((".srt", ".vtt", ".sbv"), _split)
