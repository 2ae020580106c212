"""Private use of GB 18030 becomes the standard character, where the text was decoded from GB 18030.

Source: the mapping tables of the standard's versions (`tables/gb18030_private_use.tsv`). Left alone: text of unknown or
other origin, because icon fonts and the two charsets' private use overlap.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixenc.rules._mapping import coded, replaced
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_ORIGINS = frozenset({"gb18030", "gbk", "gb2312", "cp936"})


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them, in text of that origin."""
    if passage.origin.lower().replace("-", "_") in _ORIGINS:
        yield from replaced(passage, coded("gb18030_private_use"))


RULE = Rule(apply, CORPUS, Stage.CHARACTERS, "an old table of GB 18030 gives private use for this character")
