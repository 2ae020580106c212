"""Proof by replay: the process, run on the repaired text, must give what stood there."""

from __future__ import annotations

from fixenc.damage._pairs import PLAIN
from fixenc.damage._search import Stretch
from fixenc.damage._spaces import STEP, is_spaced, restored, space_byte
from fixenc.values import Process


def prove(before: str, stretch: Stretch) -> Process | None:
    """The process that turns the repaired stretch into `before`, or None where no program's decoder does.

    The bytes are those whose reading gave `before`; they must be the repaired text, whole, in the charset that it was
    written in, and some dialect of the reader must turn them into `before`, exactly.
    """
    pair = stretch.pair
    likeliest = pair.read.to_bytes(before)
    written = pair.written.to_bytes(stretch.after)
    # What the charset's own table explains needs no program's peculiarity. Programs differ in the bytes that they read a
    # character from, so each is asked with its own; and where a character has two codes the text says which it was.
    for dialect in sorted(pair.read.dialects, key=lambda dialect: dialect not in PLAIN):
        for data in dict.fromkeys((likeliest, pair.read.to_bytes(before, dialect), written)):
            if data is not None and pair.written.strict(data) == stretch.after and pair.read.decode(data, dialect) == before:
                return pair.process(dialect)
    byte = space_byte(pair)
    if likeliest is not None and byte:
        data = restored(likeliest, byte)
        for dialect in pair.read.dialects if pair.written.strict(data) == stretch.after else ():
            if is_spaced(before, pair.read.decode(data, dialect)):
                return pair.process(dialect).then(STEP)
    return None
