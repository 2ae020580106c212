"""Marks, embeddings, overrides and isolates of the bidirectional algorithm go; style safe reports them only.

Source: Unicode Standard Annex 9; in Chinese text they are debris, and a known way to hide what a line says.
Left alone: a line with letters that are written from right to left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import line_around
from fixenc.rules._rule import SAFE, Change, Passage, Rule, Stage
from fixenc.values import Finding, Process, Span

_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROL = re.compile(f"[{_CONTROLS}]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
WORDS = "a control of writing direction stands in text that has one direction"


def apply(passage: Passage) -> Iterator[Change]:
    """Each run of them, out."""
    if passage.style == "safe":
        return
    for match in _CONTROL.finditer(passage.text):
        if not _is_needed(passage.text, match.start()):
            yield match.start(), match.end(), ""


def report(passage: Passage) -> Iterator[Finding]:
    """Each run of them."""
    if not passage.alphabet.isdisjoint(_CONTROLS):
        for match in _CONTROL.finditer(passage.text):
            if not _is_needed(passage.text, match.start()):
                yield Finding("bidi_controls", Span(*match.span()), 1.0, Process(WORDS))


def _is_needed(text: str, index: int) -> bool:
    start, stop = line_around(text, index, 400)
    return _RIGHT_TO_LEFT.search(text, start, stop) is not None


RULE = Rule(apply, SAFE, Stage.CONTROLS, WORDS, _CONTROLS, after=("strip_invisible",), report=report)
