"""A byte order mark of UTF-8 that was read as GBK, together with the character behind it.

    锘縤mport os -> import os, with the mark in front        锘?html> -> <html>, with the mark in front

EF BB is 锘 in GBK, and BF makes a pair with the first letter of the text (BF 69 is 縤). At the very beginning of a text nothing
else does that. With a sign that is no letter BF makes none: then a mark of lost bytes stands there, which has eaten the sign in
most programs; which one it was the syntax of the line tells, or nothing is written.
Leaves alone: 锘 anywhere else, names, and a sentence about it (锘縤mport 这一行报错): it would have been misread too.
Source: source files saved by Notepad on Chinese Windows and read by compilers and scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.charsets import find as find_charset
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.model.scan import Family
from fixenc.values import Guess, Process, Span

# 锘 and one of the characters of BF begin a text once in a hundred million.
NATS = 18.0
MARK = "\ufeff"
_REPLACEMENT = "\ufffd"
_MARKS = _REPLACEMENT + "?"
# What begins a file, without its first sign: a tag or a declaration, a comment, a directive. What else may have been eaten
# (a line end, a quotation mark) leaves nothing that tells.
_BEGINNINGS = tuple((sign, re.compile(rest)) for sign, rest in (
    ("<", "[?!]?[A-Za-z][^<>]*>"), ("/", "[/*](?!/)"), ("-", "-(?!-)"),
    ("#", "!/|(?:include|define|ifn?def|if|pragma|region|import|coding)\\b")))
# One such file in ten begins otherwise after all.
LIKELY = 0.9


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The mark at the beginning of a text."""
    if not text.startswith("锘"):
        return
    if text[1:2] in _MARKS and text[1:2]:
        yield from _lost(text[1], text[2:].partition("\n")[0])
        return
    data = find_charset("gb18030").to_bytes(text[:2], "windows")
    if data is not None and len(data) == 4 and data[:3] == MARK.encode() and data[3] < 0x80 and _is_misread(text):
        yield Proposal(Span(0, 2), data.decode(), NATS, Process.mixup("utf-8", "gb18030", "windows"))


def _lost(mark: str, rest: str) -> Iterator[Proposal]:
    """The mark where its last byte was lost, alone or with the ASCII character behind it, before a line of ASCII."""
    if not rest.strip() or not rest.isascii() or rest[0].isspace():
        return
    is_alone = mark == _REPLACEMENT
    eaten = "" if is_alone else next((sign for sign, begins in _BEGINNINGS if begins.match(rest)), None)
    process = Process.mixup("utf-8", "gb18030", "python-gbk" if is_alone else "windows")
    guesses = (Guess(1, LIKELY, ()),) if eaten else ()
    yield Proposal(Span(0, 2), None if eaten is None else MARK + eaten, NATS, process, guesses, LIKELY if eaten else 1.0)


def _is_misread(text: str) -> bool:
    """Whether the first line is UTF-8 that was read as GBK, save at marks of lost bytes."""
    line = text.partition("\n")[0]
    data = find_charset("gb18030").to_bytes(line.replace(_REPLACEMENT, "?"), "windows")
    return data is not None and data.decode("utf-8", "replace").count(_REPLACEMENT) <= data.count(b"?")


KIND = Kind(Stage.MOJIBAKE, Family.LOST, find)
