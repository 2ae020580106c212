"""UTF-8 that was read as GBK, saved, and turned back: readable text in which every odd run of characters has lost its last one.

    适配�?- 将 -> 适配器 - 将        ('文献检�?); -> ('文献检索');

Three bytes a character are taken two at a time. Where a run of characters has an odd number of bytes, the last byte and the
ASCII character behind it begin no pair: code page 936 makes one question mark of both, and back in UTF-8 the two bytes that
are left of the character are one U+FFFD. All others survive. What was lost is restored by the language model and by the syntax of
the line, marked as a guess, where the process, run on the whole line, gives what stands there; otherwise the place is reported.
Leaves alone: U+FFFD in text that the process does not explain, and holes that could be too many things.
Source: source files in public repositories that were saved by a script on Chinese Windows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._hole import HOLE, Filled, fill, through_gbk
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._lines import LONGEST
from fixenc.damage._syntax import habits
from fixenc.damage._topic import lines_with
from fixenc.model.scan import Family
from fixenc.values import Process, Span, Step

PROCESS = Process.mixup("utf-8", "gb18030", "windows").then(
    Process("the text was written as gb18030 and read as utf-8", (Step("encode", "gb18030"), Step("decode", "utf-8"))))
RUN = re.compile("[^\\x00-\\x7f]+")
# U+FFFD in front of a question mark comes of this process ten times as often as of any other; a line that the process does not
# explain, where every run of an odd number of bytes has its hole and no other, is one in two for each run.
PRIOR_NATS = 2.3
RUN_NATS = 0.7
# A line with more of them is read by nobody.
MOST_HOLES = 32
# So many characters on both sides are looked through for the word that has a hole.
NEAR = 1 << 14


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The holes of a text, each with what stood there or, where nothing is likely, without."""
    for start, whole in lines_with(HOLE, text):
        line = whole.removesuffix("\r")
        if len(line) > LONGEST or line.count("\ufffd") > MOST_HOLES:
            continue
        near = text[max(0, start - NEAR):start + NEAR]
        filled = fill(line, near, habits(text), context.model)
        if through_gbk(_whole(line, filled)) == line:
            gain = PRIOR_NATS + RUN_NATS * len(RUN.findall(line))
            for each in filled:
                span = Span(each.start, each.stop).moved(start)
                if each.is_likely:
                    yield Proposal(span, each.after, gain, PROCESS, each.guesses, each.share)
                else:
                    yield Proposal(span, None, gain, PROCESS)


def _whole(line: str, filled: list[Filled]) -> str:
    parts, done = [], 0
    for each in filled:
        parts += [line[done:each.start], each.after]
        done = each.stop
    return "".join([*parts, line[done:]])


KIND = Kind(Stage.MOJIBAKE, Family.LOST, find)
