"""Spaces that cut words go: 其变换方 法为 (a wrapped line was joined), 权 利 要 求 书 (a heading was spaced evenly).

Source: CLREQ 3.1.6: Chinese words are not spaced, a line break inside a sentence is no space, and a heading is spread by the
typesetter. The language model tells: inside a word the next character is far likelier behind what stands before the space
than at the start of a word. Left alone: lists of names and places, columns, bylines, verse, single characters in a row that
count or part (甲 乙 丙, 东 南 西 北, 男 女), a name padded to three characters (张 三), the ideographic space of a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from fixenc.model.load import load
from fixenc.rules._characters import HAN
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage
from fixenc.tables.rows import rows

# Begins with the space, which Python's scanner looks for fast.
_BETWEEN_HAN = re.compile(f" (?<=[{HAN}] )(?=[{HAN}])")
_SPACED = re.compile("(?:第?[0-9A-Z一二三四五六七八九十.．]{1,8}[章节節条條篇]?[ \u3000、])?"
                     f"(?P<phrase>[{HAN}](?: [{HAN}])+)[ \t\r]*\\Z")
_CLAUSE = re.compile("[，。；：！？,;:]")
# Nats that the first character behind the space gains from what stands before it. Between words of a list it gains -6 to 4,
# in the middle of a word mostly 6 to 11 (10 sentences and 22 lists, written for this).
_IN_A_WORD = 5.5
# A line that was wrapped once had this many characters at least; names and cells are shorter.
_WRAPPED = 8
_SHORTEST_END = 4
_CONTEXT = 8
_LONGEST_HEADING = 80
# Nats a gap that the characters of a heading gain from each other: 范围 8, 目录 7, 权利要求书 5, 规范性引用文件 4;
# 张三 0, 刘翔 5.
_IN_A_PHRASE, _IN_A_PAIR = 3.5, 6.0
# Characters that stand in a row as a list of their own.
_LISTED = frozenset("一二三四五六七八九十百千日甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东東南西北中"
                    "上下左右前后後内內外春夏秋冬金木水火土"
                    "男女是否有无無大小高低多少优優良可差酸甜苦辣咸鹹红紅黄黃蓝藍绿綠青紫黑白赤橙天地人你我他她年月时時分秒琴棋书書画畫"
                    "生旦净淨末丑梅兰蘭竹菊笔筆墨纸紙砚硯风風雨雷电電山石田牛马馬羊鸡雞狗猪豬猴鼠虎兔龙龍蛇福禄祿寿壽喜")


@cache
def _simplified() -> Mapping[int, str]:
    """Traditional code point -> Simplified form. The model is asked in one script, so that script conversion changes no answer.

    著 counts as 着, which Taiwan writes so.
    """
    return {ord(character): form for characters, form, _ in rows("simplified", 3) for character in characters} | {ord("著"): "着"}


def apply(passage: Passage) -> Iterator[Change]:
    """Each such space, by line."""
    text = passage.text
    places: list[int] = []
    wrapped: list[list[int]] = []
    for start, stop, spaces in _lines(text):
        heading = _SPACED.match(text[start:stop]) if stop - start <= _LONGEST_HEADING else None
        if heading:
            places += (start + place for place in _of_heading(heading))
        elif (between := _between_pieces(start, stop, spaces)) and _CLAUSE.search(text, start, stop):
            wrapped.append(between)
    places += _in_words(text, wrapped)
    return ((place, place + 1, "") for place in sorted(places))


def _lines(text: str) -> Iterator[tuple[int, int, list[int]]]:
    """Start and stop of each line with a space between Han, and those spaces."""
    start = stop = -1
    spaces: list[int] = []
    for match in _BETWEEN_HAN.finditer(text):
        place = match.start()
        if place >= stop:
            if spaces:
                yield start, stop, spaces
            start = text.rfind("\n", max(0, stop), place) + 1 or max(0, stop)
            stop = text.find("\n", place)
            stop = stop if stop >= 0 else len(text)
            spaces = []
        spaces.append(place)
    if spaces:
        yield start, stop, spaces


def _of_heading(heading: re.Match[str]) -> list[int]:
    """The spaces of an evenly spaced phrase that is all of a line, or all behind its number."""
    characters = heading["phrase"].split(" ")
    if 2 * sum(each in _LISTED for each in characters) >= len(characters):
        return []
    characters = [each.translate(_simplified()) for each in characters]
    phrase = "".join(characters)
    blank, joined, *alone = load().score_many(["\n", f"\n{phrase}", *(f"\n{each}" for each in characters)])
    gain = (joined - blank - sum(each - blank for each in alone)) / (len(characters) - 1)
    if gain < (_IN_A_PHRASE if len(characters) > 2 else _IN_A_PAIR):
        return []
    first = heading.start("phrase")
    return list(range(first + 1, heading.end("phrase"), 2))


def _between_pieces(start: int, stop: int, spaces: Sequence[int]) -> list[int]:
    """The spaces that have pieces as long as a line on both sides."""
    edges = [start - 1, *spaces, stop]
    return [place for index, place in enumerate(spaces)
            if place - edges[index] > _WRAPPED
            and edges[index + 2] - place > (_WRAPPED if index + 1 < len(spaces) else _SHORTEST_END)]


def _in_words(text: str, lines: Sequence[list[int]]) -> Iterator[int]:
    """All spaces of those lines in which one of them cuts a word."""
    if not lines:
        return
    texts = [part for places in lines for place in places
             for before in [text[text.rfind("\n", max(0, place - _CONTEXT), place) + 1 or max(0, place - _CONTEXT):place]]
             for part in (before, before + text[place + 1], " ", " " + text[place + 1])]
    scores = load().score_many([part.translate(_simplified()) for part in texts]).reshape(-1, 4)
    gains = iter(((scores[:, 1] - scores[:, 0]) - (scores[:, 3] - scores[:, 2])).tolist())
    for places in lines:
        if max([next(gains) for _ in places]) >= _IN_A_WORD:
            yield from places


RULE = Rule(apply, CORPUS, Stage.SPACES, "a space cuts a word", " ", after=("han_space_collapse",))
