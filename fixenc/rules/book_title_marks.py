"""On request: doubled angle brackets around Chinese become book title marks: <<三国>> -> 《三国》.

Source: CLREQ 3.1.3; GB/T 15834. Left alone: << of code and of shells, quotations in other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN
from fixenc.rules._rule import ON_REQUEST, Change, Passage, Rule, Stage

_TITLE = re.compile(f"(?:<<|≪|«)([{HAN}][^<>≪≫«»\n]{{0,60}})(?:>>|≫|»)")


def apply(passage: Passage) -> Iterator[Change]:
    """Both marks of each title."""
    for match in _TITLE.finditer(passage.text):
        yield match.start(), match.start(1), "《"
        yield match.end(1), match.end(), "》"


RULE = Rule(apply, ON_REQUEST, Stage.PUNCTUATION, "book title marks were typed with angle brackets", "<≪«")
