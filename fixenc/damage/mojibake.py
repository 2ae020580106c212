"""Text that was written in one charset and read in another, where no byte was lost.

    ÎÄ¼þ -> 文件        浣犲ソ -> 你好        æ–‡ä»¶ -> 文件

Any charset that can hold Chinese, read as any other: the pairs come from the charsets that there are. Damaged stretches
are found inside lines; a stretch is repaired when the text that it makes is so much likelier than what stands there
that "nothing happened" is out of the question, and when reading its bytes wrongly once more gives exactly what stood there.
Leaves alone: rare characters that make sense together, other languages, single characters.
Source: UTF-8 read as code page 936 makes up most of the damage in public source code, GBK read as Latin-1 comes next.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from fixenc.damage._decide import Line, decide
from fixenc.damage._kind import LAYERS, Context, Kind, Proposal, Stage
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._search import Batch, search
from fixenc.model.scan import Family, suspicious_lines

# So many lines are searched with every pair; the pairs proved there are tried alone on the rest of a large file first.
FIRST_LINES = 64
# The least by which a stretch must be likelier before it is looked at more closely: a little less than what a stranger, and
# what a process proved nearby, needs in the end.
STRANGER_CANDIDATE_NATS = 10.0
PROVED_CANDIDATE_NATS = 3.0


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The damaged stretches of a text, each with what stood there."""
    lines = [Line(start, text[start:stop]) for start, stop in suspicious_lines(text, context.model)]
    everything = pairs(context.config)
    proved = set(context.proved)
    new = [line for line in lines if line.text not in context.searched]
    first, rest = new[:FIRST_LINES], new[FIRST_LINES:]
    found = list(_repaired(first, everything, context, proved))
    proved.update(proposal.process.words for proposal in found)
    yield from found
    known = [pair for pair in everything if not proved.isdisjoint(pair.words)]
    later = rest + [line for line in lines if line.text in context.searched]
    repaired = list(_repaired(later, known, context, proved)) if known else []
    yield from repaired
    last = list(_repaired(_untouched(rest, repaired), everything, context, proved))
    yield from last
    context.searched.update(line.text for line in _untouched(new, found + repaired + last))


def _repaired(lines: Sequence[Line], tried_pairs: Sequence[Pair], context: Context, proved: set[str],
              layers: int = LAYERS) -> Iterator[Proposal]:
    if not lines:
        return
    batch = Batch.of([line.text for line in lines], context.model)
    least = PROVED_CANDIDATE_NATS if proved else STRANGER_CANDIDATE_NATS
    found = search(batch, tried_pairs, least, context.model)

    def deeper(texts: Sequence[str]) -> list[float]:
        gains = dict.fromkeys(texts, 0.0)
        below = [Line(start, text) for start, text in zip(_starts(list(gains)), gains, strict=True)]
        starts = [line.start for line in below]
        for proposal in _repaired(below, tried_pairs, context, proved, layers - 1):
            gains[below[_line_index(starts, proposal.span.start)].text] += proposal.gain_nats
        return [gains[text] for text in texts]

    yield from decide(lines, found, proved, context.model, deeper if layers > 1 else None)


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each text begins when they stand one below the other."""
    return list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))


def _untouched(lines: Sequence[Line], found: Sequence[Proposal]) -> list[Line]:
    """The lines in which nothing was found."""
    starts = [line.start for line in lines]
    touched = {_line_index(starts, proposal.span.start) for proposal in found}
    return [line for index, line in enumerate(lines) if index not in touched]


def _line_index(starts: Sequence[int], position: int) -> int:
    """Which line holds a position: the last that begins at it or before."""
    return bisect_right(starts, position) - 1


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find)
