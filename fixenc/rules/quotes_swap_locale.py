"""Curly quotation marks around Chinese become those of Taiwan and Hong Kong: “甲‘乙’” -> 「甲『乙』」.

Source: CLREQ 3.1.3; the revised handbook of punctuation of Taiwan's Ministry of Education. Left alone: curly marks of a
quotation in Latin between Latin words, apostrophes, and every paragraph whose marks do not work out.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixenc.rules._quotes import MARK, is_chinese_quotation, paragraphs
from fixenc.rules._rule import TAIWAN, Change, Passage, Rule, Stage, unprotected


def apply(passage: Passage) -> Iterator[Change]:
    """Both marks of each pair of curly ones; the depth in the paragraph chooses."""
    text = passage.text
    found = ((match.start(), match.end(), match.group()) for match in MARK.finditer(text))
    for pairs in paragraphs(text, unprotected(found, passage.protected), lambda marks: not marks.isdisjoint("“‘")):
        changes = []
        for pair in pairs:
            if text[pair.start] in "“‘" and is_chinese_quotation(text, pair):
                opening, closing = "『』" if pair.depth % 2 else "「」"
                changes += [(pair.start, pair.start + 1, opening), (pair.stop, pair.stop + 1, closing)]
        yield from sorted(changes)


RULE = Rule(apply, TAIWAN, Stage.PUNCTUATION, "the quotation marks are those of the mainland", "“‘", after=("quotes_pair",))
