"""One cleaned line: the likeliest of its readings that can be proved, and what is guessed in it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fixenc.damage._kind import Proposal
from fixenc.damage._misfixed_proof import CLEANINGS, prove, some_cleaning
from fixenc.damage._misfixed_search import Way
from fixenc.values import Guess, Process, Span

# Ways that are tried with every cleaner, and how much less likely than the proved one another may be to count beside it.
TRIED, RIVAL_NATS = 8, 10.0
RUNNERS_UP = 3


@dataclass(frozen=True, slots=True)
class Restored:
    """A line as it was. share: how likely it is among all that can be proved.  guesses: where those differ."""

    before: str
    after: str
    share: float
    guesses: tuple[Guess, ...]
    process: Process

    @property
    def span(self) -> Span:
        """The part of the line that changes."""
        least = min(len(self.before), len(self.after))
        first = next((place for place in range(least) if self.before[place] != self.after[place]), least)
        last = next((place for place in range(least - first) if self.before[-1 - place] != self.after[-1 - place]), 0)
        return Span(first, len(self.before) - last)

    def proposal(self, line_start: int, gain_nats: float) -> Proposal:
        """The same for a line that begins at `line_start` of the text."""
        span = self.span
        after = self.after[span.start:len(self.after) - (len(self.before) - span.stop)]
        guesses = tuple(Guess(each.offset - span.start, each.probability, each.runners_up) for each in self.guesses)
        return Proposal(span.moved(line_start), after, gain_nats, self.process, guesses, self.share)


def spelled(line: str, ways: Sequence[Way], written: str) -> Restored | None:
    """The likeliest reading of a line, each character of which is a byte or some bytes read as UTF-8; other versions of a cleaner
    than the one that is installed took other bytes for UTF-8."""
    return Restored(line, ways[0].text(), 1.0, (), some_cleaning(written)) if ways else None


def restore(line: str, ways: Sequence[Way], written: str) -> Restored | None:
    """The likeliest reading of a line that some cleaner turns into it, or None. ways: likeliest first."""
    proved: dict[str, float] = {}
    found = None
    for way in ways[:TRIED]:
        if found is not None and way.nats < max(proved.values()) - RIVAL_NATS:
            break
        after = way.text()
        cleaning = prove(line, after, written, CLEANINGS if found is None else (found,)) if after not in proved else None
        if cleaning is not None:
            found = found or cleaning
            proved[after] = way.nats
    if found is None:
        return None
    after, best = next(iter(proved.items()))
    weights = {text: math.exp(nats - best) for text, nats in proved.items()}
    total = sum(weights.values())
    shares = {text: weight / total for text, weight in weights.items()}
    return Restored(line, after, shares[after], _guesses(after, shares), found.process(written))


def _guesses(after: str, shares: dict[str, float]) -> tuple[Guess, ...]:
    """Where the readings of one length differ; one of another length differs somewhere, and only lowers the share of all."""
    guesses = []
    rivals = {text: share for text, share in shares.items() if len(text) == len(after)}
    for place, character in enumerate(after):
        found: dict[str, float] = defaultdict(float)
        for text, share in rivals.items():
            found[text[place]] += share / sum(rivals.values())
        if len(found) > 1:
            ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
            others = tuple(each for each in ranked if each[0] != character)
            guesses.append(Guess(place, found[character], others[:RUNNERS_UP]))
    return tuple(guesses)
