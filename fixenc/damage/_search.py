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

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find
from fixenc.charsets._charset import Charset, Reading
from fixenc.charsets._inverse import joined
from fixenc.damage._pairs import Pair
from fixenc.damage._spaces import no_break_spaces, space_byte
from fixenc.model.codes import Codes, to_codes, to_text
from fixenc.model.score import Model
from fixenc.registry import collect
from fixenc.tables.read import octets

# What an unreadable byte, or a character that the charset cannot have produced, costs: more than a piece of a file can gain.
IMPOSSIBLE_NATS = 1e7
LINE_FEED = 0x0A
# Code points that are looked at together, so that memory stays bounded: as many copies of the lines as make so many.
SHEET = 1 << 17
# A stretch that is damaged gains at least this by the commonness of its characters alone.
COMMONNESS_NATS = 6.0
_NEVER = 1 << 20
# From the ideographic comma to the compatibility ideographs: Chinese words and marks.
_FIRST_HAN, _LAST_HAN = 0x3001, 0xFAFF
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

    @property
    def length(self) -> int:
        """Code points that are read otherwise."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines to be searched together, each with a line feed behind it."""

    codes: Codes
    costs: NDArray[np.float64]   # nats that each code point costs as it stands
    starts: NDArray[np.int64]    # where each line begins, one more at the end

    @classmethod
    def of(cls, lines: Sequence[str], model: Model) -> Batch:
        """The batch of some lines (without the line feed at their end)."""
        codes = to_codes("".join([line + "\n" for line in lines]))
        starts = np.concatenate(([0], np.cumsum([len(line) + 1 for line in lines], dtype=np.int64)))
        return cls(codes, -model.running(codes).astype(np.float64), starts)


def search(batch: Batch, pairs: Sequence[Pair], switch_nats: float, model: Model) -> list[Stretch]:
    """The stretches of a batch that read better by more than `switch_nats` under some pair; the best few of each line."""
    found: dict[tuple[int, str], list[tuple[float, Stretch]]] = defaultdict(list)
    for sheet in _sheets(batch, pairs):
        for gain, stretch in sheet.stretches(switch_nats, model):
            found[stretch.line, stretch.pair.written.name].append((gain, stretch))
    return [stretch for few in found.values() for _, stretch in sorted(few, key=lambda each: -each[0])[:BEST_OF_LINE]]


def _sheets(batch: Batch, pairs: Sequence[Pair]) -> Iterator[_Sheet]:
    """The lines as the bytes that each reader reads them from, a few readers at a time, by the charset they were written in."""
    by_written: dict[str, list[Pair]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: -pair.prior_nats):
        by_written[pair.written.name].append(pair)
    readers = _Readers(batch)
    for group in by_written.values():
        few: list[tuple[Pair, _Bytes]] = []
        # Many 8-bit charsets agree on the characters of a text; of those the likeliest, which comes first, speaks for all.
        tried: set[bytes] = set()
        for pair in group:
            for each in readers.of(pair):
                if each.key not in tried:
                    tried.add(each.key)
                    few.append((pair, each))
            if len(few) * len(batch.codes) > SHEET:
                yield from _Sheet.of(batch, few)
                few = []
        if few:
            yield from _Sheet.of(batch, few)


class _Readers:
    """The bytes of a batch in each charset, asked once."""

    def __init__(self, batch: Batch) -> None:
        units = np.minimum(batch.codes, 0xFFFF)
        self._batch = batch
        # 8-bit charsets share a few hundred characters; bytes that pass for UTF-8 without being it are short sequences.
        self._has_letters = {"single-byte": _has_neighbours(_eight_bit()[units]),
                             "utf_8": _has_neighbours((batch.codes >= 0x80) & (batch.codes < 0x800))}
        self._made: dict[str, list[_Bytes]] = {}

    def of(self, pair: Pair) -> list[_Bytes]:
        """The bytes by a pair's reader; several where programs read the characters from different bytes."""
        # The bytes of UTF-16 are ASCII and controls as often as not: letters stand alone among them.
        is_wide = pair.written.name.startswith("utf_16")
        if not (is_wide or self._has_letters.get(pair.read.name, self._has_letters.get(pair.read.kind, True))):
            return []
        made = self._made.get(pair.read.name)
        if made is None:
            made = list(_Bytes.of(self._batch, pair.read))
            # A few lines are worth remembering for the next charset; a page is too much.
            if len(self._batch.codes) < SHEET >> 4:
                self._made[pair.read.name] = made
        byte = space_byte(pair)
        return [replace(each, numbers=no_break_spaces(each.numbers, byte)) if byte else each
                for each in made if is_wide or each.has_neighbours]


def covering(lines: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs whose reader covers every odd character of some of the lines.

    Where 8-bit letters stand together, damage is made of them; else of whatever is beyond ASCII.
    """
    if not lines:
        return []
    codes = to_codes("".join([line + "\n" for line in lines]))
    sizes = np.array([len(line) + 1 for line in lines])
    starts = np.cumsum(sizes) - sizes
    units = np.minimum(codes, 0xFFFF)
    letters = _eight_bit()[units] & (commonness()[units] >= ODD_CHARACTER)
    together = np.concatenate(([False], letters[1:] & letters[:-1]))
    has_letters = np.repeat(np.logical_or.reduceat(together, starts), sizes)
    wanted = np.where(has_letters, letters, codes >= 0x80)
    able = [read for read in {pair.read.name: pair.read for pair in pairs}.values()
            if np.logical_and.reduceat(read.covers(codes) | ~wanted, starts).any()]
    names = {read.name for read in able}
    return [pair for pair in pairs if pair.read.name in names]


@cache
def _controls() -> NDArray[np.bool_]:
    """Which code units are control characters that no text has."""
    table = np.zeros(0x10000, np.bool_)
    table[:0x20] = table[0x7F:0xA0] = True
    table[[0x09, 0x0A, 0x0D]] = False
    return table


def has_controls(text: str) -> bool:
    """Whether a text holds a control character that no text has."""
    return bool(_controls()[np.minimum(to_codes(text), 0xFFFF)].any())


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


@cache
def two_codes(name: str) -> NDArray[np.bool_]:
    """Which code units have two codes in a charset."""
    codes = find(name).twins()
    table = np.zeros(0x10000, np.bool_)
    table[codes[codes < 0xFFFF]] = True
    return table


@dataclass(frozen=True, slots=True)
class _Bytes:
    """The bytes from which one charset reads each code point of a batch, big-endian in a number, and how many (0: none).

    has_neighbours: whether two characters beyond ASCII stand together; one alone proves nothing.
    key: equal for charsets that agree.
    """

    numbers: NDArray[np.uint32]
    lengths: NDArray[np.uint8]
    has_neighbours: bool
    key: bytes

    @classmethod
    def of(cls, batch: Batch, read: Charset) -> Iterator[_Bytes]:
        """The likeliest bytes of every character, and, where some character has several, those of each program too, and the
        other code of those that have two."""
        several = bool(read.ambiguous()[np.minimum(batch.codes, 0xFFFF)].any())
        for dialect in ("", *(read.dialects if several else ())):
            numbers, lengths = read.packed(batch.codes, dialect)
            yield cls._made(batch, numbers, lengths)
        twins = np.unique(batch.codes[two_codes(read.name)[np.minimum(batch.codes, 0xFFFF)]])
        if len(twins):
            numbers, lengths = read.packed(batch.codes)
            numbers, lengths = numbers.copy(), lengths.copy()
            for code in twins.tolist():
                places = np.flatnonzero(batch.codes == code)
                usual = int(numbers[places[0]])
                other = next((each for each in map(int.from_bytes, read.byte_strings(chr(code))) if each != usual), usual)
                numbers[places], lengths[places] = other, (other.bit_length() + 7) // 8
            yield cls._made(batch, numbers, lengths)

    @classmethod
    def _made(cls, batch: Batch, numbers: NDArray[np.uint32], lengths: NDArray[np.uint8]) -> _Bytes:
        has_neighbours = _has_neighbours((lengths > 0) & (batch.codes >= 0x80))
        return cls(numbers, lengths, has_neighbours, numbers.tobytes() + lengths.tobytes())


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The lines of a batch, once for each of some pairs that were written in one charset.

    pair, line: of each row, a line under a pair.  starts: where each row begins in `codes`, one more at the end.  costs: as
    in the batch.  numbers, lengths: as in `_Bytes`; what is not covered, and the end of a row, is a line feed.
    covered: which code points have bytes.  shift: bytes in front, for units of two bytes that begin in odd places.
    """

    pairs: tuple[Pair, ...]
    pair: NDArray[np.intp]
    line: NDArray[np.intp]
    starts: NDArray[np.int64]
    codes: Codes
    costs: NDArray[np.float64]
    numbers: NDArray[np.uint32]
    lengths: NDArray[np.int64]
    covered: NDArray[np.bool_]
    shift: int = 0

    @classmethod
    def of(cls, batch: Batch, few: Sequence[tuple[Pair, _Bytes]]) -> Iterator[_Sheet]:
        """The sheet of some pairs; two of them where units may begin in odd places."""
        count, size = len(few), len(batch.starts) - 1
        lengths = np.concatenate([octets.lengths for _, octets in few]).astype(np.int64)
        numbers = np.concatenate([octets.numbers for _, octets in few])
        covered = lengths > 0
        numbers[~covered], lengths[~covered] = LINE_FEED, 1
        offsets = np.arange(count)[:, np.newaxis] * len(batch.codes)
        starts = np.append((batch.starts[np.newaxis, :-1] + offsets).ravel(), count * len(batch.codes))
        ends = starts[1:] - 1
        numbers[ends], lengths[ends] = LINE_FEED, 1
        written = few[0][0].written.name
        if written.startswith("utf_16"):
            # Each row is an even number of bytes, so that a row does not shift the next.
            even = ends[np.add.reduceat(lengths, starts[:-1]) % 2 == 1]
            numbers[even], lengths[even] = (LINE_FEED << 8 if written.endswith("le") else LINE_FEED), 2
        sheet = cls(tuple(pair for pair, _ in few), np.repeat(np.arange(count), size), np.tile(np.arange(size), count), starts,
                    np.tile(batch.codes, count), np.tile(batch.costs, count), numbers, lengths, covered)
        yield sheet
        if written.startswith("utf_16"):
            yield replace(sheet, shift=1)

    def stretches(self, switch_nats: float, model: Model) -> Iterator[tuple[float, Stretch]]:
        """The stretches that read better by more than `switch_nats`, each with the nats it gains."""
        written = self.pairs[0].written
        reading = self._read()
        if not (reading.good & (reading.codes >= 0x80)).any():
            return
        rows = self._climbing(reading)
        if not len(rows):
            return
        part = self if len(rows) == len(self.line) else self._part(rows)
        reading = reading if part is self else part._read()
        curve = part._curve(reading, model)
        for first, last in _climbs(curve, switch_nats):
            row = int(curve.line[first])
            offset = int(part.starts[row])
            codes = reading.codes[curve.new[first]:curve.new[last]]
            if written.name == "utf_8" or ((codes >= _FIRST_HAN) & (codes <= _LAST_HAN)).any():
                yield float(curve.gained[last] - curve.gained[first]), Stretch(
                    int(part.line[row]), int(curve.old[first]) - offset, int(curve.old[last]) - offset, to_text(codes),
                    self.pairs[part.pair[row]])

    def _read(self) -> Reading:
        data = b"\n" * self.shift + joined(self.numbers, self.lengths.astype(np.uint8))
        return self.pairs[0].written.read(data)

    def _part(self, rows: NDArray[np.intp]) -> _Sheet:
        sizes = np.diff(self.starts)
        wanted = np.zeros(len(sizes), np.bool_)
        wanted[rows] = True
        kept = np.repeat(wanted, sizes)
        return replace(self, pair=self.pair[rows], line=self.line[rows], starts=np.concatenate(([0], np.cumsum(sizes[rows]))),
                       codes=self.codes[kept], costs=self.costs[kept], numbers=self.numbers[kept], lengths=self.lengths[kept],
                       covered=self.covered[kept])

    def _shared(self, reading: Reading) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The boundaries of both readings that fall on the same byte, as indices into the old and the new characters."""
        starts = np.concatenate(([0], np.cumsum(self.lengths))) + self.shift
        begins = np.zeros(int(starts[-1]) + 1, np.bool_)
        begins[starts] = True
        new = np.flatnonzero(begins[reading.starts])
        return np.searchsorted(starts, reading.starts[new]), new

    def _climbing(self, reading: Reading) -> NDArray[np.intp]:
        """The rows of which some stretch gains by the commonness of its characters alone: a tenth of the cost of the model."""
        old, new = self._shared(reading)
        new_cost = commonness().take(reading.codes, mode="clip")
        new_cost[~reading.good] = _NEVER
        new_cost[_is_c1(reading.codes)] = int(C1_NATS * 4)
        old_cost = np.where(self.covered, commonness().take(self.codes, mode="clip"), -_NEVER)
        old_cost[self.starts[1:] - 1] = -_NEVER
        gained = np.concatenate(([0], np.cumsum(old_cost)))[old] - np.concatenate(([0], np.cumsum(new_cost)))[new]
        places = np.flatnonzero(gained - np.minimum.accumulate(gained) > COMMONNESS_NATS * 4)
        return np.unique(np.searchsorted(self.starts, old[places] - 1, "right") - 1)

    def _curve(self, reading: Reading, model: Model) -> _Curve:
        old, new = self._shared(reading)
        new_cost = -model.running(reading.codes).astype(np.float64)
        new_cost = np.where(_is_c1(reading.codes), np.minimum(new_cost, C1_NATS), new_cost)
        new_spent = np.concatenate(([0.0], np.cumsum(np.where(reading.good, new_cost, IMPOSSIBLE_NATS))))
        old_spent = np.concatenate(([0.0], np.cumsum(np.where(self.covered, self.costs, self.costs - IMPOSSIBLE_NATS))))
        single = (np.diff(old) == 1) & (np.diff(new) == 1)
        same = np.zeros(len(old), np.bool_)
        same[:-1] = single & (self.codes[old[:-1]] == reading.codes[new[:-1]])
        row = np.searchsorted(self.starts, old, "right") - 1
        return _Curve(old, new, old_spent[old] - new_spent[new], row, ~same)


def _is_c1(codes: Codes) -> NDArray[np.bool_]:
    return (codes >= 0x80) & (codes < 0xA0)


@dataclass(frozen=True, slots=True)
class _Curve:
    """The places where both readings have a boundary: index into the old and the new characters, and the nats gained."""

    old: NDArray[np.intp]
    new: NDArray[np.intp]
    gained: NDArray[np.float64]
    line: NDArray[np.intp]
    differs: NDArray[np.bool_]   # whether the block that begins here reads differently


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
