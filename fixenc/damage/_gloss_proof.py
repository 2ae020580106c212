"""The decision on one region of a page: whose glosses these are, and whether the process gives the region back."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fixenc.damage._gloss_evidence import (
    STRANGER_NATS,
    Habits,
    Noted,
    author_nats,
    character_nats,
    converter_nats,
    writer_nats,
)
from fixenc.damage._gloss_page import Note, Page
from fixenc.damage._gloss_path import Inserted
from fixenc.damage._gloss_readings import is_only_traditional, reading
from fixenc.damage._gloss_replay import Stream, encoded, joined, replays, unexplained
from fixenc.damage._gloss_run import Run

# A stretch that reads well only when shifted back is worth this much at most, so that one alone decides nothing odd.
_RUN_NATS = 20.0
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the page and what was found in it."""

    start: int
    stop: int
    items: tuple[Note | Run, ...]

    def parts(self, text: str, cut: re.Pattern[str] | None) -> Iterator[Region]:
        """The region cut behind every match, but never inside a stretch that was shifted; parts without items left out."""
        if cut is None:
            yield self
            return
        start, held = self.start, 0
        for place, item in enumerate(self.items):
            # The next cut behind the item before, if there is one before this item.
            begin = self.items[place - 1].stop if place else self.start
            last = max((match.end() for match in cut.finditer(text, begin, item.start)), default=-1)
            if last >= 0 and place > held:
                match = cut.search(text, begin, item.start)
                assert match is not None
                yield Region(start, match.end(), self.items[held:place])
                held = place
            if last >= 0:
                start = last
        match = cut.search(text, self.items[-1].stop, self.stop) if self.items else None
        if self.items:
            yield Region(start, match.end() if match else self.stop, self.items[held:])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the converter did in a region. gain_nats: evidence against "somebody wrote it so".  proved: by replay."""

    items: tuple[Note | Run, ...]
    gain_nats: float
    proved: bool


def soft_nats(page: Page) -> float:
    """The evidence on the page as a whole, before any proof."""
    return _weigh(page, Region(0, len(page.text), page.items), frozenset(), False)[1] - STRANGER_NATS


def judge(page: Page, region: Region, prior_nats: float, certain: bool) -> Verdict:
    """The converter's work in a region.

    prior_nats: what it costs to assume the converter here.  certain: whether the rest of the page leaves no doubt of it.
    """
    left_out: frozenset[str] = frozenset()
    while True:
        items, nats = _weigh(page, region, left_out, certain)
        gain = nats - prior_nats
        if not items or gain <= 0.0:
            return Verdict((), gain, False)
        stream = _stream(page, region, items)
        missing, order = unexplained(stream)
        counts = Counter(each.character for each in stream.glosses)
        # A character that stands without a gloss as often as with one was never in the converter's set.
        odd = {each for each, count in missing.items() if count >= counts[each]}
        if odd <= left_out:
            break
        left_out |= odd
    return Verdict(items, gain, order is not None and replays(stream, order, page.text[region.start:region.stop]))


def _weigh(page: Page, region: Region, left_out: frozenset[str],
           certain: bool) -> tuple[tuple[Note | Run, ...], float]:
    """The items that the converter made, and the evidence for it (nats)."""
    notes: dict[str, list[Noted]] = defaultdict(list)
    shifted: Counter[tuple[str, str]] = Counter()
    runs = 0.0
    for item in region.items:
        if isinstance(item, Run):
            runs += min(max(item.gain_nats, 0.0), _RUN_NATS)
            shifted.update((each.character, each.syllable) for each in item.glosses)
        else:
            notes[item.noted.character].append(item.noted)
    bare = Counter(page.text[region.start:region.stop])
    chosen = {character: _chosen(each, shifted) for character, each in notes.items()}
    habits, others = _habits(bare, chosen)
    made: dict[str, str] = {}
    worth = converter = 0.0
    for character, each in notes.items():
        alike = [noted for noted in each if noted.syllable == chosen[character]]
        gain = character_nats(alike, max(bare[character] - len(each), 0), habits, page.model, certain) if alike else 0.0
        if (character, chosen[character]) in shifted or (gain > 0.0 and character not in left_out):
            made[character] = chosen[character]
            worth += max(gain, 0.0)
            converter += min((converter_nats(noted, habits) for noted in alike), default=0.0)
    items: list[Note | Run] = []
    left: list[Noted] = []
    for item in region.items:
        if isinstance(item, Run) or made.get(item.noted.character) == item.noted.syllable:
            items.append(item)
        else:
            left.append(item.noted)
    writer = _writer_gain(page, region, left, sum(map(len, notes.values())), converter + others)
    return tuple(items), min(worth, writer) + runs


def _habits(bare: Counter[str], chosen: Mapping[str, str]) -> tuple[Habits, float]:
    """What the converter does on this page, and what the Traditional characters cost that it leaves alone (nats)."""
    traditional = sum(map(is_only_traditional, bare))
    found = [each for character, syllable in chosen.items() if (each := reading(character, syllable)) and each.traditional]
    habits = Habits.of(len(found), traditional, sum(not each.first for each in found))
    return habits, -math.log(-math.expm1(-habits.in_set_nats)) * (traditional - len(found))


def _chosen(notes: Sequence[Noted], shifted: Counter[tuple[str, str]]) -> str:
    """The reading of a character that the converter inserted: it has one, so "" where none is by far the commonest."""
    votes = Counter(noted.syllable for noted in notes)
    votes.update({syllable: count for (character, syllable), count in shifted.items()
                  if character == notes[0].character})
    ranked = sorted(votes, key=lambda syllable: (-votes[syllable], syllable))
    return ranked[0] if len(ranked) == 1 or votes[ranked[0]] >= 3 * votes[ranked[1]] else ""


def _writer_gain(page: Page, region: Region, left: Sequence[Noted], glossed: int, converter: float) -> float:
    """By how much a converter and an author, who wrote the notes that are left, explain the glosses better than one
    writer of all of them does (nats)."""
    characters = len(_HAN.findall(page.text, region.start, region.stop))
    author = min(sum(author_nats(noted, page.model) for noted in left), writer_nats(len(left), characters)) if left else 0.0
    return writer_nats(glossed, characters) - converter - author


def _stream(page: Page, region: Region, items: Sequence[Note | Run]) -> Stream:
    parts: list[Stream] = []
    place = region.start
    for item in items:
        parts.append(Stream(encoded(page.text[place:item.start]), (), frozenset()))
        if isinstance(item, Run):
            parts.append(Stream(encoded(item.text), item.glosses, frozenset(item.cuts)))
        else:
            parts.append(Stream(b"", (Inserted(0, item.noted.character, item.noted.syllable),), frozenset()))
        place = item.stop
    parts.append(Stream(encoded(page.text[place:region.stop]), (), frozenset()))
    return joined(parts)
