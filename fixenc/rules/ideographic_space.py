"""An ideographic space inside a line goes beside full-width marks, and becomes an ordinary space beside Latin.

Source: CLREQ 3.1.6: U+3000 is for indents. Left alone: the indent of a paragraph, and one between Han: it sets off verse,
lists and bylines (　著).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import matches
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_MARKS = "，。！？；：、"
_FIRST = re.compile("\u3000")
_SPACE = re.compile(f"(?<=[{_MARKS}])\u3000(?=[^\\s])|(?<=[^\\s])\u3000(?=[{_MARKS}])"
                    "|(?<=[!-~])\u3000(?=[!-~])|(?<=[^\\s])\u3000+(?=\n|$)")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    text = passage.text
    for match in matches(_FIRST, _SPACE, text):
        between = match.start() > 0 and text[match.start() - 1] < "\x7f" and text[match.end():match.end() + 1].strip()
        yield match.start(), match.end(), " " if between else ""


RULE = Rule(apply, CORPUS, Stage.WIDTH, "an ideographic space stands inside a line", "\u3000",
            after=("fullwidth_alnum", "fullwidth_ascii_symbols"))
