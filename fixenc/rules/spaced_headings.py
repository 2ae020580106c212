"""Spaces that spread the characters of a document's heading go: 引 言, 说 明 书 摘 要, 摘  要：本文.

Source: CLREQ 3.1.6: Chinese words are not spaced; `tables/document_parts.tsv`, which names the standard that prescribes each
heading. Spread headings that no standard names are left to `split_words`, which asks the language model. Left alone: the same
characters in a sentence or in a row of cells, and the ideographic space of a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fixenc.rules._characters import HAN
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage
from fixenc.tables.rows import rows

# Begins with the space, which Python's scanner looks for fast.
_SPACES = re.compile(f" +(?<=[{HAN}] )(?=[{HAN}])|  +(?=[{HAN}])")
_DIGITS = "0-9一二三四五六七八九十"
# What may stand before a heading on its line: a bracket, a number, the heading in English.
_BEFORE = (f"[\\s【\\[（(《#]*(?:[{_DIGITS}A-Z]{{1,3}}(?:[.．][0-9]{{1,2}}){{0,3}}[、.．)）\\s]*"
           f"|第[{_DIGITS}]{{1,3}}[章节節部]\\s*"
           "|附[件录錄]\\s?[0-9A-Z]{0,2}\\s+|[A-Z][A-Za-z]{2,20}\\s{0,3})?")
_BEHIND = "(?=[ \\t\\r]*(?:\\n|\\Z|[:：】\\]）)》]|[(（]?[A-Za-z]{3}))"


@cache
def _heading() -> re.Pattern[str]:
    """The start of a line up to its heading, the heading with up to four spaces between its characters, and what may follow."""
    words = sorted((word for word, _ in rows("document_parts", 2)), key=lambda word: (-len(word), word))
    return re.compile(f"{_BEFORE}(?P<part>{'|'.join(' {0,4}'.join(word) for word in words)}){_BEHIND}")


def apply(passage: Passage) -> Iterator[Change]:
    """The spaces of each such heading."""
    text = passage.text
    end = 0
    for match in _SPACES.finditer(text):
        if match.start() < end:
            continue
        start = text.rfind("\n", max(end, match.start() - 40), match.start()) + 1 or max(end, match.start() - 40)
        line = text.find("\n", match.start())
        end = line if line >= 0 else len(text)
        if start and text[start - 1] != "\n":
            continue
        if heading := _heading().match(text, start, end):
            for spaces in re.finditer(" +", heading["part"]):
                yield heading.start("part") + spaces.start(), heading.start("part") + spaces.end(), ""


RULE = Rule(apply, CORPUS, Stage.SPACES, "a heading was spread with spaces", " ", after=("han_space_collapse",))
