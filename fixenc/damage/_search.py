"""The search for the wrong reading: which stretch of which line, written in which charset, was read in which other.

For one pair the whole batch of lines is turned into bytes by the inverse of the charset that it was read in, and those
bytes are read in the charset that it was written in. Where characters of both readings begin at the same byte the two
can be compared: the running difference of their log probabilities rises through damage and falls through clean text, so
the damaged stretches of a line are the climbs of that curve. A byte that cannot be read is a fall without bottom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset, Reading
from fixenc.damage._pairs import Pair
from fixenc.model.codes import Codes, to_codes, to_text
from fixenc.model.score import Model
from fixenc.registry import collect
from fixenc.tables.read import octets

# What an unreadable byte, or a character that the charset cannot have produced, costs: more than any line can gain.
IMPOSSIBLE_NATS = 1e5
LINE_FEED = 0x0A
# A stretch that is damaged gains at least this by the commonness of its characters alone.
COMMONNESS_NATS = 6.0
_NEVER = 1 << 20
# From the ideographic comma to the compatibility ideographs: Chinese words and marks.
_FIRST_HAN, _LAST_HAN = "\u3001", "\ufaff"
# A stretch ends where the curve falls by as much as a stranger needs to be believed: one rare character costs less.
SPLIT_NATS = 10.0
# A character next to a damaged stretch that reads otherwise too belongs to it unless it gets this much less likely by it.
NEIGHBOUR_COST_NATS = 6.0
# C1 controls are no text, but a layer below may be made of them: they may cost a reading no more than any odd letter.
C1_NATS = 8.0
# Readings of one line that are weighed, of each charset that it may have been written in.
BEST_OF_LINE = 5


# A character that costs as many quarters of a nat by its commonness is odd in Chinese text: “ ” · — are not.
ODD_CHARACTER = 36


@cache
def commonness() -> NDArray[np.int64]:
    """What each code unit costs by its share in clean text, quarters of a nat."""
    return octets("commonness").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a line under one pair. start, stop: code points of the line.  after: the text as it was written."""

    line: int
    start: int
    stop: int
    after: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines to be searched together, each with its line feed."""

    codes: Codes
    spent: NDArray[np.float64]   # nats that the text before each code point costs as it stands; one more at the end
    starts: NDArray[np.int64]    # where each line begins

    @classmethod
    def of(cls, lines: Sequence[str], model: Model) -> Batch:
        """The batch of some lines (without their line feeds)."""
        codes = to_codes("".join(line + "\n" for line in lines))
        return cls(codes, _spent(codes, model), np.concatenate(([0], np.flatnonzero(codes == LINE_FEED) + 1)))

    def part(self, lines: NDArray[np.intp]) -> Batch:
        """The batch of some of the lines."""
        spans = [(int(self.starts[line]), int(self.starts[line + 1])) for line in lines]
        codes = np.concatenate([self.codes[start:stop] for start, stop in spans])
        costs = np.concatenate([np.diff(self.spent[start:stop + 1]) for start, stop in spans])
        starts = np.concatenate(([0], np.cumsum([stop - start for start, stop in spans])))
        return Batch(codes, np.concatenate(([0.0], np.cumsum(costs))), starts)


def search(batch: Batch, pairs: Sequence[Pair], switch_nats: float, model: Model) -> list[Stretch]:
    """The stretches of a batch that read better by more than `switch_nats` under some pair; the best few of each line."""
    found: dict[tuple[int, str], list[tuple[float, Stretch]]] = defaultdict(list)
    # Many 8-bit charsets agree on the characters of a text; of those the likeliest, which comes first, speaks for all.
    tried: set[bytes] = set()
    possible = [pair for pair in pairs if _is_possible(batch.codes, pair.read)]
    by_read = groupby(sorted(possible, key=lambda pair: pair.read.name), lambda pair: pair.read)
    readable = [(joined, list(group)) for read, group in by_read if (joined := _join(batch.codes, read)) is not None]
    ranked = sorted(((pair, joined) for joined, group in readable for pair in group), key=lambda each: -each[0].prior_nats)
    for pair, joined in ranked:
        key = pair.written.name.encode() + joined.key
        if key not in tried:
            tried.add(key)
            for gain, stretch in _stretches(batch, pair, joined, switch_nats, model):
                found[stretch.line, pair.written.name].append((gain, stretch))
    return [stretch for few in found.values() for _, stretch in sorted(few, key=lambda each: -each[0])[:BEST_OF_LINE]]


def covering(lines: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs whose reader covers every odd character of some of the lines.

    Where 8-bit letters stand together, damage is made of them; else of whatever is beyond ASCII.
    """
    codes = to_codes("".join([line + "\n" for line in lines]))
    starts = np.concatenate(([0], np.flatnonzero(codes == LINE_FEED) + 1))[:-1]
    units = np.minimum(codes, 0xFFFF)
    letters = _eight_bit()[units] & (commonness()[units] >= ODD_CHARACTER)
    together = np.concatenate(([False], letters[1:] & letters[:-1]))
    has_letters = np.repeat(np.logical_or.reduceat(together, starts), np.diff(np.append(starts, len(codes)))) if len(lines) else together
    wanted = np.where(has_letters, letters, codes >= 0x80)
    able = [read for read in {pair.read.name: pair.read for pair in pairs}.values()
            if len(lines) and np.logical_and.reduceat(read.covers(codes) | ~wanted, starts).any()]
    names = {read.name for read in able}
    return [pair for pair in pairs if pair.read.name in names]


def _is_possible(codes: Codes, read: Charset) -> bool:
    """Whether the batch may hold text read in a charset, by a look that costs next to nothing.

    8-bit charsets share a few hundred characters; bytes that pass for UTF-8 without being it are short sequences.
    """
    if read.kind == "single-byte":
        return _has_neighbours(_eight_bit()[np.minimum(codes, 0xFFFF)])
    if read.name == "utf_8":
        return _has_neighbours((codes >= 0x80) & (codes < 0x800))
    return True


def _has_neighbours(flags: NDArray[np.bool_]) -> bool:
    return bool((flags[1:] & flags[:-1]).any())


@cache
def _eight_bit() -> NDArray[np.bool_]:
    """Which code points beyond ASCII some 8-bit charset has."""
    charsets: Iterable[Charset] = collect("fixenc.charsets", "CHARSET").values()
    codes = np.arange(0x10000, dtype=np.uint32)
    table: NDArray[np.bool_] = np.logical_or.reduce([each.covers(codes) for each in charsets if each.kind == "single-byte"])
    table[:0x80] = False
    return table


def _stretches(batch: Batch, pair: Pair, joined: _Joined, switch_nats: float, model: Model) -> Iterator[tuple[float, Stretch]]:
    reading = pair.written.read(joined.data)
    if not (reading.good & (reading.codes >= 0x80)).any():
        return
    old, new = _shared(joined.starts, reading)
    lines = _climbing_lines(batch, joined, reading, old, new)
    if not len(lines):
        return
    if len(lines) > len(batch.starts) // 2:
        yield from _weighed(batch, pair, joined, reading, old, new, switch_nats, model)
        return
    part = batch.part(lines)
    part_joined = _join(part.codes, pair.read)
    if part_joined is not None:
        reading = pair.written.read(part_joined.data)
        old, new = _shared(part_joined.starts, reading)
        for gain, stretch in _weighed(part, pair, part_joined, reading, old, new, switch_nats, model):
            yield gain, replace(stretch, line=int(lines[stretch.line]))


def _weighed(batch: Batch, pair: Pair, joined: _Joined, reading: Reading, old: NDArray[np.intp], new: NDArray[np.intp],
             switch_nats: float, model: Model) -> Iterator[tuple[float, Stretch]]:
    curve = _curve(batch, joined, reading, old, new, model)
    for first, last in _climbs(curve, switch_nats):
        line = int(curve.line[first])
        offset = int(batch.starts[line])
        after = to_text(reading.codes[curve.new[first]:curve.new[last]])
        gain = float(curve.gained[last] - curve.gained[first])
        if "\n" not in after and _is_wanted(after, pair):
            yield gain, Stretch(line, int(curve.old[first]) - offset, int(curve.old[last]) - offset, after, pair)


def _is_wanted(after: str, pair: Pair) -> bool:
    """Whether the text could be what somebody wrote in the charset: in UTF-8 anything, in a Chinese one Chinese."""
    return pair.written.name == "utf_8" or any(_FIRST_HAN <= character <= _LAST_HAN for character in after)


def _spent(codes: Codes, model: Model) -> NDArray[np.float64]:
    return np.concatenate(([0.0], np.cumsum(-model.running(codes).astype(np.float64))))


@dataclass(frozen=True, slots=True)
class _Joined:
    """The characters of a batch as the bytes that one charset reads them from.

    starts: where the bytes of each code point begin, one more at the end.  covered: which code points have bytes; a line
    feed stands for the others.  key: equal for charsets that agree.
    """

    data: bytes
    starts: NDArray[np.int64]
    covered: NDArray[np.bool_]
    key: bytes


def _join(codes: Codes, read: Charset) -> _Joined | None:
    """The bytes of a batch in a charset, or None where no two neighbours outside ASCII come from it: one proves nothing."""
    packed, lengths = read.packed(codes)
    covered = lengths > 0
    if not _has_neighbours(covered & (codes >= 0x80)):
        return None
    packed = np.where(covered, packed, np.uint32(LINE_FEED))
    sizes = np.maximum(lengths, 1).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    data = np.zeros(int(starts[-1]), np.uint8)
    for size in range(1, int(sizes.max(initial=1)) + 1):
        which = np.flatnonzero(sizes == size)
        for place in range(size):
            data[starts[which] + place] = (packed[which] >> np.uint32(8 * (size - 1 - place))) & np.uint32(0xFF)
    joined = data.tobytes()
    return _Joined(joined, starts, covered, covered.tobytes() + joined)


@dataclass(frozen=True, slots=True)
class _Curve:
    """The places where both readings have a boundary: index into the old and the new characters, and the nats gained."""

    old: NDArray[np.intp]
    new: NDArray[np.intp]
    gained: NDArray[np.float64]
    line: NDArray[np.int64]
    differs: NDArray[np.bool_]   # whether the block that begins here reads differently


def _shared(starts: NDArray[np.int64], reading: Reading) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The boundaries of both readings that fall on the same byte, as indices into the old and the new characters."""
    begins = np.zeros(int(starts[-1]) + 1, np.bool_)
    begins[starts] = True
    new = np.flatnonzero(begins[reading.starts])
    return np.searchsorted(starts, reading.starts[new]), new


def _climbing_lines(batch: Batch, joined: _Joined, reading: Reading, old: NDArray[np.intp],
                    new: NDArray[np.intp]) -> NDArray[np.intp]:
    """The lines of which some stretch gains by the commonness of its characters alone: a tenth of the cost of the model."""
    shares = commonness()
    new_cost = np.where(reading.good, shares[np.minimum(reading.codes, 0xFFFF)], _NEVER)
    new_cost[_is_c1(reading.codes)] = int(C1_NATS * 4)
    old_cost = np.where(joined.covered, shares[np.minimum(batch.codes, 0xFFFF)], -_NEVER)
    old_cost[batch.codes == LINE_FEED] = -_NEVER
    gained = np.concatenate(([0], np.cumsum(old_cost, dtype=np.int64)))[old] - np.concatenate(([0], np.cumsum(new_cost)))[new]
    places = np.flatnonzero(gained - np.minimum.accumulate(gained) > COMMONNESS_NATS * 4)
    return np.unique(np.searchsorted(batch.starts, old[places] - 1, "right") - 1)


def _is_c1(codes: Codes) -> NDArray[np.bool_]:
    return (codes >= 0x80) & (codes < 0xA0)


def _curve(batch: Batch, joined: _Joined, reading: Reading, old: NDArray[np.intp], new: NDArray[np.intp],
           model: Model) -> _Curve:
    new_cost = -model.running(reading.codes).astype(np.float64)
    new_cost = np.where(_is_c1(reading.codes), np.minimum(new_cost, C1_NATS), new_cost)
    new_spent = np.concatenate(([0.0], np.cumsum(np.where(reading.good, new_cost, IMPOSSIBLE_NATS))))
    old_spent = batch.spent + np.concatenate(([0.0], np.cumsum(np.where(joined.covered, 0.0, -IMPOSSIBLE_NATS))))
    single = (np.diff(old) == 1) & (np.diff(new) == 1)
    same = np.zeros(len(old), np.bool_)
    same[:-1] = single & (batch.codes[old[:-1]] == reading.codes[new[:-1]])
    line = np.concatenate(([0], np.cumsum(batch.codes == LINE_FEED)))[old]
    return _Curve(old, new, old_spent[old] - new_spent[new], line, ~same)


def _climbs(curve: _Curve, switch_nats: float) -> Iterator[tuple[int, int]]:
    """The stretches (first, last; indices into the curve) between which the curve climbs by more than `switch_nats`
    without falling by SPLIT_NATS in between, each within one line."""
    # Lines are kept apart by a step down between them that no line can climb.
    height = curve.gained - curve.line * (2 * IMPOSSIBLE_NATS)
    climbing = height - np.minimum.accumulate(height) > switch_nats
    if not climbing.any():
        return
    wanted = np.unique(curve.line[climbing])
    begins = np.searchsorted(curve.line, wanted)
    ends = np.searchsorted(curve.line, wanted, "right")
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        yield from _climbs_of_line(curve, begin, end, switch_nats)


def _climbs_of_line(curve: _Curve, begin: int, end: int, switch_nats: float) -> Iterator[tuple[int, int]]:
    heights = curve.gained[begin:end]
    # Most damaged lines are damaged as a whole: one climb from the lowest point to the highest behind it.
    lowest = int(heights.argmin())
    highest = lowest + int(heights[lowest:].argmax())
    before, behind = heights[:lowest + 1], heights[lowest:]
    falls = float((np.maximum.accumulate(behind) - behind).max())
    climbs_before = float((before - np.minimum.accumulate(before)).max())
    if falls <= SPLIT_NATS and climbs_before <= switch_nats:
        yield _fitted(curve, begin, begin + lowest, begin + highest, end)
        return
    points = heights.tolist()
    low = high = 0
    for place in range(1, len(points)):
        climbed = points[high] - points[low]
        if points[place] > points[high]:
            high = place
        elif climbed > switch_nats and points[high] - points[place] > SPLIT_NATS:
            yield _fitted(curve, begin, begin + low, begin + high, end)
            low = high = place
        elif points[place] < points[low] and climbed <= switch_nats:
            low = high = place
    if points[high] - points[low] > switch_nats:
        yield _fitted(curve, begin, begin + low, begin + high, end)


def _fitted(curve: _Curve, begin: int, first: int, last: int, end: int) -> tuple[int, int]:
    """The stretch with the neighbours that read otherwise at little cost, without those at its ends that read the same."""
    gained, differs = curve.gained, curve.differs
    while last + 1 < end and differs[last] and gained[last + 1] - gained[last] > -NEIGHBOUR_COST_NATS:
        last += 1
    while first > begin and differs[first - 1] and gained[first] - gained[first - 1] > -NEIGHBOUR_COST_NATS:
        first -= 1
    while first < last and not differs[first]:
        first += 1
    while first < last and not differs[last - 1]:
        last -= 1
    return first, last
