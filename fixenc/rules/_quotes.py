"""Quotation marks of a paragraph as pairs: what opens, what closes, how deep."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fixenc.rules._characters import CLOSERS, HAN, OPENERS, at, is_chinese, is_han

_HAN = re.compile(f"[{HAN}]")
_MARKS = "\"＂“”'＇‘’「」『』〝〞〟"
MARK = re.compile(f"[{_MARKS}]")
_OPENS = {"“": "”", "‘": "’", "「": "」", "『": "』", "〝": "〞"}
_MIXED = {"double": "”", "single": "’", "”": "double", "’": "single", "〟": "〞"}
_PADDED = re.compile(f" [{HAN}]\\S*(?: \\S+)*[{HAN}，。！？…,.!?] ")
# A quotation that begins with one of these is a token of code: '>', "-m<质量>", '*名称*'.
_CODE_SIGNS = "-*<>/\\$%&=|~^_"
_NEUTRAL = {'"': "double", "＂": "double", "'": "single", "＇": "single"}
# A sentence rarely runs over more lines than this, and a wrapped line is no shorter than this.
_WRAPPED_LINES = 5
_FULL_LINE = 15
_SENTENCE_ENDS = "。！？!?…”」』\""


@dataclass(frozen=True, slots=True)
class Pair:
    """Offsets of both marks in the text, and how many pairs are around them."""

    start: int
    stop: int
    depth: int


def paragraphs(text: str, marks: Iterable[tuple[int, int, str]], is_wanted: Callable[[set[str]], bool]) -> Iterator[list[Pair]]:
    """The pairs of each line whose marks, as a set, are wanted; lines that were wrapped count as one.

    A line whose marks do not work out is tried together with the next ones, as far as each looks wrapped; if that does
    not help, it is passed over.
    """
    lines: list[list[int]] = []
    end = -1
    for place, _, _ in marks:
        if place > end:
            lines.append([])
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
        lines[-1].append(place)
    lines = [line for line in lines if is_wanted({text[place] for place in line})]
    index = 0
    while index < len(lines):
        places = lines[index]
        index += 1
        pairs = paired(text, places)
        last = min(index + _WRAPPED_LINES, len(lines))
        following = index
        while pairs is None and following < last and _is_wrapped(text, places[-1], lines[following][0]):
            places = places + lines[following]
            following += 1
            pairs = paired(text, places)
        if pairs is not None:
            index = max(index, following)
            yield pairs


def _is_wrapped(text: str, before: int, after: int) -> bool:
    """Whether all line ends between two places stand inside a sentence, behind lines that are full."""
    stop = text.find("\n", before, after)
    start = text.rfind("\n", max(0, before - _FULL_LINE), before)
    while 0 <= stop < after:
        full = stop - max(start, 0) >= _FULL_LINE or (start < 0 and before >= _FULL_LINE)
        if not full or text[stop - 1] in _SENTENCE_ENDS or text[stop + 1:stop + 2].isspace() or after - stop > 400:
            return False
        start, stop = stop, text.find("\n", stop + 1, after)
    return True


def is_apostrophe(text: str, place: int) -> bool:
    """Whether a single mark stands in or behind a Latin word or a number, or is a flag of printf (%'d), and no quotation mark."""
    before, after = at(text, place - 1), at(text, place + 1)
    if before == "%":
        return after.isascii() and after.isalpha()
    return before.isascii() and before.isalnum() and ((after.isascii() and after.isalnum()) or text[place] != "‘")


def paired(text: str, places: Iterable[int]) -> list[Pair] | None:
    """The pairs of one paragraph, sorted; None where the marks do not work out.

    A straight mark closes the innermost pair of its kind that is open, or else opens one. Where that leaves a mark
    alone, a straight one may also close a curly one and the other way round. Curly marks that all point the same way
    were made by a program that knows one of them only: they are read like straight ones.
    """
    marks = [place for place in places if not (text[place] in "'＇‘’" and is_apostrophe(text, place))]
    curly = [text[place] for place in marks if text[place] in "“”"]
    kinds = dict(_NEUTRAL)
    if len(set(curly)) == 1 and len(curly) % 2 == 0:
        kinds[curly[0]] = "double"
    pairs = _matched(text, marks, kinds, {})
    return pairs if pairs is not None else _matched(text, marks, kinds, _MIXED)


def _matched(text: str, marks: Iterable[int], kinds: Mapping[str, str], mixed: Mapping[str, str]) -> list[Pair] | None:
    """Pairs by a stack of what would close each open mark; `mixed` says what else may."""
    opened: list[tuple[int, str]] = []
    pairs: list[Pair] = []
    for place in marks:
        mark = text[place]
        kind = kinds.get(mark)
        closer = kind or mark
        if opened and opened[-1][1] in (closer, mixed.get(closer)):
            pairs.append(Pair(opened.pop()[0], place, len(opened)))
        elif kind is None and mark in _OPENS:
            opened.append((place, _OPENS[mark]))
        elif kind is not None and kind not in (each for _, each in opened):
            opened.append((place, kind))
        else:
            return None
    return None if opened else sorted(pairs, key=lambda pair: pair.start)


def is_chinese_quotation(text: str, pair: Pair) -> bool:
    """Whether a pair quotes Chinese, or something else in the middle of Chinese words; never one of blanks or inches."""
    inside = text[pair.start + 1:pair.stop]
    before, after = at(text, pair.start - 1), at(text, pair.stop + 1)
    if before == " " and at(text, pair.start - 2) in tuple("，。！？；：、"):
        before = text[pair.start - 2]
    # One space on either side within belongs to the marks, where Chinese stands behind it.
    if _PADDED.fullmatch(inside):
        inside = inside[1:-1]
    # Glued to = or in a list of strings it is code; a mark with a comma behind it closed what began elsewhere.
    if not inside or inside[0].isspace() or inside[-1].isspace() or before in ("=", "[", "{") or after in ("]", "}"):
        return False
    if (inside[0] in "，。、；,;" and len(inside) > 1) or inside[0] in _CODE_SIGNS:
        return False
    if (before.isdigit() and inside[-1].isdigit()) or not is_chinese(text, pair.start):
        return False
    if _HAN.search(inside):
        return not (before and before.isascii() and (before.isalnum() or before == "(")) or is_han(after)
    return (is_han(before) or (before != "" and before in "，。！？；：、（…—,.!?;:(")) and (
        after in ("", "\n") or is_han(after) or after in CLOSERS or after in OPENERS or after in ",.!?;:)")
