"""The dot between the parts of a foreign name becomes U+00B7: 列奥纳多•达•芬奇 -> 列奥纳多·达·芬奇.

Source: CLREQ 3.1.4; GB/T 15834. Left alone: ・ in a line with kana (a sentence in Japanese is protected), bullets, which
have a line's start or a space beside them, and J.K.罗琳.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN, matches
from fixenc.rules._rule import PLACES, Change, Passage, Rule, Stage

_DOTS = "•‧∙⋅・･●▪"
_FIRST = re.compile(f"[{_DOTS}]")
_DOT = re.compile(f"(?<=[{HAN}])[{_DOTS}](?=[{HAN}])")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    for match in matches(_FIRST, _DOT, passage.text):
        yield match.start(), match.end(), "·"


RULE = Rule(apply, PLACES, Stage.PUNCTUATION, "a middle dot was typed or coded as another dot", _DOTS)
