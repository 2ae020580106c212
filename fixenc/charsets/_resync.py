"""A byte is missing: from there on every pair is read one byte off, until an ASCII byte. Where did it happen?

Of a run with an unreadable place both readings are priced by the language model, the one from its first byte and the one from its
second: the likeliest place to go over from the one to the other is where a byte was lost (what is left of its character is
one bad byte), or where the run was cut at its start.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset, Reading
from fixenc.charsets._multi_byte import KEEPING, MultiByte
from fixenc.model.score import Model

# A byte that the charset cannot read: a fault is expected once in some 3,000 bytes (e^8) of a file that has any, and what stood
# there is unknown (another 6 nats, the price of a character).
BAD_NATS = 14.0
# Bytes below 40 are never the second of a pair; a run ends there.
_RUN = re.compile(rb"[\x80-\xff][\x40-\xff]*")
# So many runs of a text are looked at: damage is in few places, and where it is everywhere nothing is gained.
_MOST_RUNS = 2000
# Enough of a head to tell whether it was cut within a character.
_HEAD_BYTES = 48
_FEED = np.array([0x0A], np.uint32)


def resynced(charset: Charset, data: bytes, reading: Reading, model: Model, *, may_be_cut: bool = True) -> Reading:
    """The reading, where a run with an unreadable place is likelier read one byte on from some place.

    may_be_cut: whether the data may begin within a character; then every pair of the first run may be readable, and wrong.
    """
    if charset.kind != "double-byte":
        return reading
    runs = _runs(data, reading) if not reading.good.all() else []
    head = _RUN.match(data) if may_be_cut else None
    if head and (not runs or runs[0][0] > 0) and _is_cut(charset, data[:min(head.end(), _HEAD_BYTES)], model):
        runs.insert(0, head.span())
    if not runs:
        return reading
    parts: list[Reading] = []
    done = 0
    for (begin, stop), better in zip(runs, _better(charset, data, runs, model), strict=True):
        if better is not None:
            first, last = np.searchsorted(reading.starts, (begin, stop))
            if int(reading.starts[first]) == begin and int(reading.starts[last]) == stop:
                parts += [_slice(reading, done, int(first)), _moved(better, begin)]
                done = int(last)
    return _joined([*parts, _slice(reading, done, len(reading.codes))], len(data)) if parts else reading


def _is_cut(charset: Charset, head: bytes, model: Model) -> bool:
    """Whether the data are likelier read from their second byte on."""
    plain, shifted = _priced([charset.read(head), charset.read(head[1:])], model)
    return bool(shifted.sum() + BAD_NATS / 4 < plain.sum())


def _runs(data: bytes, reading: Reading) -> list[tuple[int, int]]:
    """The runs (start, stop; bytes) that hold an unreadable place or end in one."""
    found: list[tuple[int, int]] = []
    stop = 0
    for place in reading.starts[:-1][~reading.good].tolist():
        if place < stop:
            continue
        begin = place
        while begin > stop and data[begin - 1] >= 0x40:
            begin -= 1
        match = _RUN.search(data, begin, place + 1)
        if match is None:
            continue
        whole = _RUN.match(data, match.start())
        assert whole is not None
        stop = whole.end()
        if stop - match.start() > 3:
            found.append((match.start(), stop))
        if len(found) >= _MOST_RUNS:
            break
    return found


def _better(charset: Charset, data: bytes, runs: Sequence[tuple[int, int]], model: Model) -> list[Reading | None]:
    whole = [charset.read(data[begin:stop]) for begin, stop in runs]
    keeping = [_keeping(charset, data[begin:stop]) for begin, stop in runs]
    shifted = [charset.read(data[begin + 1:stop]) for begin, stop in runs]
    count = len(runs)
    nats = _priced([*whole, *keeping, *shifted], model)
    found: list[Reading | None] = []
    for at in range(count):
        is_kept = bool(nats[count + at].sum() < nats[at].sum())
        plain, plain_nats = (keeping[at], nats[count + at]) if is_kept else (whole[at], nats[at])
        crossed = _crossed(plain, shifted[at], plain_nats, nats[2 * count + at], runs[at][0] == 0)
        found.append(crossed or (plain if is_kept else None))
    return found


def _keeping(charset: Charset, run: bytes) -> Reading:
    return charset.read(run, KEEPING) if isinstance(charset, MultiByte) else charset.read(run)


def _crossed(plain: Reading, shifted: Reading, nats: NDArray[np.float64], shifted_nats: NDArray[np.float64],
             is_head: bool) -> Reading | None:
    """The likeliest crossing from the first reading to the second, or None where there is none.

    is_head: whether the data begin here; half a character there is a cut and no fault."""
    size = int(plain.starts[-1])
    before = np.full(size + 1, np.inf)
    before[plain.starts] = np.concatenate(([0.0], np.cumsum(nats)))
    behind = np.full(size + 1, np.inf)
    behind[shifted.starts + 1] = np.concatenate((np.cumsum(shifted_nats[::-1])[::-1], [0.0]))
    # Going over at a place makes the byte there a bad one.
    total = before[:-1] + BAD_NATS + behind[1:]
    total[0] -= BAD_NATS * 0.75 * is_head
    place = int(total.argmin())
    if not total[place] < before[size] - BAD_NATS / 2:
        return None
    first, second = (int(np.searchsorted(each, at)) for each, at in ((plain.starts, place), (shifted.starts, place)))
    bad = Reading(np.array([0xFFFD], np.uint32), np.array([place, place + 1]), np.array([False]))
    return _joined([_slice(plain, 0, first), bad, _moved(_slice(shifted, second, len(shifted.codes)), 1)], size)


def _priced(readings: Sequence[Reading], model: Model) -> list[NDArray[np.float64]]:
    joined = np.concatenate([part for reading in readings for part in (reading.codes, _FEED)])
    nats = -model.running(joined).astype(np.float64)
    ends = np.cumsum([len(reading.codes) + 1 for reading in readings])
    return [np.where(reading.good, nats[end - len(reading.codes) - 1:end - 1], BAD_NATS)
            for reading, end in zip(readings, ends.tolist(), strict=True)]


def _slice(reading: Reading, first: int, last: int) -> Reading:
    return Reading(reading.codes[first:last], reading.starts[first:last + 1], reading.good[first:last])


def _moved(reading: Reading, offset: int) -> Reading:
    return Reading(reading.codes, reading.starts + offset, reading.good)


def _joined(parts: Sequence[Reading], size: int) -> Reading:
    starts = np.concatenate([*(each.starts[:-1] for each in parts), [size]])
    return Reading(np.concatenate([each.codes for each in parts]), starts, np.concatenate([each.good for each in parts]))
