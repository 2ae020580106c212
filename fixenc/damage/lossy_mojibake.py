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
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._bulk import convert
from fixenc.damage._bulk import known as known_whole
from fixenc.damage._candidates import FOLLOWED, jobs
from fixenc.damage._decide import AROUND, NEIGHBOUR_NATS, STRANGER_NATS, Line, weigh
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._lines import windows
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._readers import MARKS, REPLACEMENT, mark_of, process, readers
from fixenc.damage._restore import TRIAL, Job, Restored, restore
from fixenc.damage._syntax import Habits, habits, well_formed_nats
from fixenc.damage._together import run_together
from fixenc.model.scan import Family, alarms, rising_lines, suspicious
from fixenc.model.score import Model
from fixenc.values import Span

# So many lines are searched with every pair of charsets; what is proved there is tried alone on the others first.
FIRST_LINES = 4
# In nine of ten lines of public source code the mark of code page 936 has taken the next byte along.
READER_NATS = {"windows-keep": -2.2, "php": -4.0}
LATER_NATS = -3.0
# Clean Chinese costs 4 to 7 nats a character, verse and names up to 9; what is damaged still costs more.
MOST_NATS, SPARE_NATS = 8.0, 8.0
# Where more than this share of the characters is expected to be wrong, nothing was restored.
MOST_WRONG = 0.35


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The damaged stretches of a text, each with what stood there."""
    # Of a file that is damaged without a loss the model need not read a line here.
    lines = [Line(start, text[start:stop].rstrip("\r")) for start, stop in rising_lines(text)]
    lines = [line for line in lines if mark_of(line.text)]
    # Nor need anybody search those that a process proved in this file explains whole, question marks and all.
    _, lines = convert(lines, known_whole(context.proved, pairs(context.config)), context.model)
    lines = [window for line in lines for window in windows(line) if mark_of(window.text)]
    lines = list(compress(lines, suspicious([line.text for line in lines], context.model)))
    if not lines:
        return
    everything, known = pairs(context.config), habits(text)
    proved = set(context.proved)
    place = 0
    while place < len(lines):
        some = lines[place:place + FIRST_LINES]
        place += FIRST_LINES
        seen = [pair for words, pair in _by_words(everything).items() if words in proved]
        if seen:
            some = lines[place - FIRST_LINES:]
            place = len(lines)
            done = list(_found(some, seen, proved, known, context))
            yield from (proposal for _, proposal in done)
            finished = {index for index, _ in done}
            some = [line for index, line in enumerate(some) if index not in finished]
        for _, proposal in _found(some, everything, set(), known, context):
            proved.add(proposal.process.words)
            yield proposal


def _found(lines: Sequence[Line], tried: Sequence[Pair], proved: set[str], known: Habits,
           context: Context) -> Iterator[tuple[int, Proposal]]:
    """What is found in some lines, with the index of the line. proved: the only processes to be tried, unless empty."""
    if not lines:
        return
    todo = jobs(lines, tried, proved, known, context.model)
    yield from _decided(lines, _restored(lines, todo, known, context.model), context)


def _restored(lines: Sequence[Line], todo: Sequence[Job], known: Habits, model: Model) -> list[Restored]:
    """What comes of the likeliest jobs of each line, or where nothing does of the next ones."""
    waiting: dict[int, list[Job]] = defaultdict(list)
    for job in todo:
        waiting[job.line].append(job)
    found: list[Restored] = []
    while waiting:
        some = [job for each in waiting.values() for job in _taken(each)]
        restored = run_together([restore(job, lines[job.line].text, known) for job in some], model)
        found += [each for each in restored if each is not None]
        done = {each.job.line for each in found}
        waiting = {line: rest for line, each in waiting.items() if line not in done and (rest := each[len(_taken(each)):])}
    return found


def _taken(waiting: list[Job]) -> list[Job]:
    """All jobs of a short line, the first of a long one."""
    return waiting if waiting[0].stop - waiting[0].start <= TRIAL else waiting[:FOLLOWED]


def _decided(lines: Sequence[Line], restored: Sequence[Restored], context: Context) -> Iterator[tuple[int, Proposal]]:
    """The likeliest restoration of each line, where it is likelier than that nothing happened."""
    if not restored:
        return
    best: dict[int, Restored] = {}
    for each in sorted(restored, key=_nats):
        best[each.job.line] = each
    likeliest = list(best.values())
    for each, gain in zip(likeliest, _gains(lines, likeliest, context), strict=True):
        if gain > 0.0 and _reads_well(each, context.model):
            span = Span(each.start, each.stop).moved(lines[each.job.line].start)
            yield each.job.line, Proposal(span, each.after, gain, process(each.job.pair, each.job.reader), each.guesses,
                                           stood=each.stood)


def _reads_well(restored: Restored, model: Model) -> bool:
    """Whether what was restored is a text, and more than a string of guesses."""
    wrong = sum(1.0 - guess.probability for guess in restored.guesses)
    if wrong > MOST_WRONG * len(restored.after):
        return False
    return -model.score(restored.after) < MOST_NATS * len(restored.after) + SPARE_NATS


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
        # That bytes were lost is seen, whatever they were: a mark may not speak for the damage more than a question mark does.
        befores.append(head + text[each.start:each.stop].replace(REPLACEMENT, "?") + tail)
        afters.append(head + each.after + tail)
    likelier = _weigh(afters, context) - weigh(befores, context.model)
    odd = np.array([max(0.0, float(alarms(each.after.split("\n"), context.model).max())) for each in restored])
    gains = []
    for each, nats in zip(restored, (likelier - odd).tolist(), strict=True):
        known = process(each.job.pair, each.job.reader).words in context.proved
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


@cache
def _by_words(some: tuple[Pair, ...]) -> Mapping[str, Pair]:
    """The pairs by the words of every process that they can be proved by here."""
    return {process(pair, reader).words: pair for pair in some for mark in MARKS for reader in readers(pair.read, mark)}


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find)
