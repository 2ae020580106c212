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
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import zip_longest

from fixenc.damage._candidates import jobs
from fixenc.damage._decide import Line
from fixenc.damage._isolated import Settler
from fixenc.damage._kind import Context, Kind, Proposal, Seen, Stage
from fixenc.damage._lines import LONGEST, SHORTER, applied, windows
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._readers import MARKS, mark_of, process, readers
from fixenc.damage._spans import holding, lines_of, spans_of, suspicious, unexplained
from fixenc.damage._steps import Reader
from fixenc.damage._syntax import Habits, habits
from fixenc.damage._trial import CLEAR_NATS
from fixenc.damage._two_byte import LOSSY_NATS
from fixenc.damage._weighed import decided, restored
from fixenc.model.scan import Family

# So many lines are searched with every pair of charsets, and then twice as many each time; what is proved there is tried alone
# on all the others first.
FIRST_LINES, MOST_LINES = 4, 1024
# Lines that were searched here, among those that other kinds of damage have searched: no line begins so.
_SEARCHED = "\n"


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The damaged stretches of a text, each with what stood there."""
    everything = pairs(context.config)
    # Of a file that is damaged without a loss the model need not read a line here.
    starts, stops = unexplained(text, context)
    marked = holding(text, starts, stops, MARKS)
    left = _bare(lines_of(text, starts[marked], stops[marked]))
    by_words = _by_words(everything)
    tried = set[str]()
    # What a process that was proved leaves has hardly ever suffered another one: it is looked at together.
    take = MOST_LINES if context.lossy else FIRST_LINES
    while left:
        new = {words: by_words[words] for words, _ in context.lossy.most_common() if words in by_words and words not in tried}
        tried.update(new)
        if new:
            done, left = _by_proved(text, left, new, context)
            yield from done
        # Parts of a long line begin and end anywhere: what no process of the file explains there is left alone.
        chunk = [line for line in left[:take] if len(line.text) <= SHORTER or not context.proved]
        left = left[take:]
        parts = [part for part in _windows(chunk, SHORTER) if mark_of(part.text)]
        some = _suspicious(text, parts[:take], context, LOSSY_NATS)
        found = list(_found(text, some, everything, set(), context, tried))
        long = [line for line in chunk if len(line.text) > SHORTER]
        if long and not tried.issuperset(proposal.process.words for _, proposal in found if proposal.is_repairable):
            # A part has told what happened; now the lines are looked at as they are.
            left = long + left
            found = [(index, proposal) for index, proposal in found if not _is_within(proposal, long)]
            some = [line for line in some if line in chunk]
        else:
            left = parts[take:] + left
        yield from (proposal for _, proposal in found)
        context.searched.update(_SEARCHED + line.text for line in some)
        take = min(2 * take, MOST_LINES)


def _windows(lines: Sequence[Line], longest: int) -> list[Line]:
    """Some lines, the long ones in windows."""
    return [window for line in lines for window in windows(line, longest)]


def _is_within(proposal: Proposal, lines: Sequence[Line]) -> bool:
    return any(line.start <= proposal.span.start < line.start + len(line.text) for line in lines)


def _bare(lines: Sequence[Line]) -> list[Line]:
    """Some lines without the carriage return at their end."""
    return [Line(line.start, line.text.rstrip("\r")) for line in lines]


def _suspicious(text: str, lines: Sequence[Line], context: Context, more_nats: float = 0.0) -> list[Line]:
    """Those of some lines that are worth a search and were not searched in vain."""
    lines = [line for line in lines if _SEARCHED + line.text not in context.searched]
    return suspicious(text, *spans_of(lines), context.model, more_nats)


def _by_proved(text: str, lines: Sequence[Line], new: Mapping[str, tuple[Pair, Reader]],
               context: Context) -> tuple[list[Proposal], list[Line]]:
    """What processes that were proved lately explain, and the lines that are left. new: by their words."""
    settled = list(_settled(text, lines, list(new.values()), habits(text), context))
    found, rest = [proposal for _, proposal in settled], _others(lines, settled)
    left: list[Line] = []
    # What is left of a long line that was settled is in few places of it.
    is_settled = any(pair.written.name == "utf_8" for pair, _ in new.values())
    rest = [part for line in rest for part in windows(line, SHORTER if is_settled or len(line.text) > LONGEST else LONGEST)]
    for first in range(0, len(rest), MOST_LINES):
        some = _suspicious(text, rest[first:first + MOST_LINES], context)
        for processes in _turns(new):
            key = _SEARCHED + ", ".join(processes) + "\n"
            fresh = [line for line in some if key + line.text not in context.searched]
            done = list(_found(text, fresh, [new[words][0] for words in processes], set(processes), context))
            found += [proposal for _, proposal in done]
            context.explained.update(fresh[index].text for index, each in done if _is_written(each, context))
            context.searched.update(key + line.text for line in _others(fresh, done))
            explained = {fresh[index].start for index, _ in done}
            some = [line for line in some if line.start not in explained]
        left += some
    return found, left


def _others(lines: Sequence[Line], done: Sequence[tuple[int, Proposal]]) -> list[Line]:
    """The lines for which there is no proposal yet."""
    finished = {index for index, _ in done}
    return [line for index, line in enumerate(lines) if index not in finished]


def _turns(proved: Mapping[str, tuple[Pair, Reader]]) -> Iterator[list[str]]:
    """Proved processes, the most frequent first, in rows that are tried one behind the other. Programs that read the same charset
    differ in little: what one of them explains need not be tried with the next."""
    alike: dict[Pair, list[str]] = defaultdict(list)
    for words, (pair, _) in proved.items():
        alike[pair].append(words)
    yield from ([words for words in some if words] for some in zip_longest(*alike.values()))


def _settled(text: str, lines: Sequence[Line], seen: Sequence[tuple[Pair, Reader]], known: Habits,
             context: Context) -> Iterator[tuple[int, Proposal]]:
    """The lines that some proved process explains whole, with the index of the line."""
    left = list(range(len(lines)))
    for pair, reader in seen:
        some = [index for index in left if mark_of(lines[index].text) == reader.mark] if pair.written.name == "utf_8" else []
        if not some:
            continue
        found = Settler(pair, reader, known, context.model).settle([lines[index].text for index in some])
        results = [replace(each, job=replace(each.job, line=some[each.job.line])) for each in found]
        done = list(decided(lines, results, text, context))
        _note(lines, done, context)
        context.explained.update(lines[index].text for index, each in done if _is_written(each, context))
        yield from done
        finished = {index for index, _ in done}
        left = [index for index in left if index not in finished]


def _is_written(proposal: Proposal, context: Context) -> bool:
    """Whether the repair is made whatever other kinds propose."""
    certain = proposal.after is not None and proposal.gain_nats > CLEAR_NATS
    return certain and Seen("", proposal).confidence >= context.config.min_confidence


def _found(text: str, lines: Sequence[Line], tried: Sequence[Pair], proved: set[str], context: Context,
           vain: Collection[str] = ()) -> Iterator[tuple[int, Proposal]]:
    """What is found in some lines of a text, with the index of the line. proved: the only processes to be tried, unless empty.
    vain: processes that do not explain these lines."""
    if not lines:
        return
    known = habits(text)
    todo = jobs(lines, tried, proved, known, context.model, vain)
    found = list(decided(lines, restored(lines, todo, known, context.model), text, context))
    _note(lines, found, context)
    yield from found


def _note(lines: Sequence[Line], found: Sequence[tuple[int, Proposal]], context: Context) -> None:
    """Remember what lost bytes, and what nobody can tell: that will be so when the rest of the line is repaired."""
    context.lossy.update(proposal.process.words for _, proposal in found if proposal.is_repairable)
    left = {index for index, proposal in found if not proposal.is_repairable}
    repaired: dict[int, list[Proposal]] = {index: [] for index in left}
    for index, proposal in found:
        if index in left and proposal.is_repairable:
            repaired[index].append(proposal)
    context.searched.update(_SEARCHED + applied(lines[index], some) for index, some in repaired.items())


@cache
def _by_words(some: tuple[Pair, ...]) -> Mapping[str, tuple[Pair, Reader]]:
    """The pairs and readers by the words of every process that can be proved here."""
    return {process(pair, reader).words: (pair, reader) for pair in some for mark in MARKS for reader in readers(pair.read, mark)}


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find, early=True)
