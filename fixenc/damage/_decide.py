"""The decision: which of the stretches that a search found are repaired, by evidence and with proof."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fixenc.damage._kind import Proposal
from fixenc.damage._prove import prove
from fixenc.damage._search import Stretch
from fixenc.model.score import Model
from fixenc.values import Span

# A damaged stretch is expected once in some 20,000 lines (e^-10) before anything is known of the file; where the same
# process was proved nearby it is expected once in e^3 = 20.
STRANGER_NATS = 10.0
NEIGHBOUR_NATS = 3.0
# Characters on each side that a stretch is judged with: more than the model looks back.
AROUND = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text. start: code points from the start of the text.  text: without its line feed."""

    start: int
    text: str


def decide(lines: Sequence[Line], found: Sequence[Stretch], proved: set[str], model: Model) -> Iterator[Proposal]:
    """The stretches that are repaired, the better one where two overlap.

    lines: those of the batch, in order.  proved: the words of the processes that were proved in this file already.
    """
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.text) + 1)
    placed = [(bisect_right(starts, stretch.start) - 1, stretch) for stretch in found]
    taken: dict[int, list[Span]] = {}
    for gain, index, stretch in _ranked(placed, starts, lines, proved, model):
        span = Span(stretch.start - starts[index], stretch.stop - starts[index])
        if any(span.overlaps(other) for other in taken.get(index, ())):
            continue
        line = lines[index]
        process = prove(line.text[span.start:span.stop], stretch)
        if process is None:
            continue
        taken.setdefault(index, []).append(span)
        yield Proposal(span.moved(line.start), stretch.after, gain, process)


def _ranked(placed: Sequence[tuple[int, Stretch]], starts: Sequence[int], lines: Sequence[Line], proved: set[str],
            model: Model) -> list[tuple[float, int, Stretch]]:
    """Those with evidence for the damage, the greatest first: (gain in nats, line, stretch)."""
    befores, afters = [], []
    for index, stretch in placed:
        text, start, stop = lines[index].text, stretch.start - starts[index], stretch.stop - starts[index]
        head, tail = text[max(0, start - AROUND):start], text[stop:stop + AROUND]
        befores.append(head + text[start:stop] + tail)
        afters.append(head + stretch.after + tail)
    likelier = model.score_many(afters) - model.score_many(befores)
    ranked = []
    for (index, stretch), nats in zip(placed, likelier.tolist(), strict=True):
        known = any(words in proved for words in stretch.pair.words)
        gain = nats - (NEIGHBOUR_NATS if known else STRANGER_NATS - stretch.pair.prior_nats)
        if gain > 0.0:
            ranked.append((gain, index, stretch))
    return sorted(ranked, key=lambda each: (-each[0], each[1], each[2].start, -each[2].pair.prior_nats))
