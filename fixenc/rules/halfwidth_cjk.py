"""Half-width ideographic punctuation becomes full-width: ｡ -> 。, ､ -> 、, ｢ ｣ -> 「 」.

Source: Unicode, compatibility decompositions of U+FF61..FF64. Left alone: half-width kana and the marks beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import matches
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_FIRST = re.compile("[｡-､]")
_MARK = re.compile("(?<![\uff65-\uff9f])[｡-､](?![\uff65-\uff9f])")
_TABLE = {"｡": "。", "｢": "「", "｣": "」", "､": "、"}


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    for match in matches(_FIRST, _MARK, passage.text):
        yield match.start(), match.end(), _TABLE[match.group()]


RULE = Rule(apply, CORPUS, Stage.WIDTH, "a codec gave half-width punctuation", "".join(_TABLE))
