"""A byte order mark of UTF-8 that was read as GBK, together with the character behind it.

    锘縤mport os -> import os, with the mark in front

EF BB is 锘 in GBK, and BF makes a pair with the first letter of the text (BF 69 is 縤). At the very beginning of a text nothing
else does that.
Leaves alone: 锘 anywhere else, names, and a sentence about it (锘縤mport 这一行报错): it would have been misread too.
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
_REPLACEMENT = "\ufffd"


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The mark at the beginning of a text."""
    if not text.startswith("锘"):
        return
    data = find_charset("gb18030").to_bytes(text[:2], "windows")
    if data is not None and len(data) == 4 and data[:3] == MARK.encode() and data[3] < 0x80 and _is_misread(text):
        yield Proposal(Span(0, 2), data.decode(), NATS, Process.mixup("utf-8", "gb18030", "windows"))


def _is_misread(text: str) -> bool:
    """Whether the first line is UTF-8 that was read as GBK, save at marks of lost bytes."""
    line = text.partition("\n")[0]
    data = find_charset("gb18030").to_bytes(line.replace(_REPLACEMENT, "?"), "windows")
    return data is not None and data.decode("utf-8", "replace").count(_REPLACEMENT) <= data.count(b"?")


KIND = Kind(Stage.MOJIBAKE, Family.LOST, find)
