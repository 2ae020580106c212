"""The ways to go on reading a shifted stretch: what each character of the page may have been in bytes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from fixenc.damage._gloss_bytes import (
    CUTS,
    FIRST_LEAD,
    STOP,
    STOP_BYTES,
    WIDE_LEAD,
    characters,
    leads,
    octets,
    private_chains,
    private_seconds,
    private_trails,
    trails,
    widened,
)
from fixenc.damage._gloss_evidence import rarity_nats
from fixenc.damage._gloss_marks import BROKEN, GLOSS, MARK, SWALLOWED, swallowed_nats
from fixenc.damage._gloss_path import Path, foreign, gloss, push
from fixenc.damage._gloss_readings import read_as, reading
from fixenc.damage._gloss_script import nats
from fixenc.model.score import Model

# Assuming a lost letter is worth looking at where the next character is this unlikely; ordinary ones cost 4 to 6.
UNLIKELY_NATS = 4.0
# A half-width letter inside a shifted stretch was a full-width one in one case of two.
WIDE_NATS = 0.7
# Half of the words of a page come back on it more often than the language at large would have it.
FAMILIAR_SHARE = 0.5
# A reading that is not the most usual one.
FURTHER_NATS = 2.0
# The likeliest characters that are tried for each lost byte: of a pair that went without a mark, and of half a one.
BRIDGES, HALVES = 5, 10
# Characters that the model looks at before another.
_AROUND = 3


def _before(text: str, place: int, context: str) -> str:
    """All that the model looks at before a place of a text. context: what stands before the text."""
    return text[place - _AROUND:place] if place >= _AROUND else context[-_AROUND:] + text[:place]


@dataclass(slots=True)
class Steps:
    """What each character of a page may have been.

    narrow: whether full-width forms may have become half-width.  swallows: whether a mark has taken the byte behind it
    along.  known: the glosses (character, syllable) seen behind whole characters.  counts: the characters of the page.
    """

    page: str
    model: Model
    narrow: bool
    swallows: bool
    known: Set[tuple[str, str]]
    counts: Counter[str]

    def scored(self, paths: Sequence[Path], context: str) -> list[Path]:
        """The same paths, all of their characters weighed by the language model."""
        done = list(paths)
        while True:
            unread = [place for place, path in enumerate(done) if path.scored < len(path.text)]
            if not unread:
                return done
            found = nats(self.model, [_before(done[place].text, done[place].scored, context) for place in unread],
                         "".join(done[place].text[done[place].scored] for place in unread))
            for place, each in zip(unread, found, strict=True):
                path = done[place]
                familiar = self._familiar(path.text[path.scored]) if path.scored in path.guesses else 0.0
                done[place] = replace(path, nats=path.nats + each + familiar, scored=path.scored + 1)

    def _familiar(self, character: str) -> float:
        """How much likelier a lost character is because the page has it elsewhere (nats)."""
        share = self.counts[character] / len(self.page)
        return math.log1p(FAMILIAR_SHARE * share * math.exp(rarity_nats(self.model)(character))) if share else 0.0

    def _likeliest(self, path: Path, options: Sequence[tuple[int, str]], context: str, count: int) -> list[tuple[float, int]]:
        """The likeliest of the bytes of which one was lost, by the characters that they complete: nats and byte."""
        head = (context + path.text)[-self.model.order:]
        weights = nats(self.model, [head] * len(options), "".join(character for _, character in options))
        ranked = [(weight + self._familiar(character), octet)
                  for weight, (octet, character) in zip(weights, options, strict=True)]
        return sorted(ranked, key=lambda each: (-each[0], each[1]))[:count]

    def behind(self, place: int, path: Path, context: str, bridged: bool) -> list[tuple[int, Path]]:
        """Every way to go on behind a path: the next place of the page, and the path there."""
        match = GLOSS.match(self.page, place)
        if match:
            character = glossed(path, match[1])
            if character:
                return [(match.end(), gloss(path, character, match[1]))]
        character = self.page[place]
        if character in MARK:
            return list(self._behind_mark(place, path, context, bridged))
        found = octets(character)
        after: list[Path | None] = []
        if len(found) == 2:
            after = [push(each, found[1]) for each in self._enter(path, found[0], context, bridged)]
        elif not path.pending:
            after = [push(path, found[0]) if found else foreign(path, character)]
        elif found and found[0] >= 0x40:
            after = list(self._enter(path, found[0], context, bridged))
        if path.pending and self.narrow and widened(character):
            wide = octets(widened(character))
            after += [push(each, wide[1], cost=WIDE_NATS) for each in self._enter(path, wide[0], context, bridged)]
        return [(place + 1, each) for each in after if each is not None]

    def _behind_mark(self, place: int, path: Path, context: str, bridged: bool) -> Iterator[tuple[int, Path]]:
        match = BROKEN.match(self.page, place)
        if match:
            found = list(self._broken(path, match[1], context, bridged))
            if found:
                yield from ((match.end(), each) for each in found)
                return
        yield from self._cut(place, path)
        if not path.pending:
            plain = foreign(path, self.page[place])
            yield place + 1, plain
            return
        for _, trail in self._likeliest(path, trails(path.pending), context, HALVES):
            half = push(path, trail, lost=1)
            if half is None:
                continue
            if not self.swallows:
                yield place + 1, half
            for taken in SWALLOWED if self.swallows else "":
                after = push(half, ord(taken), lost=1, cost=swallowed_nats(taken, self.page, place + 1))
                if after is not None:
                    yield place + 1, after
        wide = push(path, WIDE_LEAD, 0xBF, cost=WIDE_NATS) if self.narrow and self.page[place] == "?" else None
        if wide is not None:
            yield place + 1, wide

    def _broken(self, path: Path, syllable: str, context: str, bridged: bool) -> Iterator[Path]:
        """The mark is the second half of a glossed character whose first half was read last, or went with a lost letter."""
        for each in read_as(syllable):
            found = octets(each.character)
            if len(found) != 2 or found[1] < FIRST_LEAD:
                continue
            cost = (0.0 if each.first else FURTHER_NATS) + (0.0 if each.traditional else FURTHER_NATS)
            cost = 0.0 if (each.character, syllable) in self.known else cost
            halves = [path] if found[0] == path.last[1] else []
            if bridged and path.pending:
                options = [option for option in private_trails(path.pending) if found[0] in private_seconds(option[0])]
                halves += [half for _, trail in self._likeliest(path, options, context, 2)
                           if (half := push(path, trail, found[0], lost=2))]
            for half in halves:
                after = push(half, found[1], cost=cost)
                if after is not None:
                    yield replace(gloss(after, each.character, syllable), damaged=True)

    def _cut(self, place: int, path: Path) -> Iterator[tuple[int, Path]]:
        """The mark is what was left of a character before a full-width mark at which the page was cut."""
        wide = self._wide_cut(place + 1)
        halves = [trail for trail, _ in trails(path.pending)] if path.pending else [lead for lead, _ in leads(WIDE_LEAD)]
        for half in halves if wide else ():
            after = push(path, half, *CUTS[wide], lost=1)
            if after is not None:
                yield place + 2, replace(after, cuts=after.cuts + wide)
        wide = self._wide_cut(place + 2)
        if wide and not path.pending and self.page[place + 1] in MARK:
            # D0 A1 A3 BB, 小；, was cut before 。 (A1 A3) and before ； (A3 BB): two halves.
            for half, _ in leads(STOP_BYTES[0]):
                after = push(path, half, STOP_BYTES[0], *CUTS[wide], lost=1)
                if after is not None:
                    yield place + 3, replace(after, cuts=after.cuts + STOP + wide)

    def _wide_cut(self, place: int) -> str:
        character = self.page[place:place + 1]
        wide = widened(character) if self.narrow and character else ""
        return character if character in CUTS else wide if wide in CUTS else ""

    def _enter(self, path: Path, octet: int, context: str, bridged: bool) -> Iterator[Path]:
        """The path with one more byte, and with a lost private-use pair before it where that makes more sense."""
        after = push(path, octet)
        if bridged and path.pending:
            path, *rest = self.scored([path] if after is None else [path, after], context)
            if not rest or rest[0].nats - path.nats < -UNLIKELY_NATS:
                yield from self._bridges(path, octet, context)
        if after is not None:
            yield after

    def _bridges(self, path: Path, octet: int, context: str) -> Iterator[Path]:
        opened = self._opened(path, context)
        yield from self._closed(opened, octet, context)
        chained: list[tuple[float, Path, int]] = []
        for each in opened:
            chained += [(weight, each, two) for weight, two
                        in self._likeliest(each, private_chains(each.last[1]), context, BRIDGES)]
        best = sorted(chained, key=lambda each: (-each[0] - each[1].nats, each[2]))[:BRIDGES]
        second = [push(each, two >> 8, two & 0xFF, lost=2) for _, each, two in best]
        yield from self._closed([each for each in second if each], octet, context)

    def _opened(self, path: Path, context: str) -> list[Path]:
        """The path with the first byte of a lost letter, which ends a character."""
        first = [push(path, trail, lost=1) for _, trail
                 in self._likeliest(path, private_trails(path.pending), context, BRIDGES)]
        return self.scored([each for each in first if each], context)

    def _closed(self, opened: Sequence[Path], octet: int, context: str) -> Iterator[Path]:
        """The paths with the second byte of a lost letter, which begins a character that `octet` ends."""
        for each in opened:
            found = [(lead, made) for lead in private_seconds(each.last[1]) if (made := characters()[lead << 8 | octet])]
            for _, lead in self._likeliest(each, found, context, BRIDGES):
                after = push(each, lead, octet, lost=1)
                if after is not None:
                    yield after


def glossed(path: Path, syllable: str) -> str:
    """The character of the bytes read last, if it is read so, else ""."""
    character = characters()[path.last[0] << 8 | path.last[1]]
    return character if character and reading(character, syllable) else ""
