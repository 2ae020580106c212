"""Full-width signs between letters and digits become ASCII: １００％ -> 100%, ａ＠ｂ -> a@b, ３．１４ -> 3.14.

Source: CLREQ 3.2. Left alone: ，！？：；（）～￥ everywhere, and every sign that has Han on the side that counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import matches
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_FIRST = re.compile("[％＠－＿＋＝／＆．＃＊＄]")
_SIGN = re.compile("(?<=[0-9])％|(?<=[A-Za-z0-9_.])＠(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])[－＿＋＝／＆．＃＊](?=[A-Za-z0-9])"
                   "|(?<=[0-9])．(?=[0-9])|＄(?=[0-9])|(?<![0-9A-Za-z])[－＋](?=[0-9])")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    for match in matches(_FIRST, _SIGN, passage.text):
        yield match.start(), match.end(), chr(ord(match.group()) - 0xfee0)


RULE = Rule(apply, CORPUS, Stage.WIDTH, "a sign of Latin text was typed full-width", "％＠－＿＋＝／＆．＃＊＄",
            after=("fullwidth_alnum",))
