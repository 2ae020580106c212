"""A byte order mark of UTF-8 that was read in an 8-bit charset, before text that was read right.

    ï»¿<?xml version="1.0"?> -> <?xml version="1.0"?>, with the mark in front

EF BB BF are three characters there: ï»¿ in code page 1252, п»ї in 1251, ∩╗┐ in 437. At the very beginning of a text nobody
writes these; two files that were joined, or a program that did not expect the mark, left them.
Leaves alone: the three anywhere else, in front of a space, and in a line that speaks of them. Where the rest of the line was
misread too, the mark is repaired with it.
Source: the encodings of U+FEFF in the tables of the charsets; scripts that fail at their first character, and CSV files whose
first column has a strange name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from fixenc.charsets import shown
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._pairs import pairs
from fixenc.damage._quoted import TOPIC
from fixenc.model.scan import Family
from fixenc.values import Config, Process, Span

MARK = "\ufeff"
# The three begin a text by themselves less often than once in a hundred million.
NATS = 18.0
# The middle one, which is no letter of any language.
_MIDDLE = "»╗"


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The mark at the beginning of a text."""
    before = text[:len(MARK.encode())]
    if len(before) < 3 or before[1] not in _MIDDLE:
        return
    process = _processes(context.config).get(before)
    line = text.partition("\n")[0]
    behind = text[len(before):len(before) + 1]
    if process is not None and not behind.isspace() and not TOPIC.search(line):
        yield Proposal(Span(0, len(before)), MARK, NATS, process)


@cache
def _processes(config: Config) -> Mapping[str, Process]:
    """What the mark looks like in each 8-bit charset, the commonest charset first."""
    found: dict[str, Process] = {}
    for pair in pairs(config):
        if pair.written.name == "utf_8" and pair.read.kind == "single-byte":
            found.setdefault(pair.read.decode(MARK.encode()), Process.mixup("utf-8", shown(pair.read)))
    return found


KIND = Kind(Stage.MOJIBAKE, Family.LOST, find)
