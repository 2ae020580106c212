"""Kangxi and supplementary radicals in running text become the ideographs that they look like: ⽤⼾ -> 用户.

Source: Unicode, UnicodeData.txt and EquivalentUnifiedIdeograph.txt; PDF readers write radicals for ideographs.
Left alone: text about radicals, that is a radical alone between other marks, one before 部 or 旁, four in a row, and a line
with 部首 or 偏旁.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import at, is_han, line_around
from fixenc.rules._mapping import coded
from fixenc.rules._rule import SAFE, Change, Passage, Rule, Stage

_RADICALS = re.compile("[\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5]+")
_LISTED = 4
_ABOUT = re.compile("部首|偏旁|字旁")


def apply(passage: Passage) -> Iterator[Change]:
    """Each radical that stands in a word."""
    table = coded("radicals")
    text = passage.text
    for match in _RADICALS.finditer(text):
        before, after = at(text, match.start() - 1), at(text, match.end())
        alone = not is_han(before) and not is_han(after)
        length = match.end() - match.start()
        if (alone and (length == 1 or length >= _LISTED)) or after in ("部", "旁") or _ABOUT.search(
                text, *line_around(text, match.start())):
            continue
        for index in range(*match.span()):
            if text[index] in table:
                yield index, index + 1, table[text[index]]


RULE = Rule(apply, SAFE, Stage.CHARACTERS, "a program wrote radicals for ideographs",
            "".join(map(chr, [*range(0x2e80, 0x2ef4), *range(0x2f00, 0x2fd6)])))
