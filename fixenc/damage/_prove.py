"""Proof by replay: the process, run on the repaired text, must give what stood there."""

from __future__ import annotations

from fixenc.damage._pairs import PLAIN
from fixenc.damage._search import Stretch
from fixenc.values import Process


def prove(before: str, stretch: Stretch) -> Process | None:
    """The process that turns the repaired stretch into `before`, or None where no program's decoder does.

    The bytes are those whose reading gave `before`; they must be the repaired text, whole, in the charset that it was
    written in, and some dialect of the reader must turn them into `before`, exactly.
    """
    pair = stretch.pair
    data = pair.read.to_bytes(before)
    if data is None or pair.written.strict(data) != stretch.after:
        return None
    # What the charset's own table explains needs no program's peculiarity.
    for dialect in sorted(pair.read.dialects, key=lambda dialect: dialect not in PLAIN):
        if pair.read.decode(data, dialect) == before:
            return pair.process(dialect)
    return None
