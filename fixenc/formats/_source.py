"""Source code: comments and strings are prose, the rest is code, and everything is repaired where it stands.

A repair needs the code around it as evidence: lost bytes take the quotation mark behind a string with them. So nothing is
hidden, and the pieces only tell what a style may change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fixenc.formats._format import Part, Piece

# A string that is not closed ends with its line: its quotation mark may be lost.
QUOTED = r'''"((?:\\.|[^"\\\n])*+)"?|'((?:\\.|[^'\\\n])*+)'?'''
BLOCK_COMMENT = r"/\*(.*?)(?:\*/|\Z)"


def splitter(pattern: str) -> Callable[[str], Iterator[Piece]]:
    """A `Format.split` for texts in which that is prose which a group of a pattern matches (one group a match)."""
    prose = re.compile(pattern, re.DOTALL | re.MULTILINE)

    def split(text: str) -> Iterator[Piece]:
        end = 0
        for match in prose.finditer(text):
            start, stop = match.span(match.lastindex or 0)
            if start < stop:
                if end < start:
                    yield Part.CODE, text[end:start]
                yield Part.PROSE, text[start:stop]
                end = stop
        if end < len(text):
            yield Part.CODE, text[end:]

    return split
