"""Which readings a line with lost bytes is searched under: pairs of charsets, and the programs that may have read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from fixenc.charsets._charset import Charset
from fixenc.damage._batch import Batch
from fixenc.damage._decide import Line
from fixenc.damage._pairs import Pair, suspected
from fixenc.damage._readers import mark_of, process, readers
from fixenc.damage._restore import TRIAL, Job, trial
from fixenc.damage._search import BEST_OF_LINE, Stretch, search
from fixenc.damage._steps import stretch
from fixenc.damage._syntax import Habits
from fixenc.damage._units import SURVIVORS
from fixenc.damage._weigh import weigh
from fixenc.model.codes import to_codes
from fixenc.model.scan import alarms, explaining
from fixenc.model.score import Model

# Stretches between marks that gain this much are places where the search for what was lost begins.
CANDIDATE_NATS = 6.0
# Pairs of charsets that a line is searched with, and readings of a long line that are followed to its end.
TRIED_PAIRS, FOLLOWED = 3, 3
# So much more than the rarity of a pair its stretches gain; in 355 lines of text kept out that were restored 9 nats at least.
STRANGER_NATS = 4.0
# Where stretches gain so much the pair of charsets is no longer in doubt.
SURE_NATS = 30.0
# A misreading must explain so large a share of what the best one does; marks say nothing to any of them.
LIKELY_SHARE = 0.3
# Charsets of two bytes, read in which other charsets lose so much that hardly a whole character is left.
DENSE_READ = ("big5", "shift_jis", "euc_kr", "euc_jp", "gb18030")
DENSE_WRITTEN = ("utf_8", "gb18030", "big5")


def jobs(lines: Sequence[Line], pairs: Sequence[Pair], proved: set[str], known: Habits, model: Model,
         vain: Collection[str] = ()) -> list[Job]:
    """The readings that are worth a search, of each line, the likeliest first.

    proved: the words of the only processes to be tried, unless empty; otherwise those that leave hardly a whole character are
    tried too, where nothing else is found.  vain: the words of processes that were tried in vain. What reads best under the
    charsets of such a process has suffered no other misreading; another program may have read it.
    """
    likely = [pairs] * len(lines) if proved else suspected([line.text for line in lines], pairs, model, LIKELY_SHARE)
    wanted = set().union(*likely)
    cores, worth = _cores(lines, [pair for pair in pairs if pair in wanted], model)
    found: list[Job] = []
    for index, line in enumerate(lines):
        nats = {pair: worth[index, pair] + pair.prior_nats for pair in cores[index] if pair in likely[index]}
        tried = [pair for pair in sorted(nats, key=lambda pair: -nats[pair])[:TRIED_PAIRS]
                 if nats[pair] > (0.0 if proved else STRANGER_NATS)]
        is_old = bool(tried) and not _are_new(tried[0], line.text, vain)
        if is_old:
            tried = tried[:1]
        elif not proved and max(nats.values(), default=0.0) < SURE_NATS:
            tried += [pair for pair in _dense(line.text, pairs, model) if pair in likely[index] and pair not in tried]
        todo = _jobs(index, line.text, {pair: cores[index].get(pair, []) for pair in tried})
        fresh = [job for job in todo if not is_old or process(job.pair, job.reader).words not in vain]
        found += [job for job in fresh if not proved or process(job.pair, job.reader).words in proved]
    return _tried(lines, found, known, model)


def _are_new(pair: Pair, line: str, vain: Collection[str]) -> bool:
    """Whether none of the programs that may have read the line in this way was tried in vain."""
    return not vain or all(process(pair, reader).words not in vain for reader in readers(pair.read, mark_of(line)))


def _cores(lines: Sequence[Line], pairs: Sequence[Pair],
           model: Model) -> tuple[Mapping[int, dict[Pair, list[Stretch]]], Mapping[tuple[int, Pair], float]]:
    """The stretches of each line under each pair, and the nats that they gain together.

    It is held against a stretch when what it makes costs more than ordinary text."""
    found = search(Batch.of([line.text for line in lines], model), pairs, CANDIDATE_NATS, model, BEST_OF_LINE)
    cores: dict[int, dict[Pair, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    worth: dict[tuple[int, Pair], float] = defaultdict(float)
    if not found:
        return cores, worth
    afters = [each.after for each in found]
    befores = [lines[each.line].text[each.start:each.stop] for each in found]
    gains = weigh(afters, model) - weigh(befores, model) - np.maximum(alarms(afters, model), 0.0)
    for each, gain in zip(found, gains.tolist(), strict=True):
        cores[each.line][each.pair].append(each)
        worth[each.line, each.pair] += gain
    return cores, worth


def _jobs(index: int, line: str, cores: Mapping[Pair, Sequence[Stretch]]) -> Iterator[Job]:
    mark = mark_of(line)
    if sum(character >= "\x80" and character != mark for character in line) < SURVIVORS:
        return
    start, stop = stretch(line, mark)
    for pair, stretches in cores.items():
        spans = tuple((each.start, each.stop) for each in stretches) or ((start, stop),)
        codes = to_codes("".join(line[first:last] for first, last in spans).replace(mark, ""))
        for reader in readers(pair.read, mark):
            if pair.read.packed(codes, reader.dialect)[1].all():
                yield Job(index, start, stop, spans, pair, reader)


def _dense(line: str, pairs: Sequence[Pair], model: Model) -> list[Pair]:
    """The pairs that leave hardly a whole character, and that may explain the line from the first odd character to the last."""
    mark = mark_of(line)
    start, stop = stretch(line, mark)
    whole = explaining(line[start:stop], model, mark)
    return [pair for pair in pairs if pair.misreading in whole and pair.written.name in DENSE_WRITTEN
            and pair.read.name in DENSE_READ and _covers(pair.read, line)]


def _covers(read: Charset, line: str) -> bool:
    codes = to_codes("".join(character for character in line if character >= "\x80" and character != mark_of(line)))
    return bool(read.covers(codes).all())


def _tried(lines: Sequence[Line], found: Sequence[Job], known: Habits, model: Model) -> list[Job]:
    """The jobs, those of a long line the likeliest first by how it begins."""
    by_line: dict[int, list[Job]] = defaultdict(list)
    for job in found:
        by_line[job.line].append(job)
    doubtful = [job for some in by_line.values() if len(some) > FOLLOWED and some[0].stop - some[0].start > TRIAL for job in some]
    nats = trial(doubtful, [lines[job.line].text for job in doubtful], known, model)
    likely = dict(zip(map(id, doubtful), nats, strict=True))
    return sorted(found, key=lambda job: (job.line, -likely.get(id(job), 0.0)))
