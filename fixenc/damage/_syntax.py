"""What the syntax of a line says about an ASCII character that a decoder took along with a lost byte.

    COMMENT='琛?;  ->  a quote        绔?/span>  ->  <        (鐭ヨ瘑搴?]  ->  )

Code page 936 takes the character behind a byte that begins nothing: a quote, a bracket, a space, a line end. The language model
knows little of syntax; quotes and brackets that pair, tags and what stands behind Chinese elsewhere in the text know more.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Nats of each ASCII character that stands behind one beyond ASCII, in 1.27 million such places of comments, documents and
# messages of software; there lines are short, so a line end counts for less here.
_COMMON = {" ": -0.8, "\n": -2.5, "*": -4.1, ",": -4.4, ")": -4.9, "/": -5.0, "`": -5.0, ":": -5.3, "]": -5.3, "1": -5.4,
           "(": -5.7, '"': -5.7, ".": -5.7, "-": -5.8, "2": -5.8, "<": -6.0, "|": -6.0, "0": -6.2, ";": -6.2, "3": -6.3,
           "'": -6.5, "4": -7.0, "5": -7.1, "6": -7.2, "%": -7.4}
_RARE = -8.0
# What the text shows elsewhere weighs as much as so many places.
_PRIOR_PLACES = 4.0
_WEIGHT = 0.7
# A closing mark where the damaged text stands right behind its opening one; "<" in front of what ends a tag; a space or a
# line end in front of spaces; a line end in front of what begins an item or a block.
_CLOSING_NATS, _TAG_NATS, _INDENT_NATS, _ITEM_NATS = 3.0, 5.0, 3.0, 2.5
# Each mark that is not paired makes a line less likely by this.
_UNPAIRED_NATS = 4.0
_LAST_NATS = 2.0
_MARKS = "?\ufffd"
_ITEM = re.compile(r"(?:[-*+>]|#{1,6}|\d+\.) |```")
_CLOSES = {'"': '"', "'": "'", "`": "`", "*": "*", "(": ")", "[": "]", "{": "}", "<": ">"}
_PAIRS = ("()", "[]", "{}", "（）", "「」", "『』", "《》", "【】", "“”", "‘’")
_TAG = re.compile(r"/?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>")
_COMMENT = re.compile(r"/\*+|\*+/")
_CORNER = re.compile(r"[└├┌](?![─━┬┐])")
_HALF_TAG = re.compile(r"(?<![<\w/])/[A-Za-z][\w:-]*>")
_QUOTE = re.compile(r"[\"`]|(?<![A-Za-z])'|'(?![A-Za-z])|\*\*")
_QUOTES, _CORNERS, _BRACKETS = "\"`'*", "└├┌", tuple(map(tuple, _PAIRS))
_STRUCTURE = re.compile("[" + re.escape("".join(_PAIRS)) + "\"`'*/└├┌]")
_BEHIND = re.compile(r"[^\x00-\x7f](?=([\x00-\x7f])([\s\S]?))")

Habits = Mapping[str, Counter[str]]


@lru_cache(4)
def habits(text: str) -> Habits:
    """Which ASCII characters stand between one beyond ASCII and each next character of a text."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for match in _BEHIND.finditer(text):
        if match.group(1) not in _MARKS:
            found[match.group(2) or "\n"][match.group(1)] += 1
    return found


class Signs(NamedTuple):
    """What the line says about an ASCII character that was eaten: all that its likelihood depends on.

    following: the character behind, a line feed at the end.  closing: what closes something that is open, once for each reason.
    is_tag, is_item, is_indent: what stands behind is the rest of a tag, begins an item, is indented.  is_last: nothing does.
    """

    following: str
    closing: tuple[str, ...]
    is_tag: bool
    is_item: bool
    is_indent: bool
    is_last: bool


def signs(line: str, place: int) -> Signs:
    """The signs for what the mark at `place` (code points) of a line may have eaten."""
    opening = place - 1
    while opening >= 0 and line[opening] >= "\x80":
        opening -= 1
    closing = [_CLOSES[line[opening]]] if opening >= 0 and line[opening] in _CLOSES else []
    closing += [last for first, last in _CLOSES.items() if first in line and _is_open(line, place, first, last)]
    following = line[place + 1:place + 2]
    return Signs(following or "\n", tuple(closing), bool(_TAG.match(line, place + 1)), bool(_ITEM.match(line, place + 1)),
                 line.startswith("  ", place + 1), not following)


def eaten_nats(line: str, place: int, known: Habits) -> NDArray[np.float32]:
    """For each of the 128 ASCII characters, how likely it was eaten by the mark at `place` (code points) of a line, nats."""
    return nats_by_signs(signs(line, place), known)


def nats_by_signs(seen: Signs, known: Habits) -> NDArray[np.float32]:
    """The same where there are such signs."""
    nats = _usual(known, seen.following).copy()
    for character in seen.closing:
        nats[ord(character)] += _CLOSING_NATS
    if seen.is_tag:
        nats[ord("<")] += _TAG_NATS
    if seen.is_item:
        nats[ord("\n")] += _ITEM_NATS
    if seen.is_indent:
        nats[[ord(" "), ord("\n")]] += _INDENT_NATS
    normalized: NDArray[np.float32] = nats - np.log(np.exp(nats).sum())
    # At the end of a line it is most often the line end itself that was eaten, or nothing.
    return normalized - np.float32(_LAST_NATS) if seen.is_last else normalized


def _usual(known: Habits, following: str) -> NDArray[np.float32]:
    """Nats of each ASCII character between one beyond ASCII and a following character, as the text and its like have it."""
    seen = known.get(following, Counter())
    places = _PRIOR_PLACES * _shares()
    if seen:
        places = places.copy()
        for character, count in seen.items():
            places[ord(character)] += count
    return (_WEIGHT * np.log(places / (sum(seen.values()) + _PRIOR_PLACES))).astype(np.float32)


@cache
def _shares() -> NDArray[np.float64]:
    return np.exp([_COMMON.get(chr(code), _RARE) for code in range(128)])


def _is_open(line: str, place: int, first: str, last: str) -> bool:
    """Whether a mark opens before a place and closes nowhere in the line."""
    if first == last:
        return line.count(first) % 2 == 1 and line.count(first, 0, place) % 2 == 1
    return line.count(first) > line.count(last) and line.count(first, 0, place) > line.count(last, 0, place)


def well_formed_nats(line: str) -> float:
    """How much less likely a line is because its quotes, brackets and tags do not pair, nats.

    >>> well_formed_nats("f('a')"), well_formed_nats("f('a)")
    (0.0, -8.0)
    """
    seen = _STRUCTURE.findall(line)
    if not seen:
        return 0.0
    present = Counter(seen)
    unpaired = 0
    for first, last in _BRACKETS:
        if first in present or last in present:
            unpaired += abs(present[first] - present[last])
    if not present.keys().isdisjoint(_QUOTES):
        counts = Counter(_QUOTE.findall(_COMMENT.sub(" ", line) if "/" in present else line))
        unpaired += sum(count % 2 for count in counts.values())
    if "/" in present and ">" in line:
        unpaired += 2 * len(_HALF_TAG.findall(line))
    if not present.keys().isdisjoint(_CORNERS):
        unpaired += len(_CORNER.findall(line))
    return -_UNPAIRED_NATS * unpaired
