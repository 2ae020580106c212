"""Song texts (.lrc): the words and the values of tags such as `[ti:…]` are prose; times stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Format, Part, Piece, between

_MARKUP = re.compile(r"\[[0-9:.]+\]|<[0-9:.]+>|^\[[A-Za-z]+:|\][ \t]*\r?$", re.MULTILINE)


def _split(text: str) -> Iterator[Piece]:
    return between(text, _visible(text))


def _visible(text: str) -> Iterator[tuple[int, int, Part]]:
    end = 0
    for match in _MARKUP.finditer(text):
        yield end, match.start(), Part.PROSE
        end = match.end()
    yield end, len(text), Part.PROSE


FORMAT = Format((".lrc",), _split)
