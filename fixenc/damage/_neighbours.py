"""Short lines among many that one process damaged: what they say by themselves is not enough, what stands around them is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from fixenc.damage._decide import Line
from fixenc.damage._kind import Context, Proposal
from fixenc.damage._known import known
from fixenc.damage._lines import LONGEST
from fixenc.damage._pairs import Pair
from fixenc.damage._prove import prove
from fixenc.damage._rows import Rows
from fixenc.damage._search import Stretch
from fixenc.damage._spans import are_apart
from fixenc.damage._weigh import weigh, weigh_as_found
from fixenc.model.scan import alarms
from fixenc.values import Span

# So many lines must have been damaged by the same process before it is taken for what happened to the whole text.
LEAST_LINES = 4
# However many they are, a line of its own (a name in another script, a rare word) remains possible: one in twenty, e^-3.
MOST_ODDS_NATS = 3.0


def of_the_same(text: str, found: Sequence[Proposal], pairs: tuple[Pair, ...], context: Context) -> Iterator[Proposal]:
    """The lines beyond ASCII that are left where most others of a text were damaged by one process, and likelier without it.

    found: what was found in the text so far. The odds are those of the lines themselves: so many damaged to so many that are
    not, 20 to 1 at most.
    """
    counts: Counter[str] = Counter()
    for proposal in found:
        counts[proposal.process.words] += text.count("\n", proposal.span.start, proposal.span.stop) + 1
    if max(counts.values(), default=0) < LEAST_LINES:
        return
    left = _left(text, found, context)
    odds = math.log((sum(counts.values()) + 1) / (len(left) + 1))
    if not left or odds <= 0.0:
        return
    for each in known(counts, pairs)[:1]:
        stretches = [stretch for index, line in enumerate(left) if (stretch := _whole(index, line.text, each.pair, each.dialect))]
        if not stretches:
            continue
        afters = [stretch.after for stretch in stretches]
        gains = weigh(afters, context.model) - weigh_as_found([left[stretch.line].text for stretch in stretches], context.model)
        gains += min(odds, MOST_ODDS_NATS) - np.maximum(alarms(afters, context.model), 0.0)
        for stretch, gain in zip(stretches, gains.tolist(), strict=True):
            line = left[stretch.line]
            process = prove(line.text, stretch) if gain > 0.0 else None
            if process is not None:
                yield Proposal(Span(line.start, line.start + len(line.text)), stretch.after, gain, process)


def _left(text: str, found: Sequence[Proposal], context: Context) -> list[Line]:
    """The lines beyond ASCII in which nothing was found."""
    rows = Rows.of(text)
    starts, stops = rows.starts[:-1], rows.starts[1:] - 1
    left = np.flatnonzero(~rows.ascii & (stops - starts <= LONGEST) & are_apart(found, starts, stops))
    lines = [Line(int(rows.starts[index]), rows.line(index)) for index in left.tolist()]
    return [line for line in lines if line.text not in context.explained]


def _whole(index: int, line: str, pair: Pair, dialect: str) -> Stretch | None:
    """A line as it was written, where the pair explains all of it."""
    data = pair.read.to_bytes(line, dialect)
    after = pair.written.strict(data) if data is not None else None
    if after is None or after == line or "\n" in after:
        return None
    return Stretch(index, 0, len(line), after, pair)
