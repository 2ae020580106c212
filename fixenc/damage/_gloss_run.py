"""Reads a stretch in which a gloss or a cut has shifted the characters by one byte.

The page gives bytes with holes: a mark is half a character, perhaps with the ASCII character behind it; an ASCII letter
may be the trail byte of a character, or a full-width form that was made half-width; a private-use letter may be missing
without a mark. Every way to fill the holes is a path; a beam of them is scored by the language model.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from fixenc.damage._gloss_bytes import (
    CUTS,
    STOP,
    STOP_BYTES,
    WIDE_LEAD,
    before,
    behind,
    characters,
    octets,
    private_behind,
    widened,
)
from fixenc.damage._gloss_evidence import rarity_nats
from fixenc.damage._gloss_marks import BROKEN, GLOSS, MARK, SWALLOWED, swallowed_nats
from fixenc.damage._gloss_path import Inserted, Path, foreign, gloss, push
from fixenc.damage._gloss_readings import read_as, reading
from fixenc.damage._gloss_script import nats
from fixenc.model.scan import ORDINARY_NATS
from fixenc.model.score import Model
from fixenc.values import Guess

# Paths kept at each character, and by how many nats one may lag behind the best.
BEAM, LAG_NATS = 16, 14.0
# Characters behind the stretch that its readings are judged with.
AHEAD = 3
# A pair of bytes is private use in one case of seven (leads AA-AF and F8-FE of 81-FE): e^-2.
PRIVATE_NATS = 2.0
# Assuming a lost letter is worth looking at where the next character is this unlikely; ordinary ones cost 4 to 6.
UNLIKELY_NATS = 4.0
# Paths for which lost letters are tried at one place, and the likeliest characters that are kept for each lost byte.
BRIDGED, BRIDGES, HALVES = 4, 5, 10
# A stretch that was read back well has no part that costs more by ROUGH_NATS than ORDINARY_NATS a character (the scan
# takes 6 and 7): two wrong characters cost 8 to 10 each.
ROUGH_NATS = 4.0
# A half-width letter inside a shifted stretch was a full-width one in one case of two.
WIDE_NATS = 0.7
# Half of the words of a page come back on it more often than the language at large would have it.
FAMILIAR_SHARE = 0.5
# A reading that is not the most usual one.
FURTHER_NATS = 2.0


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that was read back. span: start, stop in the page.  text: what stood there, width as it was before.

    certainty: 0..1.  gain_nats: how much likelier the text is than what stands there.
    """

    start: int
    stop: int
    text: str
    glosses: tuple[Inserted, ...]
    cuts: str
    guesses: tuple[Guess, ...]
    certainty: float
    gain_nats: float


# The best path, where on the page it ends, and all paths that got there.
Found = tuple[Path, int, list[Path]]


@dataclass(slots=True)
class Reader:
    """Reads stretches of one page.

    narrow: whether full-width forms may have become half-width.  private_lost: whether private-use letters may be
    missing.  swallows: whether a mark has taken the byte behind it along.  known: the glosses (character, syllable) seen
    behind whole characters.  counts: the characters of the page.
    """

    page: str
    model: Model
    narrow: bool
    private_lost: bool
    swallows: bool
    known: Set[tuple[str, str]]
    counts: Counter[str]

    def run(self, start: int, context: str, prior_nats: float) -> Run | None:
        """The stretch that begins with the mark at `start`; None where what stands there is likelier.

        context: the characters before it as they were.  prior_nats: what it costs to assume damage here.
        """
        found = self._search(start, context, prior_nats, bridged=False)
        if self.private_lost and not self._reads_well(found, context):
            # Pages keep their private-use letters or lose them all; where all reads well none was there.
            bridged = self._search(start, context, prior_nats, bridged=True)
            if found is None or (bridged is not None and bridged[0].nats > found[0].nats):
                found = bridged
        return None if found is None or not found[0].damaged else self._settled(start, found, context)

    def _reads_well(self, found: Found | None, context: str) -> bool:
        if found is None:
            return False
        text, highest, height = found[0].text, 0.0, 0.0
        for each in nats(self.model, [context + text[:place] for place in range(len(text))], text):
            height = max(height - each - ORDINARY_NATS, 0.0)
            highest = max(highest, height)
        return highest <= ROUGH_NATS

    def _search(self, start: int, context: str, prior_nats: float, bridged: bool) -> Found | None:
        """The best path, where it ends, and all that got there; the characters ahead weighed, but not part of the text."""
        lead = (b"\0\0" + b"".join(octets(each) for each in context[-2:]))[-2:]
        agenda: dict[int, list[Path]] = {start: [Path((lead[0], lead[1]))]}
        while agenda:
            place = min(agenda)
            paths = self._best(agenda.pop(place), context)
            if place == len(self.page):
                paths = [path for path in paths if not path.pending]
            if not agenda and place > start and self._is_whole(place, paths):
                ahead = self._ahead(place)
                ends = self._scored([replace(path, text=path.text + ahead) for path in paths], context)
                ends = [replace(path, text=path.text[:len(path.text) - len(ahead)]) for path in ends]
                return (max(ends, key=lambda path: path.nats), place, ends) if ends else None
            for rank, path in enumerate(paths):
                for stop, after in self._steps(place, path, context, bridged and rank < BRIDGED):
                    cost = prior_nats if after.damaged and not path.damaged else 0.0
                    agenda.setdefault(stop, []).append(replace(after, nats=after.nats - cost) if cost else after)
        return None

    def _is_whole(self, place: int, paths: Sequence[Path]) -> bool:
        """Whether all paths are back at whole characters, and no gloss of the last one follows."""
        match = GLOSS.match(self.page, place)
        return not any(path.pending or (match and path.damaged and _glossed(path, match[1])) for path in paths)

    def _settled(self, start: int, found: Found, context: str) -> Run:
        top, stop, ends = found
        weights: dict[str, float] = defaultdict(float)
        for path in ends:
            weights[path.text] += math.exp(path.nats - top.nats)
        guesses = tuple(_guess(offset, top.text, weights) for offset in top.guesses)
        ahead = self._ahead(stop)
        stood = self.page[start:stop] + ahead
        likelier = self.model.score_many([context + top.text + ahead, context + stood])
        return Run(start, stop, top.text, top.glosses, top.cuts, guesses, weights[top.text] / sum(weights.values()),
                   float(likelier[0] - likelier[1]))

    def _ahead(self, stop: int) -> str:
        ahead = self.page[stop:stop + AHEAD]
        return ahead[:next((place for place, each in enumerate(ahead) if each in MARK + "(\n"), len(ahead))]

    def _best(self, paths: list[Path], context: str) -> list[Path]:
        if len(paths) == 1:
            return paths
        paths = sorted(self._scored(paths, context), key=lambda path: -path.nats)[:BEAM]
        return [path for path in paths if path.nats > paths[0].nats - LAG_NATS]

    def _scored(self, paths: Sequence[Path], context: str) -> list[Path]:
        """The same paths, all of their characters weighed by the language model."""
        done = list(paths)
        while True:
            unread = [place for place, path in enumerate(done) if path.scored < len(path.text)]
            if not unread:
                return done
            found = nats(self.model, [context + done[place].text[:done[place].scored] for place in unread],
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

    def _steps(self, place: int, path: Path, context: str, bridged: bool) -> list[tuple[int, Path]]:
        """Every way to go on behind a path: the next place of the page, and the path there."""
        page, character = self.page, self.page[place]
        match = GLOSS.match(page, place)
        if match:
            glossed = _glossed(path, match[1])
            if glossed:
                return [(match.end(), gloss(path, glossed, match[1]))]
        if character in MARK:
            return list(self._behind_mark(place, path, context))
        found = octets(character)
        after: list[Path | None] = []
        if len(found) == 2:
            after = [push(each, found[1]) for each in self._enter(path, found[0], context, bridged)]
        elif not path.pending:
            after = [push(path, found[0]) if found else foreign(path, character)]
        elif found and found[0] >= 0x40:
            after = list(self._enter(path, found[0], context, bridged))
        if path.pending and self.narrow and widened(character):
            after.append(push(path, *octets(widened(character)), cost=WIDE_NATS))
        return [(place + 1, each) for each in after if each is not None]

    def _behind_mark(self, place: int, path: Path, context: str) -> Iterator[tuple[int, Path]]:
        match = BROKEN.match(self.page, place)
        if match:
            found = list(self._broken(path, match[1]))
            if found:
                yield from ((match.end(), each) for each in found)
                return
        yield from self._cut(place, path)
        if not path.pending:
            plain = foreign(path, self.page[place])
            yield place + 1, plain
            return
        for _, trail in self._likeliest(path, behind(path.pending), context, HALVES):
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

    def _broken(self, path: Path, syllable: str) -> Iterator[Path]:
        """The mark is the second half of a glossed character whose first half was read last."""
        for each in read_as(syllable):
            found = octets(each.character)
            if len(found) == 2 and found[0] == path.last[1]:
                cost = (0.0 if each.first else FURTHER_NATS) + (0.0 if each.traditional else FURTHER_NATS)
                after = push(path, found[1], cost=0.0 if (each.character, syllable) in self.known else cost)
                if after is not None:
                    yield replace(gloss(after, each.character, syllable), damaged=True)

    def _cut(self, place: int, path: Path) -> Iterator[tuple[int, Path]]:
        """The mark is what was left of a character before a full-width mark at which the page was cut."""
        wide = self._wide_cut(place + 1)
        halves = [trail for trail, _ in behind(path.pending)] if path.pending else [lead for lead, _ in before(WIDE_LEAD)]
        for half in halves if wide else ():
            after = push(path, half, *CUTS[wide], lost=1)
            if after is not None:
                yield place + 2, replace(after, cuts=after.cuts + wide)
        wide = self._wide_cut(place + 2)
        if wide and not path.pending and self.page[place + 1] in MARK:
            # D0 A1 A3 BB, 小；, was cut before 。 (A1 A3) and before ； (A3 BB): two halves.
            for half, _ in before(STOP_BYTES[0]):
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
            path, *rest = self._scored([path] if after is None else [path, after], context)
            if not rest or rest[0].nats - path.nats < -UNLIKELY_NATS:
                yield from self._bridges(path, octet, context)
        if after is not None:
            yield after

    def _bridges(self, path: Path, octet: int, context: str) -> Iterator[Path]:
        options = private_behind(path.pending)
        seconds = {trail: each for trail, _, each in options}
        for _, trail in self._likeliest(path, [(trail, made) for trail, made, _ in options], context, BRIDGES):
            first = push(path, trail, lost=1, cost=PRIVATE_NATS)
            found = [(lead, made) for lead in seconds[trail] if (made := characters()[lead << 8 | octet])]
            for _, lead in self._likeliest(first, found, context, BRIDGES) if first else ():
                after = push(first, lead, octet, lost=1) if first else None
                if after is not None:
                    yield after


def _glossed(path: Path, syllable: str) -> str:
    """The character of the bytes read last, if it is read so, else ""."""
    character = characters()[path.last[0] << 8 | path.last[1]]
    return character if character and reading(character, syllable) else ""


def _guess(offset: int, text: str, weights: dict[str, float]) -> Guess:
    chances: dict[str, float] = defaultdict(float)
    for other, weight in weights.items():
        if offset < len(other):
            chances[other[offset]] += weight
    total = sum(weights.values())
    ranked = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
    return Guess(offset, chances[text[offset]] / total,
                 tuple((other, chance / total) for other, chance in ranked if other != text[offset])[:3])
