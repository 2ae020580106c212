"""The bytes that tell charsets apart: lines with bytes beyond ASCII, wherever in the data they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

# ASCII is skipped a block at a time, by CPython's vectorized `isascii`.
_BLOCK = 1 << 16
# Of a long line only the surroundings of bytes beyond ASCII count, so many bytes of each.
_WINDOW = 1 << 10
_HIGH = re.compile(rb"[\x80-\xff]")


def high_lines(data: bytes, start: int = 0) -> Iterator[tuple[int, int]]:
    """The lines (start, stop; bytes, with the line feed) that have a byte beyond ASCII, from `start` on, long ones in windows."""
    size = len(data)
    place = start
    while place < size:
        block = data[place:place + _BLOCK]
        if block.isascii():
            place += _BLOCK
            continue
        found = _HIGH.search(block)
        assert found is not None
        first = place + found.start()
        begin = max(data.rfind(b"\n", max(0, first - _WINDOW), first) + 1, start, first - _WINDOW)
        stop = data.find(b"\n", first, begin + 2 * _WINDOW) + 1 or _ascii_cut(data, first + _WINDOW)
        yield begin, stop
        place = start = stop


def evidence(data: bytes, limit: int) -> bytes:
    """Some `limit` bytes of such lines: the first ones, and, where there are more, as many from further places."""
    found: list[bytes] = []
    taken = 0
    places = [0] if len(data) < 64 * limit else [0, len(data) // 3, len(data) * 2 // 3]
    for number, place in enumerate(places, 1):
        for begin, stop in high_lines(data, place):
            found.append(data[begin:stop] if data[stop - 1:stop] == b"\n" else data[begin:stop] + b"\n" * (stop < len(data)))
            taken += stop - begin
            if taken >= limit * number // len(places):
                break
    return b"".join(found)


def _ascii_cut(data: bytes, place: int) -> int:
    """The first place from there on behind a byte that no character goes on from, at most a few bytes away."""
    for stop in range(place, min(place + 256, len(data))):
        if data[stop - 1] < 0x30:
            return stop
    return min(place + 256, len(data))
