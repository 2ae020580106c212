"""On request: a space between Han and Latin letters or digits: 使用Python语言 -> 使用 Python 语言.

Source: habit of the web. CLREQ 3.2.2 calls the gap layout, not text, so no style asks for it. Left alone: full-width marks, which
have their own space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN
from fixenc.rules._rule import ON_REQUEST, Change, Passage, Rule, Stage

_BORDER = re.compile(f"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{HAN}])")


def apply(passage: Passage) -> Iterator[Change]:
    """Each border without a space."""
    for match in _BORDER.finditer(passage.text):
        yield match.start(), match.start(), " "


RULE = Rule(apply, ON_REQUEST, Stage.SPACES, "no space parts Han from Latin", after=("han_space_collapse", "repeated_punct"))
