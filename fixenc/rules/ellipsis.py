"""An ellipsis beside Chinese becomes two U+2026: 。。。 and ...... and, in the styles of a place, ... and a single ….

Source: CLREQ 3.1.5; GB/T 15834: six dots. Left alone: ... of Python and of ranges, dots between Latin words, four U+2026
(a paragraph left out), and an ellipsis that stands alone on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import CLOSERS, HAN, OPENERS, is_chinese, matches
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_BESIDE = f"{HAN}{CLOSERS.replace('…', '')}{OPENERS}"
_FIRST = re.compile("\\.(?=[. ])|。(?=。)|[·・](?=[·・])|…|⋯")
_ANY = re.compile("(?<![.。…⋯·・])(?:。{3,}|\\.{5,12}|(?:\\. ){5}\\.|[·・]{3,}|⋯{1,2})(?![.。…⋯·・])")
_DOTS = "(?:\\.{3,4}|…(?:…{2})?)"
_PLACE = re.compile(f"(?<=[{_BESIDE}]){_DOTS}(?:(?![.…\\w/])|(?=[{_BESIDE}]))|(?<![.…\\w/)\\]}}])(?:\\.{{3}}|…)(?=[{_BESIDE}])")
_HAN = re.compile(f"[{_BESIDE}]")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    text = passage.text
    changes = {}
    for match in matches(_FIRST, _ANY, text):
        if _HAN.match(text, match.start() - 1) if match.start() else False or _HAN.match(text, match.end()):
            changes[match.start()] = (*match.span(), "……")
    if passage.style != "corpus":
        for match in matches(_FIRST, _PLACE, text):
            changes.setdefault(match.start(), (*match.span(), "……"))
    return (change for change in sorted(changes.values()) if is_chinese(text, change[0]))


RULE = Rule(apply, CORPUS, Stage.PUNCTUATION, "an ellipsis was typed with other marks", "….。⋯·・")
