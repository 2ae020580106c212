"""Mojibake that is quoted on purpose: a text about encodings shows what goes wrong.

    “锟斤拷”是怎么来的        用 GBK 打开会变成“浣犲ソ”        把 `浣犲ソ` 改回 `你好`        浣犲ソ 这种乱码

Such a text is clean; what gives it away is that the stretch stands in quotation marks or code marks of its own, in a
line that reads well and speaks of encodings, or that the line calls it mojibake or says itself what the damaged text was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_MARKS = {"“": "”", "「": "」", "『": "』", "‘": "’", '"': '"', "'": "'", "`": "`", "《": "》", "【": "】", "（": "）", "(": ")"}
TOPIC = re.compile("乱码|亂碼|编码|編碼|解码|解碼|字符集|字元集|字符编码|内码|內碼|读成|讀成|变成|變成|显示为|显示成|顯示|看到|"
                    "mojibake|encoding|charset|decode|garbled|utf-?8|gbk|gb2312|gb18030|big5|latin-?1|cp\\d{3,4}|unicode",
                    re.IGNORECASE)
# Who calls something mojibake shows it, with marks or without.
_CALLED = re.compile("乱码|亂碼|mojibake|garbled", re.IGNORECASE)
# A text about encodings quotes damage more often than it is damaged in just that one place: 60 nats outweigh what a
# quoted word or short sentence can gain (3 to 8 nats a character).
QUOTATION_NATS = 60.0
# A line that also says what the damage was has explained it, however long it is: no character gains as much.
SAID_NATS = 20.0


def quotation_nats(line: str, start: int, stop: int, after: str = "") -> float:
    """How much the stretch `line[start:stop]` looks quoted on purpose, in nats against its repair.

    after: what the repair would make of it; a line that says so itself, of something in marks, tells of the damage.
    """
    if _is_beside(_spans(_CALLED, line), start, stop):
        return QUOTATION_NATS
    before, behind = line[:start].rstrip(), line[stop:].lstrip()
    if not before or not behind:
        return 0.0
    if len(after) > 1 and (after in before or after in behind) and _in_marks(before, behind):
        return QUOTATION_NATS + SAID_NATS * len(after)
    if _MARKS.get(before[-1]) != behind[0]:
        return 0.0
    return QUOTATION_NATS if _is_beside(_spans(TOPIC, line), start, stop) else 0.0


@lru_cache(maxsize=64)
def _spans(pattern: re.Pattern[str], line: str) -> tuple[tuple[int, int], ...]:
    """Where a pattern matches in a line. A search asks about many stretches of one line, one after the other."""
    return tuple(match.span() for match in pattern.finditer(line))


def _is_beside(spans: Sequence[tuple[int, int]], start: int, stop: int) -> bool:
    return any(last <= start or first >= stop for first, last in spans)


def _in_marks(before: str, behind: str) -> bool:
    """Whether marks that open before a stretch close behind it: those nearest to it, or `code`."""
    opened = max((before.rfind(mark), mark) for mark in _MARKS)[1]
    closing = _MARKS[opened]
    if opened == closing:
        return before.count(opened) % 2 == 1 and closing in behind
    return before.rfind(opened) > before.rfind(closing) and closing in behind
