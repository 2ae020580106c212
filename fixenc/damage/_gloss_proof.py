"""The decision on one region of a page: whose glosses these are, and whether the process gives the region back."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fixenc.damage._gloss_evidence import STRANGER_NATS, Noted, author_nats, character_nats, learners_nats
from fixenc.damage._gloss_page import Note, Page
from fixenc.damage._gloss_path import Inserted
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
class Proof:
    """What the converter did in a region, proved. gain_nats: evidence against "somebody wrote it so"."""

    items: tuple[Note | Run, ...]
    gain_nats: float


def soft_nats(page: Page) -> float:
    """The evidence on the page as a whole, before any proof."""
    return _weigh(page, Region(0, len(page.text), page.items), frozenset(), False)[1] - STRANGER_NATS


def prove(page: Page, region: Region, prior_nats: float, certain: bool) -> Proof | None:
    """The converter's work in a region; None where it is more likely an author's, or where the process does not give
    the region back.

    certain: whether the rest of the page leaves no doubt that a converter was there.
    """
    left_out: frozenset[str] = frozenset()
    while True:
        items, nats = _weigh(page, region, left_out, certain)
        if not items or nats - prior_nats <= 0.0:
            return None
        stream = _stream(page, region, items)
        missing, order = unexplained(stream)
        counts = Counter(each.character for each in stream.glosses)
        # A character that stands without a gloss as often as with one was never in the converter's set.
        odd = {each for each, count in missing.items() if count >= counts[each]}
        if odd <= left_out:
            break
        left_out |= odd
    if order is None or not replays(stream, order, page.text[region.start:region.stop]):
        return None
    return Proof(items, nats - prior_nats)


def _weigh(page: Page, region: Region, left_out: frozenset[str],
           certain: bool) -> tuple[tuple[Note | Run, ...], float]:
    """The items that the converter made, and the evidence for it (nats)."""
    notes: dict[str, list[Noted]] = defaultdict(list)
    shifted: Counter[tuple[str, str]] = Counter()
    nats = 0.0
    for item in region.items:
        if isinstance(item, Run):
            nats += min(max(item.gain_nats, 0.0), _RUN_NATS)
            shifted.update((each.character, each.syllable) for each in item.glosses)
        else:
            notes[item.noted.character].append(item.noted)
    made: dict[str, str] = {}
    for character, each in notes.items():
        # One replacement a character: where there are two readings the commoner is the converter's.
        votes = Counter(noted.syllable for noted in each)
        votes.update({syllable: count for (other, syllable), count in shifted.items() if other == character})
        syllable = max(sorted(votes), key=lambda syllable: votes[syllable])
        alike = [noted for noted in each if noted.syllable == syllable]
        worth = character_nats(alike, page.model, certain) if alike else 0.0
        if (character, syllable) in shifted or (worth > 0.0 and character not in left_out):
            made[character] = syllable
            nats += max(worth, 0.0)
    items = tuple(item for item in region.items
                  if isinstance(item, Run) or made.get(item.noted.character) == item.noted.syllable)
    return items, nats - max(_learners_gain(page, region, notes), 0.0)


def _learners_gain(page: Page, region: Region, notes: dict[str, list[Noted]]) -> float:
    """By how much a text for learners explains the glosses better than single notes of an author do (nats)."""
    glossed = sum(len(each) for each in notes.values())
    characters = len(_HAN.findall(page.text, region.start, region.stop))
    author = sum(author_nats(each[0], page.model) + 2.0 * (len(each) - 1) for each in notes.values())
    return author - learners_nats(glossed, characters)


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
