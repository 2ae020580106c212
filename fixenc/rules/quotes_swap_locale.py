"""Quotation marks of the other convention become those of the place: “甲‘乙’” -> 「甲『乙』」 and, converted, back.

Source: CLREQ 3.1.3; the revised handbook of punctuation of Taiwan's Ministry of Education; GB/T 15834. Left alone: curly marks
of a quotation in Latin between Latin words, apostrophes, every paragraph whose marks do not work out, and the corner brackets
of a text in Simplified characters, whose author has chosen them.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixenc.rules._quotes import MARK, is_chinese_quotation, paragraphs
from fixenc.rules._rule import PLACES, Change, Passage, Rule, Stage, unprotected


def apply(passage: Passage) -> Iterator[Change]:
    """Both marks of each pair of the other convention; the depth in the paragraph chooses."""
    if not passage.is_taiwan and not passage.is_from_traditional:
        return
    text = passage.text
    foreign, by_depth = ("“‘", (("「", "」"), ("『", "』"))) if passage.is_taiwan else (
        "「『", (("“", "”"), ("‘", "’")))
    if passage.alphabet.isdisjoint(foreign):
        return
    found = ((match.start(), match.end(), match.group()) for match in MARK.finditer(text))
    for pairs in paragraphs(text, unprotected(found, passage.protected), lambda marks: not marks.isdisjoint(foreign)):
        changes = []
        for pair in pairs:
            if text[pair.start] in foreign and (text[pair.start] in "「『" or is_chinese_quotation(text, pair)):
                opening, closing = by_depth[pair.depth % 2]
                changes += [(pair.start, pair.start + 1, opening), (pair.stop, pair.stop + 1, closing)]
        yield from sorted(changes)


RULE = Rule(apply, PLACES, Stage.PUNCTUATION, "the quotation marks are those of another place", "“‘「『", after=("quotes_pair",))
