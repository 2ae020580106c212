"""Straight quotation marks become those of the place, paired over the paragraph: "你好" -> “你好” or 「你好」.

Source: CLREQ 3.1.3; GB/T 15834 (“ ” outside, ‘ ’ inside); Taiwan and Hong Kong 「 」 outside, 『 』 inside. Also marks of
which one half is curly already, curly ones that all point the same way, and 〝 〞. Left alone: apostrophes, feet and inches,
quotations of Latin between Latin, marks glued to code (="…"), and every paragraph whose marks do not work out.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixenc.rules._quotes import MARK, is_chinese_quotation, paragraphs
from fixenc.rules._rule import PLACES, Change, Passage, Rule, Stage, unprotected

_STRAIGHT = "\"'＂＇"
# Primes as quotation marks, of vertical text and of old input methods.
_PRIMES = "〝〞〟"


def apply(passage: Passage) -> Iterator[Change]:
    """Both marks of each pair that is not right yet."""
    text = passage.text
    found = ((match.start(), match.end(), match.group()) for match in MARK.finditer(text))
    for pairs in paragraphs(text, unprotected(found, passage.protected), _is_wrong):
        changes = []
        for pair in pairs:
            first, last = text[pair.start], text[pair.stop]
            is_straight = first in _STRAIGHT + _PRIMES or last in _STRAIGHT or first == last
            if is_straight and is_chinese_quotation(text, pair):
                is_single = (first in "'＇‘" or last in "'＇’") and first not in '"＂“'
                marks_here = _marks(passage, pair.depth, is_single)
                changes += [(pair.start, pair.start + 1, marks_here[0]), (pair.stop, pair.stop + 1, marks_here[1])]
        yield from sorted(changes)


def _is_wrong(marks: set[str]) -> bool:
    """Whether a line with these marks may need a change: a straight one, or curly ones that all point the same way."""
    return not marks.isdisjoint(_STRAIGHT + _PRIMES) or ("“" in marks) != ("”" in marks)


def _marks(passage: Passage, depth: int, is_single: bool) -> str:
    if passage.is_taiwan:
        return "『』" if depth % 2 else "「」"
    return "‘’" if is_single or depth % 2 else "“”"


RULE = Rule(apply, PLACES, Stage.PUNCTUATION, "quotation marks were typed straight", _STRAIGHT + _PRIMES + "“”")
