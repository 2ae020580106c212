"""Characters that codecs give for another: ― (GB A1AA) -> —, ・ (A1A4) -> ·, ∼ (Big5 A1E3) -> ～, beside Han.

Source: the charset tables compared (Python gb2312, big5 against WHATWG). Left alone: ・ in a line with kana, ∼ and ― beside
Latin letters or signs of mathematics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import CLOSERS, HAN, OPENERS, matches
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_MARKS = f"{HAN}{CLOSERS}{OPENERS}"
_FIRST = re.compile("[―・∼]")
_VARIANT = re.compile(f"(?<=[{_MARKS}])\u2015+|\u2015+(?=[{_MARKS}])|(?<=[{HAN}])\u30fb(?=[{HAN}])"
                      f"|(?<=[{HAN}0-9])\u223c(?=[{HAN}0-9])")
_TABLE = {"\u2015": "—", "\u30fb": "·", "\u223c": "～"}


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    for match in matches(_FIRST, _VARIANT, passage.text):
        yield match.start(), match.end(), _TABLE[match.group()[0]] * len(match.group())


RULE = Rule(apply, CORPUS, Stage.CHARACTERS, "a codec gave a look-alike", "".join(_TABLE))
