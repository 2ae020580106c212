"""The bytes that tell charsets apart: lines with bytes beyond ASCII, wherever in the data they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

# ASCII is skipped a block at a time, by CPython's vectorized `isascii`.
_BLOCK = 1 << 16
# Of a long line only the surroundings of bytes beyond ASCII count, so many bytes of each.
_WINDOW = 1 << 10
_HIGH = re.compile(rb"[\x80-\xff]")
# A byte that repeats itself, and a line that does, are one witness: of a run 8 bytes are kept, or 9, so that pairs stay pairs.
_RUN, _KEPT_BYTES = re.compile(rb"([\x80-\xff])\1{8,}"), 8
# Where lines repeat themselves so many times the bytes that are asked for are looked through, and no more.
_LOOKED_THROUGH = 64


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
    """Some `limit` bytes of such lines: the first ones, and, where there are more, as many from further places; a line that comes
    again is left out.

    >>> evidence("分隔\\n分隔\\n正文\\n".encode("gbk"), 256).decode("gbk")
    '分隔\\n正文\\n'
    """
    found: dict[bytes, None] = {}
    taken = looked_through = 0
    places = [0] if len(data) < 64 * limit else [0, len(data) // 3, len(data) * 2 // 3]
    for number, place in enumerate(places, 1):
        for begin, stop in high_lines(data, place):
            line = data[begin:stop] if data[stop - 1:stop] == b"\n" else data[begin:stop] + b"\n" * (stop < len(data))
            taken += 0 if line in found else stop - begin
            looked_through += stop - begin
            found[line] = None
            if taken >= limit * number // len(places) or looked_through > _LOOKED_THROUGH * limit * number:
                break
    return b"".join(found)


def without_runs(data: bytes) -> bytes:
    """The data, long runs of one byte beyond ASCII cut short.

    >>> without_runs(b"\\xc4" * 1001 + b"!").hex()
    'c4c4c4c4c4c4c4c4c421'
    """
    return _RUN.sub(lambda run: run.group(1) * (_KEPT_BYTES + len(run.group()) % 2), data)


def _ascii_cut(data: bytes, place: int) -> int:
    """The first place from there on behind a byte that no character goes on from, at most a few bytes away."""
    for stop in range(place, min(place + 256, len(data))):
        if data[stop - 1] < 0x30:
            return stop
    return min(place + 256, len(data))
