"""On request: enclosed and squared characters become what they enclose: ㎏ -> kg, ㈱ -> (株), ① -> 1., ℃ stays.

Source: Unicode compatibility decompositions, which the stability policy fixes. Left alone unasked: ① is a list's own mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from fixenc.rules._rule import ON_REQUEST, Change, Passage, Rule, Stage

_ENCLOSED = re.compile("[①-⑳⑴-⒇⒈-⒛㈠-㈩㈱㊀-㊉㎎㎏㎜㎝㎞㎡㎥㏄㏎㏑㏒㏕]")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    for match in _ENCLOSED.finditer(passage.text):
        inside = unicodedata.normalize("NFKC", match.group())
        yield match.start(), match.end(), f"{inside}." if inside.isdigit() else inside


RULE = Rule(apply, ON_REQUEST, Stage.WIDTH, "an old charset had the sign as one character")
