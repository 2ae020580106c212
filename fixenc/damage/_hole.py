"""Holes in good text: characters of which only marks are left, and what a question mark has eaten."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._layout import tied
from fixenc.damage._pairing import well_formed_nats
from fixenc.damage._syntax import Habits, eaten_nats
from fixenc.damage._through import Program
from fixenc.model.codes import Codes
from fixenc.model.score import Model
from fixenc.values import Guess

# Characters that are asked whether they may have left what is seen, those of them that are weighed, and eaten characters.
ASKED, CHARACTERS, EATEN = 500, 60, 6
# Ways through holes near each other that are followed, and those through one by itself that are weighed.
FOLLOWED, WEIGHED = 24, 360
RUNNERS_UP = 3
# The search is surer of itself than it is right: log odds of a character are so much, and so many times what it says. By whether
# the program loses bytes in the midst of words too; fitted on 468 and 159 characters of source files that were damaged so.
TRUST = {True: (-0.58, 0.53), False: (-0.05, 0.64)}
# A character is written where it is right four times in ten: of those characters 94 were right and 47 wrong then, 76 and 29 where
# it had to be right five times, 97 and 62 three times.
LIKELY = 0.4
# What stands elsewhere in the text behind the same two characters, or the same one, counts as much as the model where it was seen
# so often.
SEEN_TWO, SEEN_ONE = 1.0, 10.0
# All that the model looks at.
_BACK = 3
# What code page 936 takes along: no second byte of a pair.
_EATEN = (0x0A, *range(0x20, 0x40))
# Characters of three bytes in UTF-8 that Chinese text is made of, punctuation included.
_RANGES = ((0x2010, 0x2030), (0x2460, 0x2474), (0x3001, 0x3020), (0x4E00, 0x9FA6), (0xFF01, 0xFF1F))
_ASCII = re.compile("[\x00-\x7f]+")

Nats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Filled:
    """What stood in a hole, `start` to `stop` of its line: a character, and what was eaten behind it."""

    start: int
    stop: int
    after: str
    guesses: tuple[Guess, ...]

    @property
    def is_likely(self) -> bool:
        """Whether it may be written."""
        return self.guesses[0].probability >= LIKELY


@dataclass(frozen=True, slots=True)
class _Way:
    """A way through the holes of a line. place: how far it is.  text: of the line up to there.  run: where in the line, and where
    in the text, the characters beyond ASCII begin that it ends with.  chosen: what it took for the holes that are not settled,
    each with where the hole begins and ends."""

    nats: float = 0.0
    place: int = 0
    text: str = ""
    run: tuple[int, int] = (0, 0)
    chosen: tuple[tuple[int, int, str], ...] = ()

    def read(self, line: str, stop: int, model: Model) -> _Way:
        """The way on to a place between which and here the line has no hole."""
        if stop == self.place:
            return self
        text, run = self.text + line[self.place:stop], self.run
        ends = [match.end() for match in _ASCII.finditer(line, self.place, stop)]
        if ends:
            run = ends[-1], len(text) - (stop - ends[-1])
        nats = _following(self.text, text, model) if self.chosen else 0.0
        return replace(self, nats=self.nats + nats, place=stop, text=text, run=run)


@dataclass(frozen=True, slots=True)
class Filler:
    """One program, and what is known of a text. text: what stands intact in it counts.  known: its habits."""

    program: Program
    text: str
    known: Habits
    model: Model

    def fill(self, line: str) -> tuple[float, list[Filled]]:
        """The likeliest characters of each hole of a line, from left to right, and their nats; none where the program leaves no
        such line."""
        found: list[Filled] = []
        ways, total = [_Way()], 0.0
        while ways:
            first = min(way.place for way in ways)
            here, ahead = [way for way in ways if way.place == first], [way for way in ways if way.place > first]
            hole = self.program.hole.search(line, first)
            stop = len(line) if hole is None else hole.start()
            if not ahead and (hole is None or stop >= first + _BACK):
                some = [way.read(line, min(first + _BACK, stop), self.model) for way in here]
                found += _settled(some, TRUST[len(self.program.left) > 1])
                best = max(some, key=lambda way: way.nats)
                total += best.nats
                here = [replace(best, nats=0.0, chosen=())]
            most = WEIGHED
            if hole is not None:
                is_alone = len(here) == 1 and not self.program.hole.search(line, hole.end(), hole.end() + _BACK)
                most = WEIGHED if is_alone else FOLLOWED
                ahead += [each for way in here for each in self._through(way.read(line, stop, self.model), line, most)]
            elif ahead:
                ahead += [way.read(line, min(way.place for way in ahead), self.model) for way in here]
            else:
                return total, found
            ways = sorted(ahead, key=lambda way: -way.nats)[:most]
        return 0.0, []

    def _through(self, way: _Way, line: str, most: int) -> Iterator[_Way]:
        """The ways through the hole that begins at a place, by what of its marks are its own."""
        for hole in self.program.holes:
            if match := hole.match(line, way.place):
                yield from self._filled(way, line, match.end(), most)

    def _filled(self, way: _Way, line: str, stop: int, most: int) -> Iterator[_Way]:
        """The likeliest ways through a hole that ends at `stop`, so many at most."""
        eaten = self._eaten(line, stop) if line.endswith("\ufffd?", way.place, stop) else {"": 0.0}
        characters, nats = self._likeliest(way, line, stop)
        if not characters:
            return
        tie = self._tied(way.text, characters, [letter or line[stop:stop + 1] or "\n" for letter in eaten])
        rest = self._rest(line, stop) if len(eaten) > 1 else ""
        formed = [own + (well_formed_nats(way.text + "中" + letter + rest) if rest else 0.0) for letter, own in eaten.items()]
        weighed = (nats[:, np.newaxis] + tie + np.array(formed)).ravel()
        letters = list(eaten)
        for place in np.argsort(-weighed, kind="stable")[:most].tolist():
            after = characters[place // len(letters)] + letters[place % len(letters)]
            text = way.text + after
            run = (stop, len(text)) if len(after) > 1 else way.run
            yield _Way(way.nats + float(weighed[place]), stop, text, run, (*way.chosen, (way.place, stop, after)))

    def _rest(self, line: str, start: int) -> str:
        """The line from a place on, its holes filled with what is likeliest by the syntax: so quotes and brackets may pair."""
        parts, done = [], start
        for match in self.program.hole.finditer(line, start):
            eaten = self._eaten(line, match.end())
            parts += [line[done:match.start()], "中", max(eaten, key=eaten.__getitem__)]
            done = match.end()
        return "".join([*parts, line[done:]])

    def _likeliest(self, way: _Way, line: str, stop: int) -> tuple[list[str], Nats]:
        """The likeliest characters of those that may have left a hole that ends at `stop`, and their nats."""
        candidates = _candidates()
        context = np.array([ord(each) for each in ("\n" * _BACK + way.text)[-_BACK:]], np.uint32)
        own = self.model.given(context[np.newaxis], candidates, np.zeros(len(candidates), np.intp)).astype(np.float64)
        for size, weight in ((1, SEEN_ONE), (2, SEEN_TWO)):
            own = _mixed(own, _seen(way.text[-size:], self.text) if len(way.text) >= size else {}, weight)
        first = candidates[np.argsort(-own, kind="stable")[:ASKED]]
        # What an eating program takes along is no part of a pair, whatever it is; so is the end of the line.
        behind = " " if self.program.eats else "" if self.program.hole.match(line, stop) else line[stop:stop + 1] or " "
        fits = self.program.fits(way.text[way.run[1]:], list(map(chr, first.tolist())), behind, line[way.run[0]:stop])
        kept = first[np.array(fits, np.bool_)][:CHARACTERS]
        return list(map(chr, kept.tolist())), own[np.searchsorted(candidates, kept)]

    def _eaten(self, line: str, stop: int) -> dict[str, float]:
        """What the mark of a hole that ends at `stop` may have eaten, with nats."""
        nats = eaten_nats(line, stop - 1, self.known)
        if not self.program.eats:
            following = line[stop:stop + 1]
            # What stands behind is held to the same syntax, as if it had been eaten.
            return {"": float(eaten_nats(line, stop, self.known)[ord(following)]) if "" < following < "\x80" else 0.0}
        if not line[stop:].strip():
            # Where many programs that read line by line see the end nothing was eaten.
            certain = [chr(code) for code in (0x0D, 0x0A) if nats[code] > 0.0]
            return {certain[0] if certain else "": 0.0}
        best = sorted(_EATEN, key=lambda code: -nats[code])[:EATEN]
        return {chr(code): float(nats[code]) for code in best}

    def _tied(self, before: str, characters: Sequence[str], behind: Sequence[str]) -> Nats:
        """How each character is tied to what stands behind it, a row a character. before: what it stands behind."""
        head = [ord(each) for each in ("\n" * _BACK + before)[1 - _BACK:]]
        rows = np.array([[*head, ord(character), ord(letter)] for character in characters for letter in behind], np.uint32)
        found: Nats = tied(self.model, rows[:, :_BACK], rows[:, _BACK]).astype(np.float64)
        found[rows[:, _BACK] >= 0x80] = 0.0
        return found.reshape(len(characters), len(behind))


def _following(before: str, text: str, model: Model) -> float:
    """Nats of what follows `before` in a text, as far as the model looks back to it; what stands behind ASCII does not count."""
    codes = [ord(each) for each in ("\n" * _BACK + text)[len(before):]][:2 * _BACK]
    stop = next((place for place in range(_BACK, len(codes)) if codes[place] < 0x80), len(codes))
    if stop <= _BACK:
        return 0.0
    rows = np.array([codes[place - _BACK:place + 1] for place in range(_BACK, stop)], np.uint32)
    return float(model.given(rows[:, :_BACK], rows[:, _BACK]).sum())


@lru_cache(1 << 10)
def _seen(head: str, text: str) -> Mapping[int, int]:
    """How often each character beyond ASCII stands behind another or two, in a text."""
    if head.isascii() or any(character < "\x80" for character in head):
        return {}
    return Counter(map(ord, re.findall(re.escape(head) + "(?=([^\x00-\xff\ufffd]))", text)))


def _mixed(nats: Nats, counts: Mapping[int, int], weight: float) -> Nats:
    """Log probability of each candidate where so often each was seen; the model counts as if it had been seen so many times."""
    own = {code: count for code, count in counts.items() if code in _places()}
    if not own:
        return nats
    total = sum(own.values())
    shares = np.exp(nats) * weight
    for code, count in own.items():
        shares[_places()[code]] += count
    mixed: Nats = np.log(shares / (total + weight))
    return mixed


def _settled(ways: Sequence[_Way], trust: tuple[float, float]) -> Iterator[Filled]:
    """The holes of the likeliest way, with the probabilities that all of them give. trust: as in TRUST."""
    best = max(ways, key=lambda way: way.nats)
    weights = [math.exp(way.nats - best.nats) for way in ways]
    total = sum(weights)
    for start, stop, after in best.chosen:
        guesses = []
        for place, written in enumerate(after):
            found: dict[str, float] = defaultdict(float)
            for way, weight in zip(ways, weights, strict=True):
                same = next((text for begin, end, text in way.chosen if (begin, end) == (start, stop)), "")
                found[same[place:place + 1]] += weight / total
            ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
            share = min(1.0, found[written])
            own = _trusted(share, trust) if written >= "\x80" else share
            others = tuple((text, min(own, other)) for text, other in ranked if text not in (written, ""))[:RUNNERS_UP]
            guesses.append(Guess(place, own, others))
        yield Filled(start, stop, after, tuple(guesses))


def _trusted(share: float, trust: tuple[float, float]) -> float:
    """The probability that a character deserves to which the search gives another."""
    odds = math.log(max(share, 1e-9) / max(1.0 - share, 1e-9))
    return 1.0 / (1.0 + math.exp(-trust[0] - trust[1] * odds))


@cache
def _candidates() -> Codes:
    return np.concatenate([np.arange(first, last, dtype=np.uint32) for first, last in _RANGES])


@cache
def _places() -> Mapping[int, int]:
    """Where each candidate stands among them."""
    return {code: place for place, code in enumerate(_candidates().tolist())}
