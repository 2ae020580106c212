"""What the syntax of a line says about an ASCII character that a decoder took along with a lost byte.

    COMMENT='琛?;  ->  a quote        绔?/span>  ->  <        閰嶇疆?        int n  ->  a line end

Code page 936 takes the character behind a byte that begins nothing: a quote, a bracket, a space, a line end. The language model
knows little of syntax; what stands behind the place, what is open before it, how the lines of the text begin and what stands
behind Chinese elsewhere in it know more. What each of these is worth was fitted to source files (`eaten.tsv`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixenc.tables.rows import rows

Nats = NDArray[np.float32]

# Of what stands between Chinese and syntax the language model knows little: it has no say in what was eaten, nor in so many ASCII
# characters behind it, all that it would judge by what was eaten.
LOOKED_AT = 3
# Nothing known speaks for a control character or a letter: code page 936 reads a letter as the second byte of a pair.
_RARE_NATS = -2.0
_LAST_NATS = 2.0
# A file of which a mark inside a line has eaten the line end, almost certainly, was read as a whole: at the end of a line a mark
# has eaten a line end, too, and an empty line follows. So it has a carriage return where all other lines end in one.
_RUNS_ON_NATS, _CERTAIN_NATS = -0.1, 3.0
MOST_PLACES = 100
_LINE_FEED = 0x0A
# How often a character was seen between Chinese and what follows counts from this many places on.
_UNSEEN = 0.05
_MARKS = "?\ufffd"
_CLOSES = {'"': '"', "'": "'", "`": "`", "*": "*", "(": ")", "[": "]", "{": "}", "<": ">"}
_TAG = re.compile(r"/?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>")
_BEHIND = re.compile(r"[^\x00-\x7f](?=([\x00-\x7f])([\s\S]{0,2}))")
_BOLD = re.compile(r"(?<!/)\*\*")
_INSIDE = re.compile(r"^(.*?[^\x00-\x7f])\?[^\n]+", re.MULTILINE)
_BARE = re.compile(r"^(.*\?)$\n", re.MULTILINE)
_HEAD = re.compile(r"^[^\r\n]{1,4}", re.MULTILINE)
# How a table writes what an editor does not show.
_SHOWN = str.maketrans({"␣": " ", "␉": "\t", "␊": "\n"})


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """How a text is written. behind: what ASCII characters stand behind one beyond ASCII, by the shape of the two behind them.
    starts: the shapes of two and of four characters that lines begin with.  line_end: that of the text.  bare: lines with a mark
    at their end that have lost a carriage return there.  runs_on: whether marks have eaten line ends."""

    behind: Mapping[str, Counter[str]]
    starts: frozenset[str]
    line_end: str = "\n"
    bare: frozenset[str] = frozenset()
    runs_on: bool = False


@lru_cache(4)
def habits(text: str) -> Habits:
    """The habits of a text."""
    found = Habits(_behind(text), frozenset(_shape(head[:size]) for head in set(_HEAD.findall(text)) for size in (2, 4)))
    if "\r\n" in text:
        return replace(found, line_end="\r\n", bare=frozenset(_BARE.findall(text)))
    places = islice(_INSIDE.finditer(text), MOST_PLACES)
    likely = (float(eaten_nats(match[0], match.end(1) - match.start(), found)[_LINE_FEED]) for match in places)
    return replace(found, runs_on=any(nats > _RUNS_ON_NATS for nats in likely))


def _behind(text: str) -> Mapping[str, Counter[str]]:
    behind: dict[str, Counter[str]] = defaultdict(Counter)
    for (eaten, following), count in Counter(match.groups() for match in _BEHIND.finditer(text)).items():
        if eaten not in _MARKS:
            behind[_shape(following.partition("\n")[0])][eaten] += count
    return behind


class Signs(NamedTuple):
    """What the line says about an ASCII character that was eaten: all that its likelihood depends on.

    following: the two characters behind, fewer at the end of the line.  opening: the shape of the last ASCII character before
    the place.  closing: what closes something that is open.  starts: how many of the characters behind (0, 2, 4) are of
    the shape that some line begins with.  is_tag: they are the rest of a tag.  is_level: they are indented as the line is.
    is_lone: the mark is the rest of a single character.
    line_end: what a mark at the end of the line has eaten for certain, or what none of the text can have eaten.
    """

    following: str
    opening: str
    closing: tuple[str, ...]
    starts: int
    is_tag: bool
    is_level: bool
    is_lone: bool
    line_end: str = ""


def signs(line: str, place: int, known: Habits) -> Signs:
    """The signs for what the mark at `place` (code points) of a line may have eaten."""
    opening = place - 1
    while opening >= 0 and line[opening] >= "\x80":
        opening -= 1
    closing = tuple(last for first, last in _CLOSES.items() if first in line and _is_open(line, place, first, last))
    if line[place + 1:place + 2] == "*" and len(_BOLD.findall(line, 0, place)) % 2:
        closing += ("*",)
    head = line[place + 1:place + 5]
    starts = max((size for size in (2, 4) if head and _shape(head[:size]) in known.starts), default=0)
    return Signs(head[:2], _shape(line[opening:opening + 1]) if opening >= 0 else "", closing, starts,
                 bool(_TAG.match(line, place + 1)), _indent(line, place + 1) == _indent(line, 0) >= 2, opening == place - 2,
                 _line_end(line, known) if not head else "-\n" if known.line_end == "\r\n" else "")


def _line_end(line: str, known: Habits) -> str:
    return "\n" if known.runs_on else "\r" if line in known.bare else ""


def eaten_nats(line: str, place: int, known: Habits) -> Nats:
    """For each of the 128 ASCII characters, how likely it was eaten by the mark at `place` (code points) of a line, nats."""
    return nats_by_signs(signs(line, place, known), known)


def nats_by_signs(seen: Signs, known: Habits) -> Nats:
    """The same where there are such signs."""
    nats = np.zeros(0x80, np.float32)
    for row, count in features(seen, known):
        nats += _weights().get(row, 0.0) * np.asarray(count, np.float32)
    # What was never seen is no likelier than what is least likely.
    nats[0x40:] = nats[:0x40].min() + _RARE_NATS
    normalized: Nats = (nats - np.log(np.exp(nats - nats.max()).sum()) - nats.max()).astype(np.float32)
    if seen.line_end == "-\n":
        normalized[_LINE_FEED] -= _CERTAIN_NATS
    elif seen.line_end:
        normalized[ord(seen.line_end)] = _CERTAIN_NATS
    elif not seen.following:
        # Where programs read line by line nothing was eaten at the end of one.
        normalized -= np.float32(_LAST_NATS)
    return normalized


def features(seen: Signs, known: Habits) -> Iterable[tuple[tuple[str, str], float | Nats]]:
    """The rows of `eaten.tsv` that speak, and how loud: all characters, or each of them by itself."""
    shape = _shape(seen.following)
    yield ("always", ""), 1.0
    yield ("behind", shape[:1]), 1.0
    yield ("behind two", shape), 1.0
    yield ("opening", seen.opening), 1.0
    yield ("opposite", ""), _only(_CLOSES.get(seen.opening, ""))
    yield ("closing", ""), _only("".join(seen.closing))
    yield ("tag", ""), _only("<" if seen.is_tag else "")
    yield ("starts two", ""), _only("\n" if seen.starts >= 2 else "")
    yield ("starts four", ""), _only("\n" if seen.starts >= 4 else "")
    yield ("level", ""), _only("\n" if seen.is_level else "")
    if seen.is_lone:
        yield ("lone", ""), 1.0
    if shape in known.behind:
        yield ("habit", ""), _seen(known.behind[shape])


def _seen(counts: Counter[str]) -> Nats:
    nats = np.zeros(0x80, np.float32)
    for character, count in counts.items():
        nats[ord(character)] = np.log(count / _UNSEEN + 1.0)
    return nats


def _only(characters: str) -> Nats:
    nats = np.zeros(0x80, np.float32)
    for character in characters:
        nats[ord(character)] = 1.0
    return nats


@cache
def _weights() -> Mapping[tuple[str, str], float | Nats]:
    """The rows of the table: nats of each character where a sign is seen, or one number for the characters that it names."""
    found: dict[tuple[str, str], float | Nats] = {}
    for sign, shape, rest, own in rows("eaten", 4):
        nats = np.full(0x80, float(rest), np.float32)
        for each in own.split():
            nats[ord(each[0].translate(_SHOWN))] = float(each[1:])
        found[sign, shape.translate(_SHOWN)] = nats
    return found


def _shape(text: str) -> str:
    return "".join(map(_shape_of, text))


@lru_cache(0x100)
def _shape_of(character: str) -> str:
    """What a character is to the syntax: letters are alike, and so are digits, and all beyond ASCII."""
    if character >= "\x80":
        return "x"
    return "a" if character.isalpha() else "1" if character.isdigit() else character


def _indent(line: str, place: int) -> int:
    stop = place
    while stop < len(line) and line[stop] in " \t":
        stop += 1
    return stop - place


def _is_open(line: str, place: int, first: str, last: str) -> bool:
    """Whether a mark opens before a place and closes nowhere in the line."""
    if first == last:
        return line.count(first) % 2 == 1 and line.count(first, 0, place) % 2 == 1
    return line.count(first) > line.count(last) and line.count(first, 0, place) > line.count(last, 0, place)
