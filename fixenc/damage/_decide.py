"""The decision: which of the stretches that a search found are repaired, by evidence and with proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fixenc.damage._kind import Proposal
from fixenc.damage._prove import prove
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._search import Stretch
from fixenc.model.scan import ALARM_NATS, alarms
from fixenc.model.score import Model
from fixenc.values import Span

# A damaged stretch is expected once in some 20,000 lines (e^-10) before anything is known of the file; where the same
# process was proved nearby it is expected once in e^3 = 20.
STRANGER_NATS = 10.0
NEIGHBOUR_NATS = 3.0
# Characters on each side that a stretch is judged with: more than the model looks back.
AROUND = 8
# Readings of one line that are followed to the layer below, when none of them is clean text.
FOLLOWED = 4
FOLLOWED_NATS = -10.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text. start: code points from the start of the text.  text: without its line feed."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stretch in its line, and the evidence for it."""

    gain_nats: float
    stretch: Stretch


Deeper = Callable[[Sequence[str]], list[float]]


def decide(lines: Sequence[Line], found: Sequence[Stretch], proved: set[str], model: Model,
           deeper: Deeper | None) -> Iterator[Proposal]:
    """The stretches that are repaired, the better one where two overlap.

    lines: those of the batch, in order.  proved: the words of the processes that were proved in this file already.
    deeper: nats that each of some texts gains by being repaired itself; text that was misread twice is judged by what
    comes out in the end.
    """
    by_line: dict[int, list[Weighed]] = defaultdict(list)
    for stretch, gain in zip(found, _gains(lines, found, proved, model), strict=True):
        by_line[stretch.line].append(Weighed(gain, stretch))
    if deeper is not None:
        _look_deeper(by_line, model, deeper)
    for index, weighed in by_line.items():
        yield from _winners(lines[index], weighed)


def _gains(lines: Sequence[Line], found: Sequence[Stretch], proved: set[str], model: Model) -> list[float]:
    """Evidence for each stretch against "nothing happened", nats."""
    befores, afters = [], []
    for stretch in found:
        text = lines[stretch.line].text
        head, tail = text[max(0, stretch.start - AROUND):stretch.start], text[stretch.stop:stretch.stop + AROUND]
        befores.append(head + text[stretch.start:stretch.stop] + tail)
        afters.append(head + stretch.after + tail)
    likelier = model.score_many(afters) - model.score_many(befores)
    gains = []
    for stretch, nats in zip(found, likelier.tolist(), strict=True):
        known = any(words in proved for words in stretch.pair.words)
        prior = -NEIGHBOUR_NATS if known else stretch.pair.prior_nats - STRANGER_NATS
        gains.append(nats + prior - quotation_nats(lines[stretch.line].text, stretch.start, stretch.stop))
    return gains


def _look_deeper(by_line: dict[int, list[Weighed]], model: Model, deeper: Deeper) -> None:
    """Add to the best readings of a line what their own repair gains, unless the best is clean as it is."""
    followed = [(index, place) for index, weighed in by_line.items() for place in _followed(weighed, model)]
    gains = deeper([by_line[index][place].stretch.after for index, place in followed]) if followed else []
    for (index, place), gain in zip(followed, gains, strict=True):
        weighed = by_line[index][place]
        by_line[index][place] = Weighed(weighed.gain_nats + gain, weighed.stretch)


def _followed(weighed: Sequence[Weighed], model: Model) -> list[int]:
    ranked = sorted(range(len(weighed)), key=lambda place: -weighed[place].gain_nats)[:FOLLOWED]
    heights = alarms([weighed[place].stretch.after for place in ranked], model).tolist()
    if heights[0] <= ALARM_NATS and weighed[ranked[0]].gain_nats > 0.0:
        return []
    return [place for place, height in zip(ranked, heights, strict=True)
            if height > ALARM_NATS and weighed[place].gain_nats > FOLLOWED_NATS]


def _winners(line: Line, weighed: Sequence[Weighed]) -> Iterator[Proposal]:
    taken: list[Span] = []
    for each in sorted(weighed, key=lambda each: (-each.gain_nats, -each.stretch.pair.prior_nats, each.stretch.start)):
        stretch = each.stretch
        span = Span(stretch.start, stretch.stop)
        if each.gain_nats <= 0.0 or any(span.overlaps(other) for other in taken):
            continue
        process = prove(line.text[span.start:span.stop], stretch)
        if process is not None:
            taken.append(span)
            yield Proposal(span.moved(line.start), stretch.after, each.gain_nats, process)
