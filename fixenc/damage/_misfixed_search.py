"""The likeliest texts whose bytes a cleaned line may stand for: a beam search from left to right."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from fixenc.charsets import find
from fixenc.damage._misfixed_bytes import Spelling
from fixenc.damage._together import Answer, Question

# Ways that are kept at each place, and how much less likely than the best one may be.
BEAM, BEAM_NATS = 12, 24.0
# Ways that are kept of those with the same last characters and bytes: one may be proved where another is not.
ALIKE = 2
_LINE_FEED = 0x0A


@dataclass(slots=True, eq=False)
class Way:
    """A way through the beginning of a line. added: the characters since `source`.  pending: the first byte of the next one."""

    nats: float
    context: tuple[int, int, int]
    pending: bytes
    added: tuple[int, ...]
    source: Way | None

    def text(self) -> str:
        """All characters up to here."""
        parts: list[tuple[int, ...]] = []
        way: Way | None = self
        while way is not None:
            parts.append(way.added)
            way = way.source
        return "".join(chr(code) for part in reversed(parts) for code in part)


def readings(places: Sequence[Sequence[Spelling]], written: str) -> Generator[Question, Answer, list[Way]]:
    """The ways through a line in the charset `written`, likeliest first. places: for each place of the line its spellings."""
    ways: list[list[Way]] = [[] for _ in range(len(places) + 1)]
    ways[0] = [Way(0.0, (_LINE_FEED,) * 3, b"", (), None)]
    for place, found in enumerate(places):
        steps = [(way, each, read) for way in _best(ways[place]) for each in found
                 if (read := _read(way.pending + each.data, written)) is not None]
        if not steps:
            continue
        nats = yield from _nats(steps)
        for (way, each, (codes, rest)), gained in zip(steps, nats, strict=True):
            first, second, third = (way.context + codes)[-3:]
            ways[place + each.length].append(Way(way.nats + each.nats + gained, (first, second, third), rest, codes, way))
        ways[place] = []
    return sorted((way for way in ways[-1] if not way.pending), key=lambda way: -way.nats)


Read = tuple[tuple[int, ...], bytes]


def _nats(steps: Sequence[tuple[Way, Spelling, Read]]) -> Generator[Question, Answer, list[float]]:
    """Log probability of the characters that each step adds."""
    contexts, candidates, owners = [], [], []
    for number, (way, _, (codes, _)) in enumerate(steps):
        chain = way.context + codes
        for place, code in enumerate(codes):
            contexts.append(chain[place:place + 3])
            candidates.append(code)
            owners.append(number)
    if not candidates:
        return [0.0] * len(steps)
    given = yield np.array(contexts, np.uint32), np.array(candidates, np.uint32)
    nats: list[float] = np.bincount(owners, given, len(steps)).tolist()
    return nats


def _best(ways: Sequence[Way]) -> list[Way]:
    ranked = sorted(ways, key=lambda way: -way.nats)
    kept: list[Way] = []
    alike: dict[tuple[tuple[int, int, int], bytes], int] = {}
    for way in ranked:
        key = way.context, way.pending
        alike[key] = alike.get(key, 0) + 1
        if alike[key] <= ALIKE and way.nats > ranked[0].nats - BEAM_NATS:
            kept.append(way)
            if len(kept) == BEAM:
                break
    return kept


@cache
def _read(data: bytes, written: str) -> Read | None:
    """The characters of some bytes, and the byte that begins the next one; None where they are no text."""
    codes: list[int] = []
    place, pairs = 0, _pairs(written)
    while place < len(data):
        if data[place] < 0x80:
            codes.append(data[place])
            place += 1
        elif place + 1 == len(data):
            return (tuple(codes), data[place:]) if 0x81 <= data[place] < 0xFF else None
        else:
            code = pairs.get(data[place:place + 2])
            if code is None:
                return None
            codes.append(code)
            place += 2
    return tuple(codes), b""


@cache
def _pairs(written: str) -> dict[bytes, int]:
    """What each pair of bytes is read as."""
    everything = [bytes((first, second)) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF)]
    # Two line feeds behind each pair keep the reading in step.
    reading = find(written).read(b"".join(pair + b"\n\n" for pair in everything))
    whole = np.flatnonzero(reading.good & (reading.starts[:-1] % 4 == 0) & (np.diff(reading.starts) == 2))
    return {everything[start // 4]: code
            for start, code in zip(reading.starts[whole].tolist(), reading.codes[whole].tolist(), strict=True)}
