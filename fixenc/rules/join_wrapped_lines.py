"""On request: a line that was wrapped in the middle of a sentence is joined with the next.

Source: CLREQ 3.1.6: a line break inside a Chinese sentence is no space. Left alone: verse, lists, headings (short lines), a
line that ends with a mark, one before a blank line, an indent or a list's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN
from fixenc.rules._rule import ON_REQUEST, Change, Passage, Rule, Stage

# A wrapped line is full: this many characters at least; headings and verse are shorter.
_FULL = 20
_BREAK = re.compile(f"(?<=[{HAN}，、；])[ \t]*\r?\n(?=[{HAN}“‘「『（《])"
                    "(?![一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章节条])")


def apply(passage: Passage) -> Iterator[Change]:
    """Each break behind a full line."""
    text = passage.text
    for match in _BREAK.finditer(text):
        start = text.rfind("\n", max(0, match.start() - 400), match.start()) + 1
        if match.start() - start >= _FULL:
            yield match.start(), match.end(), ""


RULE = Rule(apply, ON_REQUEST, Stage.WIDTH, "a sentence was wrapped", "\n")
