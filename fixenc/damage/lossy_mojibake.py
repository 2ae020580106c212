"""Text that was written in one charset and read in another, where bytes were lost.

    鏁版嵁搴? -> 数据库        COMMENT='鐢ㄦ埛琛?; -> COMMENT='用户表';

A program that cannot read a byte writes a mark for it, and some take the next byte along. What is left of the character and
the text around it say what was lost: every text that the bytes may have been is weighed, and the process, run on the
likeliest, must give what stands there, marks and all. Each restored character is a guess with its probability.
Leaves alone: question marks that are question marks, and lines of which too little is left to prove anything.
Source: nine of ten damaged Chinese lines in public source code have lost bytes, most of them UTF-8 read as code page 936.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._decide import AROUND, NEIGHBOUR_NATS, STRANGER_NATS, Line, weigh
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._readers import mark_of, readers
from fixenc.damage._restore import Job, Restored, restore
from fixenc.damage._search import Batch, Stretch, search
from fixenc.damage._syntax import habits, well_formed_nats
from fixenc.damage._together import run_together
from fixenc.model.scan import Family, alarms, suspicious_lines
from fixenc.values import Process, Span, Step

# Stretches between marks that gain this much are places where the search for what was lost begins.
CANDIDATE_NATS = 6.0
# Pairs of charsets that a line is searched with.
TRIED_PAIRS = 3
# Charsets of two bytes, read in which other charsets lose so much that hardly a whole character is left.
DENSE_READ = ("big5", "shift_jis", "euc_kr", "euc_jp", "gb18030")
DENSE_WRITTEN = ("utf_8", "gb18030", "big5")
# In nine of ten lines of public source code the mark of code page 936 has taken the next byte along.
READER_NATS = {"windows-keep": -2.2, "php": -4.0}
LATER_NATS = -3.0


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The damaged stretches of a text, each with what stood there."""
    lines = [Line(start, text[start:stop].rstrip("\r")) for start, stop in suspicious_lines(text, context.model)]
    lines = [line for line in lines if mark_of(line.text)]
    if not lines:
        return
    found = search(Batch.of([line.text for line in lines], context.model), pairs(context.config), CANDIDATE_NATS, context.model)
    cores: dict[int, dict[Pair, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    worth: dict[tuple[int, Pair], float] = defaultdict(float)
    for stretch, gain in zip(found, _worth(lines, found, context), strict=True):
        cores[stretch.line][stretch.pair].append(stretch)
        worth[stretch.line, stretch.pair] += gain
    jobs = []
    for index, line in enumerate(lines):
        ranked = sorted(cores[index], key=lambda pair: -worth[index, pair])[:TRIED_PAIRS]
        tried = [pair for pair in ranked if worth[index, pair] > 0.0] or _dense_pairs(context)
        jobs += list(_jobs(index, line.text, {pair: cores[index].get(pair, []) for pair in tried}))
    known = habits(text)
    restored = run_together([restore(job, lines[job.line].text, known) for job in jobs], context.model)
    yield from _decided(lines, [each for each in restored if each is not None], context)


def _worth(lines: Sequence[Line], found: Sequence[Stretch], context: Context) -> list[float]:
    """Nats that each stretch gains, those held against it that what it makes costs more than ordinary text."""
    if not found:
        return []
    befores = [lines[each.line].text[each.start:each.stop] for each in found]
    afters = [each.after for each in found]
    odd = np.maximum(alarms(afters, context.model), 0.0)
    gains: list[float] = (weigh(afters, context.model) - weigh(befores, context.model) - odd).tolist()
    return gains


def _jobs(index: int, line: str, cores: dict[Pair, list[Stretch]]) -> Iterator[Job]:
    odd = [place for place, character in enumerate(line) if character >= "\x80"]
    if not odd:
        return
    mark = mark_of(line)
    start, stop = odd[0], odd[-1] + 1
    while start > 0 and line[start - 1] == mark:
        start -= 1
    while stop < len(line) and line[stop] == mark:
        stop += 1
    for pair, stretches in cores.items():
        spans = tuple((each.start, each.stop) for each in stretches)
        for reader in readers(pair.read, mark):
            yield Job(index, start, stop, spans, pair, reader)


def _dense_pairs(context: Context) -> list[Pair]:
    return [pair for pair in pairs(context.config) if pair.written.name in DENSE_WRITTEN and pair.read.name in DENSE_READ]


def _decided(lines: Sequence[Line], restored: Sequence[Restored], context: Context) -> Iterator[Proposal]:
    """The likeliest restoration of each line, where it is likelier than that nothing happened."""
    if not restored:
        return
    best: dict[int, Restored] = {}
    for each in sorted(restored, key=_nats):
        best[each.job.line] = each
    likeliest = list(best.values())
    for each, gain in zip(likeliest, _gains(lines, likeliest, context), strict=True):
        if gain > 0.0:
            span = Span(each.start, each.stop).moved(lines[each.job.line].start)
            yield Proposal(span, each.after, gain, _process(each), each.guesses)


def _nats(restored: Restored) -> float:
    """How likely what was restored is, and the process."""
    reader = restored.job.reader
    later = LATER_NATS if reader.mark != reader.losses.mark else 0.0
    return restored.nats + restored.job.pair.prior_nats + READER_NATS.get(reader.dialect, 0.0) + later


def _gains(lines: Sequence[Line], restored: Sequence[Restored], context: Context) -> list[float]:
    befores, afters = [], []
    for each in restored:
        text = lines[each.job.line].text
        head, tail = text[max(0, each.start - AROUND):each.start], text[each.stop:each.stop + AROUND]
        befores.append(head + text[each.start:each.stop] + tail)
        afters.append(head + each.after + tail)
    likelier = _weigh(afters, context) - weigh(befores, context.model)
    odd = np.array([max(0.0, float(alarms(each.after.split("\n"), context.model).max())) for each in restored])
    gains = []
    for each, nats in zip(restored, (likelier - odd).tolist(), strict=True):
        known = _process(each).words in context.proved
        prior = -NEIGHBOUR_NATS if known else each.job.pair.prior_nats - STRANGER_NATS
        prior += _formed_nats(lines[each.job.line].text, each)
        gains.append(nats + prior - quotation_nats(lines[each.job.line].text, each.start, each.stop))
    return gains


def _formed_nats(line: str, restored: Restored) -> float:
    """How much better the quotes and brackets of the line pair with what was restored."""
    return well_formed_nats(line[:restored.start] + restored.after + line[restored.stop:]) - well_formed_nats(line)


def _weigh(texts: Sequence[str], context: Context) -> NDArray[np.float64]:
    """Log probability of each text, which may hold line ends that were lost and restored."""
    lines = [line for text in texts for line in text.split("\n")]
    sizes = [text.count("\n") + 1 for text in texts]
    total: NDArray[np.float64] = np.add.reduceat(weigh(lines, context.model), np.cumsum([0, *sizes[:-1]]))
    return total


def _process(restored: Restored) -> Process:
    reader = restored.job.reader
    process = restored.job.pair.process(reader.dialect)
    if reader.losses.mark == reader.mark:
        return process
    return process.then(Process(f"U+FFFD became {reader.mark}", (Step("replace", f"U+FFFD -> {reader.mark}"),)))


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find)
