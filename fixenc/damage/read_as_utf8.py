"""GBK or Big5 that was read as UTF-8 and of which too little is left to restore it.

    # �Զ����ɵĹ����ļ�

Nearly every byte of GBK is none that UTF-8 can read, and became U+FFFD; a pair in four happens to be UTF-8 and shows as a letter
of another script. What `lossy_mojibake` cannot prove is reported and left as it is.
Leaves alone: a few U+FFFD in text that can be read.
Source: old source files, archives and web pages read by programs that know only UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._topic import lines_with, span_of
from fixenc.model.scan import Family
from fixenc.values import Process, Span, Step

LOST = re.compile("\ufffd")
# Of Chinese in GBK 65 to 80% becomes U+FFFD; of good text with a lost character a few percent does. Of two characters two
# marks and a letter are left.
MARKS, SHARE = 3, 0.35
FEW_MARKS, FEW_SHARE = 2, 0.6
MARK_NATS = 2.0
PROCESS = Process("gb18030 or big5 bytes were read as utf-8, which could read few of them",
                  (Step("encode", "gb18030"), Step("decode", "utf-8")))


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines that are past repair, from the first mark to the last."""
    for start, line in lines_with(LOST, text):
        count = line.count("\ufffd")
        beyond = len(line) - len(line.encode("ascii", "ignore"))
        if (count >= MARKS and count >= SHARE * beyond) or (count >= FEW_MARKS and count >= FEW_SHARE * beyond):
            first, last = span_of(line, LOST)
            yield Proposal(Span(start + first, start + last), None, MARK_NATS * count, PROCESS)


KIND = Kind(Stage.CHARACTERS, Family.LOST, find)
