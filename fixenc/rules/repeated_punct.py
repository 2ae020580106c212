"""A comma, pause mark, semicolon or full stop that was typed twice stands once: ，， -> ，.

Source: GB/T 15834 knows no such mark. Left alone: ！！！ and ？？ (emphasis), 。。。 (an ellipsis), half-width runs (code).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import matches
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_FIRST = re.compile("[，、；。](?=[，、；。])")
_REPEATED = re.compile("(，|、|；)\\1+|(?<!。)。。(?!。)")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    for match in matches(_FIRST, _REPEATED, passage.text):
        yield match.start(), match.end(), match.group()[0]


RULE = Rule(apply, CORPUS, Stage.SPACES, "a mark was typed twice", "，、；。",
            after=("han_space_collapse",))
