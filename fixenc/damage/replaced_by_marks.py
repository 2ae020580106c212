"""Text of which each character became a question mark or a box, because a charset or a font did not hold it.

    2550????240????????,?????6????12???????????,?????1.5????

Windows programs write '?' for each character that their code page lacks, databases for each that a column cannot hold. Nothing is
left of them; reported and left as it is.
Leaves alone: question marks in text that can be read, masks such as ????-??-??, blanks and boxes to be filled in.
Source: web pages and exports of databases whose tables were Latin-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._topic import holds_row, lines_with, span_of
from fixenc.model.scan import Family
from fixenc.values import Process, Span, Step

RUN = re.compile("\\?\\?+|□□+")
# The marks must be most of the line, many, and in runs as words are; in between stand figures and punctuation.
MARKS, RUNS, SHARE = 10, 2, 0.6
BETWEEN = re.compile("[0-9０-９，。、；：！（）《》“”,;:!()%]")
MASK = re.compile("[?□0-9./: _-]*")
MARK_NATS = 0.5


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines that are past repair, from the first run to the last."""
    for start, line in lines_with(RUN, text) if holds_row(text, "?□") else ():
        runs = [match[0] for match in RUN.finditer(line)]
        count = sum(map(len, runs))
        if len(runs) >= RUNS and count >= MARKS and count >= SHARE * len(line.replace(" ", "")) and _is_text(line):
            first, last = span_of(line, RUN)
            mark = max("?□", key=line.count)
            yield Proposal(Span(start + first, start + last), None, MARK_NATS * count, _process(mark))


def _process(mark: str) -> Process:
    return Process(f"each character that the charset lacks became {mark}", (Step("replace", f"characters with {mark}"),))


def _is_text(line: str) -> bool:
    """Whether something between the marks shows that they were text, and nothing that they are what they seem to be."""
    return BETWEEN.search(line) is not None and (MASK.fullmatch(line) is None or line.count("?") > 2 * MARKS) \
        and not re.search("[A-Za-z]{3}|[\u3400-\u9fff]{2}", line)


KIND = Kind(Stage.CHARACTERS, Family.LOST | Family.CUT, find)
