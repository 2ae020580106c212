"""U+FFFD and private-use characters are reported; they are evidence of damage, and nothing here may remove it.

Source: Unicode, chapters 23.5 and 23.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._rule import SAFE, Change, Passage, Rule, Stage
from fixenc.values import Finding, Process, Span

_UNREADABLE = re.compile("\ufffd+|[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]+")


def apply(_: Passage) -> Iterator[Change]:
    """Nothing."""
    return iter(())


def report(passage: Passage) -> Iterator[Finding]:
    """Each run of them."""
    if not any(each == "\ufffd" or "\ue000" <= each <= "\uf8ff" or each >= "\U000f0000" for each in passage.alphabet):
        return
    for match in _UNREADABLE.finditer(passage.text):
        lost = match.group()[0] == "\ufffd"
        words = "a character was lost when bytes were read" if lost else "a private-use character says nothing without its font"
        yield Finding("unreadable", Span(*match.span()), 1.0, Process(words), repairable=False)


RULE = Rule(apply, SAFE, Stage.CONTROLS, "reported only", "\ufffd", report=report)
