"""Small and vertical presentation forms become the ordinary marks: ﹐ -> ，, ︵ -> （, ﹃ -> 『.

Source: Unicode, blocks Small Form Variants, CJK Compatibility Forms and Vertical Forms: for round trips with old charsets,
not for new text. Left alone: vertical text (the form alone on its line, or lines of one character around it), and
over- and underlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_FROM = "﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹩﹪﹫︐︑︒︓︔︕︖︗︘︙︰︱︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈"
_INTO = "，、。；：？！—（）｛｝〔〕#&*+-<>=$%@，、。：；！？〖〗…：—（）｛｝〔〕【】《》〈〉「」『』［］"
_TABLE = dict(zip(_FROM, _INTO, strict=True))
_MARKS = "，。！？；：、“”‘’「」『』（）《》" + _FROM
_FORM = re.compile(f"[{_FROM}]")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    text = passage.text
    for match in _FORM.finditer(text):
        before = text[max(0, match.start() - 2):match.start()]
        after = text[match.end():match.end() + 2]
        # A face, (╯°□°)╯︵, has no word beside it.
        beside = before[-1:] + after[:1]
        if not any(each.isalnum() or each in _MARKS for each in beside):
            continue
        if not (before[-1:] in ("", "\n") and after[:1] in ("", "\n")) and not (
                before[:1] == "\n" and after[:1] in ("", "\n")):
            yield match.start(), match.end(), _TABLE[match.group()]


RULE = Rule(apply, CORPUS, Stage.WIDTH, "an old charset gave a presentation form", _FROM)
