"""Spaces that part full-width punctuation from its words go: 专家 “会诊” -> 专家“会诊”, 你好， 世界 -> 你好，世界.

Source: CLREQ 3.1.6: a full-width mark carries its own space. Left alone: spaces between Han (lists of names, bylines,
columns, verse), two or more spaces (columns), the space behind a closing bracket or quotation mark whose partner has none
before it (bylines), the space behind the number of an article (第五条 “…”), and the spaces around a quotation of Latin (点击
“OK” 按钮): they set off Latin, as some do without the marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_STOPS = "，。！？；：、"
# Begins with the space, which Python's scanner looks for fast.
_SPACE = re.compile(f"[ \\t](?:(?<=[{_STOPS}] )(?=[^\\s|])|(?<=[{HAN}].)(?=[{_STOPS}”’」』）》】“‘「『（《])"
                    f"|(?<=[“‘「『（《] )(?=[{HAN}])|(?<=[”’」』）》] )(?=[{_STOPS}{HAN}]))")
_LATIN_QUOTATION = re.compile("[“‘「『][!-~]")
_OPENING = dict(zip("”’」』）》", "“‘「『（《", strict=True))
_QUOTATION = 60
_DIGITS = "一二三四五六七八九十百千万零〇"
_NUMBERED = re.compile("(?:^|\\n|\\s)"
                       f"(?:(?:第[{_DIGITS}0-9]+[\u4e00-\u9fff]{{1,2}})+(?:之[{_DIGITS}])?|附[件录錄表]|[图圖表]?[{_DIGITS}]+|[图圖表])$")


def apply(passage: Passage) -> Iterator[Change]:
    """Each single space of that kind."""
    text = passage.text
    for match in _SPACE.finditer(text):
        start = match.start()
        after = text[match.end()]
        if after in "“‘「『（《" and _NUMBERED.search(text, max(0, start - 20), start):
            continue
        if _LATIN_QUOTATION.match(text, match.end()):
            continue
        if after not in _STOPS and text[start - 1] in _OPENING and not _is_set_off(text, start - 1):
            continue
        yield start, match.end(), ""


def _is_set_off(text: str, closing: int) -> bool:
    """Whether the partner of a closing mark has a space before it that goes."""
    opening = text.rfind(_OPENING[text[closing]], max(0, closing - _QUOTATION), closing)
    return opening > 1 and _SPACE.match(text, opening - 1) is not None and not _LATIN_QUOTATION.match(
        text, opening) and _NUMBERED.search(text, max(0, opening - 21), opening - 1) is None and "\n" not in text[opening:closing]


RULE = Rule(apply, CORPUS, Stage.SPACES, "a space parts a mark from its word", "，。！？；：、“‘「『（《”’」』）》")
