"""A byte order mark of UTF-8 that was read as GBK, together with the character behind it.

    锘縤mport os -> import os, with the mark in front

EF BB is 锘 in GBK, and BF makes a pair with the first letter of the text (BF 69 is 縤). At the very beginning of a text nothing
else does that.
Leaves alone: 锘 anywhere else, and names.
Source: source files saved by Notepad on Chinese Windows and read by compilers and scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixenc.charsets import find as find_charset
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.model.scan import Family
from fixenc.values import Process, Span

# 锘 and one of the characters of BF begin a text once in a hundred million.
NATS = 18.0
MARK = "\ufeff"


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The mark at the beginning of a text."""
    data = find_charset("gb18030").to_bytes(text[:2], "windows") if text.startswith("锘") else None
    if data is not None and len(data) == 4 and data[:3] == MARK.encode() and data[3] < 0x80:
        yield Proposal(Span(0, 2), data.decode(), NATS, Process.mixup("utf-8", "gb18030", "windows"))


KIND = Kind(Stage.MOJIBAKE, Family.LOST, find)
