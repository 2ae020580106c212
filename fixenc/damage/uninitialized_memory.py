"""烫烫烫 and 屯屯屯: memory that a program never wrote to, shown as text in GBK.

    姓名：烫烫烫烫烫烫烫烫

Debug builds of Visual C++ fill the stack with CC and the heap with CD; CC CC is 烫 in GBK, CD CD is 屯, and DD DD, freed memory,
is 葺. There never was a text; reported and left as it is.
Leaves alone: three or four in a row, which people write for fun or mean, and text that speaks of memory or encodings.
Source: screens and logs of programs for Windows; the values are those of the Microsoft C runtime.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._topic import holds_row, lines_with
from fixenc.model.scan import Family
from fixenc.values import Process, Span, Step

# Six of them are twelve bytes, less than any buffer; nobody writes "hot" six times.
ROW = re.compile("烫烫{5,}|屯屯{3,}|葺葺{2,}")
ROW_NATS = 3.0
BYTES = {"烫": "CC", "屯": "CD", "葺": "DD"}


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The rows of a text."""
    for start, line in lines_with(ROW, text) if holds_row(text, BYTES) else ():
        for match in ROW.finditer(line):
            byte = BYTES[match[0][0]]
            process = Process(f"memory filled with bytes {byte}, never written to, was read as gb18030",
                              (Step("fill", byte), Step("decode", "gb18030")))
            yield Proposal(Span(start + match.start(), start + match.end()), None, ROW_NATS * len(match[0]), process)


KIND = Kind(Stage.CHARACTERS, Family.LOST, find)
