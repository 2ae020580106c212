"""A hole in good text: a character of which U+FFFD is left, and the ASCII character that a question mark has eaten."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from fixenc.charsets import find
from fixenc.damage._layout import tied
from fixenc.damage._pairing import well_formed_nats
from fixenc.damage._syntax import Habits, eaten_nats
from fixenc.model.codes import Codes
from fixenc.model.score import Model
from fixenc.values import Guess

HOLE = re.compile("\ufffd\\?")
# Characters and eaten characters that are weighed together.
CHARACTERS, EATEN = 60, 6
RUNNERS_UP = 3
# A character that is more likely wrong than right is not written.
LIKELY = 0.5
# Nats for a character that stands elsewhere in the text behind the same two.
WORD_NATS = 2.5
# What code page 936 takes along: no second byte of a pair.
_ASCII = (0x0A, *range(0x20, 0x40))
# Characters of three bytes in UTF-8 that Chinese text is made of, punctuation included.
_RANGES = ((0x2010, 0x2030), (0x2460, 0x2474), (0x3001, 0x3020), (0x4E00, 0x9FA6), (0xFF01, 0xFF1F))


@dataclass(frozen=True, slots=True)
class Filled:
    """What stood in a hole, `start` to `stop` of its line. share: probability (0..1) of its first character."""

    start: int
    stop: int
    after: str
    share: float
    guesses: tuple[Guess, ...]

    @property
    def is_likely(self) -> bool:
        """Whether it may be written."""
        return self.share >= LIKELY


def through_gbk(text: str) -> str:
    """What a text looks like after its UTF-8 was read as code page 936, written again, and read as UTF-8.

    >>> through_gbk("重启即可使用。');")
    '重启即可使用�?);'
    """
    charset = find("gb18030")
    read = charset.decode(text.encode(errors="surrogatepass"), "windows")
    data = charset.to_bytes(read, "windows")
    return "" if data is None else data.decode("utf-8", "replace")


def fill(line: str, text: str, known: Habits, model: Model) -> list[Filled]:
    """The likeliest characters of each hole of a line, from left to right. text: around it, for words that stand intact."""
    found: list[Filled] = []
    before, done = "", 0
    for match in HOLE.finditer(line):
        before += line[done:match.start()]
        found.append(_filled(before, line, match, _words_nats(before, text), known, model))
        before += found[-1].after
        done = match.end()
    return found


def _filled(before: str, line: str, match: re.Match[str], words: Mapping[str, float], known: Habits, model: Model) -> Filled:
    behind = _rest(line, match.end(), known)
    characters = list(dict.fromkeys([*words, *map(chr, _likeliest(before, model).tolist())]))
    eaten = _eaten(line, match.end() - 1, known)
    formed = {letter: nats + well_formed_nats(before + "中" + letter + behind) for letter, nats in eaten.items()}
    pairs = [(character, letter) for character in characters for letter in eaten]
    nats = _nats([character + (letter or "\n") for character, letter in pairs], before[-3:], model)
    weights = {(character, letter): own + words.get(character, 0.0) + formed[letter]
               for (character, letter), own in zip(pairs, nats, strict=True)}
    return _chosen(weights, match)


def _rest(line: str, start: int, known: Habits) -> str:
    """The line from a place on, its holes filled with what is likeliest by the syntax: so quotes and brackets may pair."""
    parts, done = [], start
    for match in HOLE.finditer(line, start):
        eaten = _eaten(line, match.end() - 1, known)
        parts += [line[done:match.start()], "中", max(eaten, key=eaten.__getitem__)]
        done = match.end()
    return "".join([*parts, line[done:]])


def _words_nats(before: str, text: str) -> dict[str, float]:
    """What makes characters likelier that stand elsewhere in the text behind the same two."""
    head = before[-2:]
    if len(head) < 2 or head.isascii():
        return {}
    return {match[1]: WORD_NATS for match in re.finditer(re.escape(head) + "([^\\x00-\xff\ufffd])", text)}


def _chosen(weights: dict[tuple[str, str], float], match: re.Match[str]) -> Filled:
    best = max(weights.values())
    total = sum(math.exp(value - best) for value in weights.values())
    shares = [defaultdict[str, float](float), defaultdict[str, float](float)]
    for key, value in weights.items():
        for place in (0, 1):
            shares[place][key[place]] += math.exp(value - best) / total
    after = max(weights, key=weights.__getitem__)
    guesses = []
    for place, written in enumerate(after):
        ranked = sorted(shares[place].items(), key=lambda each: (-each[1], each[0]))
        if written:
            others = tuple(each for each in ranked if each[0] != written)[:RUNNERS_UP]
            guesses.append(Guess(place, min(1.0, shares[place][written]), others))
    return Filled(match.start(), match.end(), "".join(after), shares[0][after[0]], tuple(guesses))


def _likeliest(before: str, model: Model) -> Codes:
    """The likeliest characters of three bytes behind a text."""
    candidates = _candidates()
    context = np.array([ord(each) for each in ("\n\n\n" + before)[-3:]], np.uint32)
    nats = model.given(np.broadcast_to(context, (len(candidates), 3)), candidates)
    return candidates[np.argsort(-nats, kind="stable")[:CHARACTERS]]


def _eaten(line: str, place: int, known: Habits) -> dict[str, float]:
    """What the mark at a place may have eaten, with nats; nothing where many programs that read line by line see the end."""
    if not line[place + 1:].strip():
        return {"": 0.0}
    nats = eaten_nats(line, place, known)
    best = sorted(_ASCII, key=lambda code: -nats[code])[:EATEN]
    return {chr(code): float(nats[code]) for code in best}


def _nats(texts: Sequence[str], before: str, model: Model) -> list[float]:
    """Log probability of the first character of each text, and how it is tied to the second. before: what they stand behind."""
    rows = np.array([[ord(each) for each in ("\n\n\n" + before)[-3:] + text] for text in texts], np.uint32)
    nats = model.given(rows[:, :3], rows[:, 3]) + tied(model, rows[:, 1:4], rows[:, 4])
    return list(map(float, nats))


@cache
def _candidates() -> Codes:
    return np.concatenate([np.arange(first, last, dtype=np.uint32) for first, last in _RANGES])
