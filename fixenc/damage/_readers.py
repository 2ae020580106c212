"""The programs that may have read a damaged text, by the marks of lost bytes that stand in it."""

from __future__ import annotations

from functools import cache

from fixenc.charsets import find
from fixenc.charsets._charset import Charset
from fixenc.charsets._losses import Losses
from fixenc.damage._gaps import Dropped, without
from fixenc.damage._pairs import Pair
from fixenc.damage._steps import LATER_MARKS, Reader
from fixenc.values import Process, Step

REPLACEMENT = "\ufffd"
MARKS = REPLACEMENT + LATER_MARKS


def mark_of(line: str) -> str:
    """The mark of lost bytes in a line, "" where there is none.

    A program that writes U+FFFD leaves question marks alone, so where both stand the question marks are ones.
    """
    return next((mark for mark in MARKS if mark in line), "")


def readers(read: Charset, mark: str) -> tuple[Reader, ...]:
    """The programs that leave such a mark, those that write it themselves first."""
    found = [reader_of(read.name, dialect, mark) for dialect in read.dialects]
    fitting = [each for each in found if leaves(each, mark)]
    return tuple(sorted(fitting, key=lambda each: each.losses.mark != mark))


def misread(reader: Reader, data: bytes) -> str:
    """What the bytes look like after the program has read them and its marks have become what they are now."""
    text = reader.charset.decode(data, reader.dialect)
    if reader.mark and reader.losses.mark != reader.mark:
        text = text.replace(reader.losses.mark, reader.mark)
    return without(text, reader.dropped) if reader.dropped else text


@cache
def process(pair: Pair, reader: Reader) -> Process:
    """What happened to text that was written and read as the pair says, with one reader."""
    misreading = pair.process(reader.dialect)
    if reader.mark and reader.losses.mark != reader.mark:
        misreading = misreading.then(Process(f"U+FFFD became {reader.mark}", (Step("replace", f"U+FFFD -> {reader.mark}"),)))
    if reader.dropped:
        misreading = misreading.then(Process(f"{reader.dropped} got lost", (Step("drop", reader.dropped),)))
    return misreading


def leaves(reader: Reader, mark: str) -> bool:
    """Whether the program, and those after it, leave such a mark for lost bytes."""
    losses = reader.losses
    if not losses.ever_alone and not losses.first:
        return False
    return losses.mark == mark or (losses.mark == REPLACEMENT and mark in LATER_MARKS)


@cache
def reader_of(name: str, dialect: str, mark: str, dropped: Dropped = "") -> Reader:
    """The reader that a program is, by the name of the charset; made once."""
    return Reader(find(name), dialect, mark, _losses(name, dialect), dropped)


@cache
def _losses(name: str, dialect: str) -> Losses:
    return find(name).losses(dialect)
