"""UTF-8 that was read as GBK, saved, and turned back: readable text in which every odd run of characters has lost its last one.

    适配�?- 将 -> 适配器 - 将        ('文献检�?); -> ('文献检索');

Three bytes a character are taken two at a time. Where a run of characters has an odd number of bytes, the last byte and the
ASCII character behind it begin no pair: code page 936 makes one question mark of both, and back in UTF-8 the two bytes that
are left of the character are one U+FFFD. Programs that know fewer pairs lose bytes in the midst of a run as well. All others
survive. What was lost is restored by the language model, by what stands intact in the text and by the syntax of the line, and
marked as a guess, where the process, run on the whole line, gives what stands there; what is not likely enough is reported.
Leaves alone: U+FFFD in text that the process does not explain, and holes that could be too many things.
Source: source files in public repositories that were saved by a script on Chinese Windows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fixenc.damage._hole import Filled, Filler
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._lines import LONGEST
from fixenc.damage._syntax import habits
from fixenc.damage._through import MARKS, PROGRAMS, Program
from fixenc.damage._topic import lines_with
from fixenc.model.scan import Family
from fixenc.values import Span

RUN = re.compile("[^\\x00-\\x7f]+")
# U+FFFD beside a question mark comes of this process ten times as often as of any other; a line that the process does not
# explain, where every run of an odd number of bytes has its hole and no other, is one in two for each run.
PRIOR_NATS = 2.3
RUN_NATS = 0.7
# A line with more of them is read by nobody.
MOST_HOLES = 32
# Lines by which the program is chosen: a file goes through one.
TRIED = 8
# Programs that lose bytes in the midst of words leave many holes; of one or two short runs they explain nearly anything.
LEAST_HOLES = 2
# Less likely than any line of which the program is right.
ACCIDENT_NATS = -1000.0


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The holes of a text, each with what stood there; what is not likely enough is doubtful."""
    found = [(start, line.removesuffix("\r")) for start, line in lines_with(MARKS, text)]
    lines = [(start, line) for start, line in found if len(line) <= LONGEST and line.count("\ufffd") <= MOST_HOLES]
    if not lines:
        return
    holes = sum(len(MARKS.findall(line)) for _, line in lines)
    some = [program for program in PROGRAMS
            if not program.nats or holes >= LEAST_HOLES or program.process.words in context.proved]
    fillers = [Filler(program, program.hole.sub("\n", text), habits(text), context.model) for program in some]
    tried = {filler.program: [_explained(line, filler) for _, line in lines[:TRIED]] for filler in fillers}
    fillers.sort(key=lambda filler: -_nats(filler.program, tried[filler.program], context))
    for index, (start, line) in enumerate(lines):
        for filler in fillers:
            filled = tried[filler.program][index][1] if index < TRIED else _explained(line, filler)[1]
            if filled:
                gain = PRIOR_NATS + RUN_NATS * len(RUN.findall(line))
                for each in filled:
                    span = Span(each.start, each.stop).moved(start)
                    yield Proposal(span, each.after, gain, filler.program.process, each.guesses, is_doubtful=not each.is_likely)
                break


def _explained(line: str, filler: Filler) -> tuple[float, Sequence[Filled]]:
    """What stood in the holes of a line, with its nats; nothing where the program does not make of it what stands there, or
    where marks are left."""
    if not filler.program.leaves(line):
        return 0.0, ()
    nats, filled = filler.fill(line)
    whole = _whole(line, filled)
    return (nats, filled) if "\ufffd" not in whole and filler.program(whole) == line else (0.0, ())


def _nats(program: Program, tried: Sequence[tuple[float, Sequence[Filled]]], context: Context) -> float:
    """How likely it is that a program has made some lines; what it does not explain is some accident."""
    own = 0.0 if program.process.words in context.proved else program.nats
    return own + sum(nats if filled else ACCIDENT_NATS for nats, filled in tried)


def _whole(line: str, filled: Sequence[Filled]) -> str:
    parts, done = [], 0
    for each in filled:
        parts += [line[done:each.start], each.after]
        done = each.stop
    return "".join([*parts, line[done:]])


KIND = Kind(Stage.MOJIBAKE, Family.LOST, find)
