"""Text that was written in one charset and read in another, where bytes were lost.

    鏁版嵁搴? -> 数据库        COMMENT='鐢ㄦ埛琛?; -> COMMENT='用户表';

A program that cannot read a byte writes a mark for it, and some take the next byte along. What is left of the character and
the text around it say what was lost: every text that the bytes may have been is weighed, and the process, run on the
likeliest, must give what stands there, marks and all. Each restored character is a guess with its probability.
Leaves alone: question marks that are question marks, and lines of which too little is left to prove anything.
Source: nine of ten damaged Chinese lines in public source code have lost bytes, most of them UTF-8 read as code page 936.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import compress

from fixenc.damage._bulk import convert
from fixenc.damage._bulk import known as known_whole
from fixenc.damage._candidates import jobs
from fixenc.damage._decide import Line
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._lines import windows
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._readers import MARKS, mark_of, process, readers
from fixenc.damage._syntax import Habits, habits
from fixenc.damage._weighed import decided, restored
from fixenc.model.scan import Family, rising_lines, suspicious

# So many lines are searched with every pair of charsets; what is proved there is tried alone on the others first.
FIRST_LINES = 4
# Lines that were searched here, among those that other kinds of damage have searched: no line begins so.
_SEARCHED = "\n"


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
        some = [line for line in some if _SEARCHED + line.text not in context.searched]
        found = list(_found(some, everything, set(), known, context))
        proved.update(proposal.process.words for _, proposal in found)
        yield from (proposal for _, proposal in found)
        context.searched.update(_SEARCHED + line.text for line in some)


def _found(lines: Sequence[Line], tried: Sequence[Pair], proved: set[str], known: Habits,
           context: Context) -> Iterator[tuple[int, Proposal]]:
    """What is found in some lines, with the index of the line. proved: the only processes to be tried, unless empty."""
    if not lines:
        return
    todo = jobs(lines, tried, proved, known, context.model)
    yield from decided(lines, restored(lines, todo, known, context.model), context)


@cache
def _by_words(some: tuple[Pair, ...]) -> Mapping[str, Pair]:
    """The pairs by the words of every process that they can be proved by here."""
    return {process(pair, reader).words: pair for pair in some for mark in MARKS for reader in readers(pair.read, mark)}


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find)
