"""The circle in a number of Han digits becomes 〇: 二○二四年 -> 二〇二四年.

Source: GB/T 15835 (〇 is U+3007). Also ◯, Ｏ, O, 0 and ０ inside such a number. Left alone: ○ as a blank (李○○), 零.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._rule import PLACES, Change, Passage, Rule, Stage

_DIGIT = "一二三四五六七八九〇"
_CIRCLE = "○◯〇０0ＯOo"
# Four places, or a year, or a number with a counter behind it; a first digit that is Han, and no Latin around.
_NUMBER = re.compile(
    f"(?<![{_DIGIT}○◯0-9０-９A-Za-z])(?:[{_DIGIT}][{_DIGIT}{_CIRCLE}]{{3}}(?![{_DIGIT}○◯0-9A-Za-z])"
    f"|[{_DIGIT}](?:[{_DIGIT}○◯]{{0,8}})(?=[年月日号號條条款元人公尺％%点點时時分]))")
_WRONG = re.compile(f"[○◯０0ＯOo](?<=[{_DIGIT}○◯].)")
_LONGEST = 10


def apply(passage: Passage) -> Iterator[Change]:
    """Each circle of such a number."""
    text = passage.text
    end = 0
    for circle in _WRONG.finditer(text):
        if circle.start() < end:
            continue
        start = circle.start()
        while start > max(end, circle.start() - _LONGEST) and text[start - 1] in _DIGIT + _CIRCLE:
            start -= 1
        number = _NUMBER.match(text, start)
        if number is None:
            continue
        end = number.end()
        wrong = [place for place in range(start, end) if text[place] in _CIRCLE and text[place] != "〇"]
        if len(number.group()) - len(wrong) >= 2 or text[end:end + 1] in tuple("年月日"):
            yield from ((place, place + 1, "〇") for place in wrong)


RULE = Rule(apply, PLACES, Stage.PUNCTUATION, "another circle was typed for the digit zero", "○◯０0ＯOo")
