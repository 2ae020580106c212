"""Which of the texts that a line may have been before it lost bytes is believed, and whether any is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._candidates import FOLLOWED
from fixenc.damage._decide import AROUND, NEIGHBOUR_NATS, STRANGER_NATS, Line, is_lost
from fixenc.damage._elsewhere import spoken_for
from fixenc.damage._foreign import is_foreign
from fixenc.damage._kind import Context, Proposal
from fixenc.damage._pairing import well_formed_nats
from fixenc.damage._parts import parts
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._readers import REPLACEMENT, process
from fixenc.damage._restore import TRIAL, Job, Restored, restore
from fixenc.damage._syntax import Habits
from fixenc.damage._trust import trusted
from fixenc.damage._weigh import as_found_and_listed, weigh
from fixenc.model.scan import alarms
from fixenc.model.score import Model
from fixenc.values import Guess, Span

# In nine of ten lines of public source code the mark of code page 936 has taken the next byte along.
# Java reads GBK where nobody says GB 18030. Its reader of that takes the next byte along: of one mark it would make 吗? as well.
READER_NATS = {"windows-keep": -2.2, "php": -4.0, "java-gb18030": -3.0}
LATER_NATS = -3.0
# Results that differ by less are equally likely; sums of the same numbers in another order are not quite the same.
SAME_NATS = 1e-3
# Clean Chinese costs 4 to 7 nats a character, verse and names up to 9; what is damaged still costs more.
MOST_NATS, MOST_KNOWN_NATS, SPARE_NATS = 8.0, 10.0, 8.0
# Where more than this share of the characters is expected to be wrong, nothing was restored.
MOST_WRONG = 0.5
# That characters were dropped, too.
DROPPED_NATS = 4.0
# Of what was read as UTF-8 so little is left that a charset which it was not written in may fit: it has to be so much likelier.
CLEAR_NATS = 3.0


def restored(lines: Sequence[Line], todo: Sequence[Job], known: Habits, model: Model) -> list[Restored]:
    """What comes of the likeliest jobs of each line, or where nothing does of the next ones, twice as many each time."""
    waiting: dict[int, list[Job]] = defaultdict(list)
    for job in todo:
        waiting[job.line].append(job)
    found: list[Restored] = []
    most = FOLLOWED
    while waiting:
        some = [job for each in waiting.values() for job in _taken(each, most)]
        results = restore(some, [lines[job.line].text for job in some], known, model)
        found += [each for each in results if each is not None]
        done = {each.job.line for each in found}
        waiting = {line: rest for line, each in waiting.items() if line not in done and (rest := each[len(_taken(each, most)):])}
        most *= 2
    return found


def _taken(waiting: list[Job], most: int) -> list[Job]:
    """All jobs of a short line, the first of a long one."""
    return waiting if waiting[0].stop - waiting[0].start <= TRIAL else waiting[:most]


def decided(lines: Sequence[Line], results: Sequence[Restored], text: str, context: Context) -> Iterator[tuple[int, Proposal]]:
    """The likeliest restoration of each stretch, where it is likelier than that nothing happened, with the index of its line.
    text: that the lines are of."""
    if not results:
        return
    likeliest = _likeliest(results)
    texts = [line.text for line in lines]
    likeliest, trusts = spoken_for(likeliest, trusted(likeliest, texts, context.model), texts, text)
    given = zip(likeliest, trusts, _gains(lines, likeliest, context),
                _are_texts(likeliest, context), strict=True)
    for each, guesses, gain, is_text in given:
        least = 0.0 if each.job.pair.read.name != "utf_8" or _is_known(each.job, context) else CLEAR_NATS
        if gain > least and is_text and not is_lost(each.after) and not _is_foreign(each, texts[each.job.line], context):
            for proposal in _proposals(each, guesses, texts[each.job.line], gain):
                yield each.job.line, replace(proposal, span=proposal.span.moved(lines[each.job.line].start))


def _is_foreign(result: Restored, line: str, context: Context) -> bool:
    """Whether what was restored of a line, by a process that is not proved yet, is likelier text of another language."""
    pair, reader = result.job.pair, result.job.reader
    is_new = process(pair, reader).words not in context.proved
    return is_new and is_foreign(line[result.start:result.stop], result.after, pair.written, pair.read, context.model)


def _likeliest(results: Sequence[Restored]) -> list[Restored]:
    """The likeliest result of each stretch. Programs that differ in nothing that a stretch shows are as likely as each other:
    of these the one that explains the most stretches, and of such the first."""
    alike: dict[tuple[int, int], list[Restored]] = defaultdict(list)
    for each in results:
        alike[each.job.line, each.job.start].append(each)
    for place, some in alike.items():
        best = max(map(_nats, some))
        alike[place] = [each for each in some if _nats(each) > best - SAME_NATS]
    votes = Counter(process(each.job.pair, each.job.reader).words for some in alike.values() for each in some)
    return [max(some, key=lambda each: votes[process(each.job.pair, each.job.reader).words]) for some in alike.values()]


def _proposals(result: Restored, guesses: Sequence[Guess], line: str, gain: float) -> Iterator[Proposal]:
    """What is written of a stretch of a line, and what is left. Where nothing is written, or more is guessed than known, the
    process may be certain, and yet nothing was restored."""
    words = process(result.job.pair, result.job.reader)
    found = parts(result, guesses, line)
    written = [part for part in found if not part.is_left]
    wrong = sum(1.0 - guess.probability for part in written for guess in part.guesses)
    if wrong >= MOST_WRONG * sum(len(part.after) for part in written):
        yield Proposal(Span(result.start, result.stop), None, gain, words)
        return
    for part in found:
        yield Proposal(Span(part.start, part.stop), part.after, gain, words, part.guesses, stood=part.stood,
                       is_doubtful=part.is_left)


def _are_texts(results: Sequence[Restored], context: Context) -> list[bool]:
    """Whether each restored text reads like one. Of what a process has restored more of in this file rare words are no wonder."""
    scores = context.model.score_many([each.after for each in results]).tolist()
    most = [MOST_KNOWN_NATS if process(each.job.pair, each.job.reader).words in context.lossy else MOST_NATS for each in results]
    return [-score < nats * len(each.after) + SPARE_NATS for each, score, nats in zip(results, scores, most, strict=True)]


def _nats(result: Restored) -> float:
    """How likely what was restored is, and the process."""
    reader = result.job.reader
    later = LATER_NATS if reader.mark != reader.losses.mark else 0.0
    return result.nats + result.job.pair.prior_nats + READER_NATS.get(reader.dialect, 0.0) + later


def _gains(lines: Sequence[Line], results: Sequence[Restored], context: Context) -> list[float]:
    """Evidence for each result against "nothing happened", nats."""
    befores, afters = [], []
    for each in results:
        text = lines[each.job.line].text
        head, tail = text[max(0, each.start - AROUND):each.start], text[each.stop:each.stop + AROUND]
        # That bytes were lost is seen, whatever they were: a mark may not speak for the damage more than a question mark does.
        befores.append(head + text[each.start:each.stop].replace(REPLACEMENT, "?") + tail)
        afters.append(head + each.after + tail)
    beside = np.zeros(len(results), np.bool_)
    as_found, as_list = as_found_and_listed(befores, beside, [(0, 0)] * len(results), context.model)
    may_be_list = np.array([_may_be_list(each, lines[each.job.line].text, context) for each in results])
    restored_nats = _weigh(afters, context)
    sizes = [each.after.count("\n") + 1 for each in results]
    heights = alarms([line for each in results for line in each.after.split("\n")], context.model)
    odd = np.maximum(np.maximum.reduceat(heights, np.cumsum([0, *sizes[:-1]])), 0.0)
    against_list = np.where(may_be_list, restored_nats - odd - as_list, np.inf)
    gains = []
    for each, nats, list_nats in zip(results, (restored_nats - odd - as_found).tolist(), against_list.tolist(), strict=True):
        prior = _prior_nats(each.job, context) + _formed_nats(lines[each.job.line].text, each)
        prior -= quotation_nats(lines[each.job.line].text, each.start, each.stop)
        # That it may be a list decides whether there is a repair, not which.
        gains.append(nats + prior if list_nats + prior > 0.0 else min(nats, list_nats) + prior)
    return gains


def _may_be_list(result: Restored, line: str, context: Context) -> bool:
    """Whether what stands in a line may be a list of rare characters: no mark says that something was lost, no process of the
    file has dropped more, and there is no prose beside it."""
    beside = line[:result.start] + line[result.stop:]
    return bool(result.job.reader.dropped) and beside.isascii() and not _is_known(result.job, context)


def _is_known(job: Job, context: Context) -> bool:
    """Whether the process of a job was proved in this file."""
    return process(job.pair, job.reader).words in context.proved


def _prior_nats(job: Job, context: Context) -> float:
    """How likely the process was before anything of the stretch was known, nats."""
    known = _is_known(job, context)
    if job.reader.dropped and not known:
        near = any(words in context.proved for words in job.pair.words)
        return (-NEIGHBOUR_NATS if near else job.pair.prior_nats - STRANGER_NATS) - DROPPED_NATS
    return -NEIGHBOUR_NATS if known else job.pair.prior_nats - STRANGER_NATS


def _formed_nats(line: str, result: Restored) -> float:
    """How much better the quotes and brackets of the line pair with what was restored."""
    return well_formed_nats(line[:result.start] + result.after + line[result.stop:]) - well_formed_nats(line)


def _weigh(texts: Sequence[str], context: Context) -> NDArray[np.float64]:
    """Log probability of each text, which may hold line ends that were lost and restored; what is indented is no less likely."""
    split = [re.sub("\n[ \t]+", "\n", text).rstrip("\r\n").split("\n") for text in texts]
    lines = [line for some in split for line in some]
    total: NDArray[np.float64] = np.add.reduceat(weigh(lines, context.model), np.cumsum([0, *map(len, split[:-1])]))
    return total
