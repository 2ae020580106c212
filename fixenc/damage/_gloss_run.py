"""Reads a stretch in which a gloss or a cut has shifted the characters by one byte.

The page gives bytes with holes: a mark is half a character, perhaps with the ASCII character behind it; an ASCII letter
may be the trail byte of a character, or a full-width form that was made half-width; a private-use letter may be missing
without a mark. Every way to fill the holes is a path; a beam of them is scored by the language model.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fixenc.damage._gloss_bytes import octets
from fixenc.damage._gloss_marks import GLOSS, MARK
from fixenc.damage._gloss_path import Inserted, Path
from fixenc.damage._gloss_script import nats
from fixenc.damage._gloss_steps import Steps, glossed
from fixenc.model.scan import ORDINARY_NATS
from fixenc.values import Guess

# Paths kept at each character, and by how many nats one may lag behind the best.
BEAM, LAG_NATS = 16, 14.0
# Characters behind the stretch that its readings are judged with.
AHEAD = 3
# A stretch that was read back well has no part that costs more by ROUGH_NATS than ORDINARY_NATS a character (the scan
# takes 6 and 7): two wrong characters cost 8 to 10 each.
ROUGH_NATS = 4.0
# A stretch ends at the next ASCII character, as a rule; of marks that have become so many characters glosses are not the cause.
LONGEST = 400
# Paths for which lost letters are tried at one place.
BRIDGED = 4


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
    """Reads stretches of one page. private_lost: whether private-use letters may be missing."""

    steps: Steps
    private_lost: bool

    def run(self, start: int, context: str, prior_nats: float) -> Run | None:
        """The stretch that begins with the mark at `start`; None where what stands there is likelier.

        context: the characters before it as they were.  prior_nats: what it costs to assume damage here.
        """
        found = self._search(start, context, prior_nats, bridged=False)
        if self.private_lost and not self._reads_well(found, context):
            # Pages keep their private-use letters or lose them all; where all reads well none was there.
            bridged = self._search(start, context, prior_nats, bridged=True)
            if bridged is not None and (found is None or self._nats(bridged, found[1]) > self._nats(found, bridged[1])):
                found = bridged
        return None if found is None or not found[0].damaged else self._settled(start, found, context)

    def _nats(self, found: Found, stop: int) -> float:
        """Log probability of what was found and, where it ends before `stop`, of the page from there on."""
        return found[0].nats + self.steps.model.score(self.steps.page[found[1]:stop])

    def _reads_well(self, found: Found | None, context: str) -> bool:
        if found is None:
            return False
        text, highest, height = found[0].text, 0.0, 0.0
        for each in nats(self.steps.model, [context + text[:place] for place in range(len(text))], text):
            height = max(height - each - ORDINARY_NATS, 0.0)
            highest = max(highest, height)
        return highest <= ROUGH_NATS

    def _search(self, start: int, context: str, prior_nats: float, bridged: bool) -> Found | None:
        """The best path, where it ends, and all that got there; the characters ahead weighed, but not part of the text."""
        lead = (b"\0\0" + b"".join(octets(each) for each in context[-2:]))[-2:]
        agenda: dict[int, list[Path]] = {start: [Path((lead[0], lead[1]))]}
        while agenda:
            place = min(agenda)
            if place - start > LONGEST:
                return None
            paths = self._best(agenda.pop(place), context)
            if place == len(self.steps.page):
                paths = [path for path in paths if not path.pending]
            if not agenda and place > start and self._is_whole(place, paths):
                ahead = self._ahead(place)
                ends = self.steps.scored([replace(path, text=path.text + ahead) for path in paths], context)
                ends = [replace(path, text=path.text[:len(path.text) - len(ahead)]) for path in ends]
                return (max(ends, key=lambda path: path.nats), place, ends) if ends else None
            for rank, path in enumerate(paths):
                for stop, after in self.steps.behind(place, path, context, bridged and rank < BRIDGED):
                    cost = prior_nats if after.damaged and not path.damaged else 0.0
                    agenda.setdefault(stop, []).append(replace(after, nats=after.nats - cost) if cost else after)
        return None

    def _is_whole(self, place: int, paths: Sequence[Path]) -> bool:
        """Whether all paths are back at whole characters, and no gloss of the last one follows."""
        match = GLOSS.match(self.steps.page, place)
        return not any(path.pending or (match and path.damaged and glossed(path, match[1])) for path in paths)

    def _settled(self, start: int, found: Found, context: str) -> Run:
        top, stop, ends = found
        weights: dict[str, float] = defaultdict(float)
        for path in ends:
            weights[path.text] += math.exp(path.nats - top.nats)
        guesses = tuple(_guess(offset, top.text, weights) for offset in top.guesses)
        ahead = self._ahead(stop)
        stood = self.steps.page[start:stop] + ahead
        likelier = self.steps.model.score_many([context + top.text + ahead, context + stood])
        return Run(start, stop, top.text, top.glosses, top.cuts, guesses, weights[top.text] / sum(weights.values()),
                   float(likelier[0] - likelier[1]))

    def _ahead(self, stop: int) -> str:
        ahead = self.steps.page[stop:stop + AHEAD]
        return ahead[:next((place for place, each in enumerate(ahead) if each in MARK + "(\n"), len(ahead))]

    def _best(self, paths: list[Path], context: str) -> list[Path]:
        if len(paths) == 1:
            return paths
        paths = sorted(self.steps.scored(paths, context), key=lambda path: -path.nats)[:BEAM]
        return [path for path in paths if path.nats > paths[0].nats - LAG_NATS]


def _guess(offset: int, text: str, weights: dict[str, float]) -> Guess:
    chances: dict[str, float] = defaultdict(float)
    for other, weight in weights.items():
        if offset < len(other):
            chances[other[offset]] += weight
    total = sum(weights.values())
    ranked = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
    return Guess(offset, chances[text[offset]] / total,
                 tuple((other, chance / total) for other, chance in ranked if other != text[offset])[:3])
