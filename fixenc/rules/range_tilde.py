"""On request: a tilde between numbers or Han becomes ～: 3~5天 -> 3～5天.

Source: GB/T 15834, 4.13 (U+FF5E between numbers). Left alone: ~ before a name (home folders) and in code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN, matches
from fixenc.rules._rule import ON_REQUEST, Change, Passage, Rule, Stage

_FIRST = re.compile("[~〜]")
_TILDE = re.compile(f"(?<=[0-9%℃{HAN}])[~〜](?=[0-9{HAN}])")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    for match in matches(_FIRST, _TILDE, passage.text):
        yield match.start(), match.end(), "～"


RULE = Rule(apply, ON_REQUEST, Stage.PUNCTUATION, "a range was typed with the tilde of ASCII", "~〜")
