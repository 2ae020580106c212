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

from fixenc.damage._hole import Filled, fill, through_gbk
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._syntax import habits
from fixenc.model.scan import Family
from fixenc.values import Process, Span, Step

PROCESS = Process.mixup("utf-8", "gb18030", "windows").then(
    Process("the text was written as gb18030 and read as utf-8", (Step("encode", "gb18030"), Step("decode", "utf-8"))))
LINE = re.compile("[^\n]*\ufffd\\?[^\n]*")
# U+FFFD in front of a question mark comes of this process ten times as often as of any other; a line that the process does not
# explain, where every run of an odd number of bytes has its hole and no other, is one in two for each run.
PRIOR_NATS = 2.3
RUN_NATS = 0.7


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The holes of a text, each with what stood there or, where nothing is likely, without."""
    known = None
    for match in LINE.finditer(text):
        known = known or habits(text)
        line = match[0].removesuffix("\r")
        filled = fill(line, text, known, context.model)
        repaired = _whole(line, filled)
        proved = through_gbk(repaired) == line
        for each in filled:
            span = Span(each.start, each.stop)
            gain = PRIOR_NATS + RUN_NATS * len(re.findall("[^\\x00-\\x7f]+", line)) - quotation_nats(line, span.start, span.stop)
            if gain <= 0.0:
                continue
            if proved and each.is_likely:
                yield Proposal(span.moved(match.start()), each.after, gain, PROCESS, each.guesses, each.share)
            elif proved:
                yield Proposal(span.moved(match.start()), None, gain, PROCESS)


def _whole(line: str, filled: list[Filled]) -> str:
    parts, done = [], 0
    for each in filled:
        parts += [line[done:each.start], each.after]
        done = each.stop
    return "".join([*parts, line[done:]])


KIND = Kind(Stage.MOJIBAKE, Family.LOST, find)
