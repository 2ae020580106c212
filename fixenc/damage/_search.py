"""The search for the wrong reading: which stretch of which line, written in which charset, was read in which other.

For one pair the whole batch of lines is turned into bytes by the inverse of the charset that it was read in, and those
bytes are read in the charset that it was written in. Where characters of both readings begin at the same byte the two
can be compared: the running difference of their log probabilities rises through damage and falls through clean text, so
the damaged stretches of a line are the climbs of that curve. A byte that cannot be read is a fall without bottom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Reading
from fixenc.charsets._inverse import joined
from fixenc.damage._batch import Batch, Bytes, Readers
from fixenc.damage._climbs import IMPOSSIBLE_NATS, Curve, climbing, climbs, trimmed
from fixenc.damage._letters import commonness
from fixenc.damage._pairs import Pair
from fixenc.model.codes import Codes, to_text
from fixenc.model.score import Model

LINE_FEED = 0x0A
# Code points that are looked at together, so that memory stays bounded: as many copies of the lines as make so many.
SHEET = 1 << 17
# A stretch that is damaged gains at least this by the commonness of its characters alone.
COMMONNESS_NATS = 6.0
_NEVER = 1 << 20
# From the ideographic comma to the compatibility ideographs: Chinese words and marks.
_FIRST_HAN, _LAST_HAN = 0x3001, 0xFAFF
# C1 controls are no text, but a layer below may be made of them: they may cost a reading no more than any odd letter.
C1_NATS = 8.0
# The same of letters that UTF-8 has two bytes for; of two ideographs that are three such letters by chance there are few.
LETTER_NATS = 6.0
# Readings of one line that are weighed, of each charset that it may have been written in.
BEST_OF_LINE = 5


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


def search(batch: Batch, pairs: Sequence[Pair], switch_nats: float, model: Model, most: int | None = None,
           is_shifted: bool = False) -> list[Stretch]:
    """The stretches of a batch that read better by more than `switch_nats` under some pair; those of the best few readings of
    each line.

    most: how many there are at most of each line and charset that it was written in, the best ones.  is_shifted: whether the
    first byte of each row of bytes beyond ASCII is left out: half of a character, the other half of which an edit took away.
    """
    if is_shifted:
        pairs = [pair for pair in pairs if pair.written.kind != "unicode" and pair.read.kind == "single-byte"]
    found: dict[tuple[int, str], list[list[tuple[float, Stretch]]]] = defaultdict(list)
    for sheet in _sheets(batch, pairs, is_shifted):
        written = sheet.pairs[0].written.name
        for row in sheet.rows(switch_nats, model):
            few = found[row.line, written]
            if len(few) < BEST_OF_LINE or row.most_nats > few[-1][0][0]:
                stretches = sorted(row.stretches(), key=lambda each: -each[0])
                if stretches:
                    few.append(stretches)
                    few.sort(key=lambda each: -each[0][0])
                    del few[BEST_OF_LINE:]
    ranked = (sorted(chain.from_iterable(few), key=lambda each: -each[0])[:most] for few in found.values())
    return [stretch for some in ranked for _, stretch in some]


def _sheets(batch: Batch, pairs: Sequence[Pair], is_shifted: bool) -> Iterator[_Sheet]:
    """The lines as the bytes that each reader reads them from, a few readers at a time, by the charset they were written in."""
    by_written: dict[str, list[Pair]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: -pair.prior_nats):
        by_written[pair.written.name].append(pair)
    readers = Readers(batch)
    for group in by_written.values():
        few: list[tuple[Pair, Bytes]] = []
        # Many 8-bit charsets agree on the characters of a text; of those the likeliest, which comes first, speaks for all.
        tried: set[bytes] = set()
        for pair in group:
            for each in readers.of(pair):
                if each.key not in tried:
                    tried.add(each.key)
                    few.append((pair, each))
            if len(few) * len(batch.codes) > SHEET:
                yield from _Sheet.of(batch, few, is_shifted)
                few = []
        if few:
            yield from _Sheet.of(batch, few, is_shifted)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The lines of a batch, once for each of some pairs that were written in one charset.

    pair, line: of each row, a line under a pair.  starts: where each row begins in `codes`, one more at the end.  costs: as
    in the batch.  numbers, lengths: as in `Bytes`; what is not covered, and the end of a row, is a line feed.
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
    def of(cls, batch: Batch, few: Sequence[tuple[Pair, Bytes]], is_shifted: bool) -> Iterator[_Sheet]:
        """The sheet of some pairs; two of them where units may begin in odd places. is_shifted: see `search`."""
        count, size = len(few), len(batch.starts) - 1
        lengths = np.concatenate([octets.lengths for _, octets in few]).astype(np.int64)
        numbers = np.concatenate([octets.numbers for _, octets in few])
        covered = lengths > 0
        if is_shifted:
            beyond = covered & (numbers >= 0x80)
            covered[1:] &= ~beyond[1:] | beyond[:-1]
            covered[0] &= not beyond[0]
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
        if batch.named:
            wanted = np.flatnonzero([pair.misreading in names for pair, _ in few for names in batch.named])
            if not len(wanted):
                return
            sheet = sheet._part(wanted) if len(wanted) < len(sheet.line) else sheet
        yield sheet
        if written.startswith("utf_16"):
            yield replace(sheet, shift=1)

    def rows(self, switch_nats: float, model: Model) -> Iterator[_Row]:
        """The rows in which some stretch reads better by more than `switch_nats`."""
        reading = self._read()
        if not (reading.good & (reading.codes >= 0x80)).any():
            return
        rows = self._climbing(reading)
        if not len(rows):
            return
        part = self if len(rows) == len(self.line) else self._part(rows)
        reading = reading if part is self else part._read()
        curve = part._curve(reading, model)
        for begin, end, most_nats in climbing(curve, switch_nats):
            row = int(curve.line[begin])
            yield _Row(int(part.line[row]), self.pairs[part.pair[row]], int(part.starts[row]), reading, curve, begin, end,
                       most_nats, switch_nats)

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

    def _are_letters(self, reading: Reading) -> NDArray[np.bool_]:
        """Which characters a layer below may be made of: two bytes of UTF-8."""
        is_utf_8 = self.pairs[0].written.name == "utf_8"
        return is_utf_8 & reading.good & (reading.codes >= 0xA0) & (reading.codes < 0x800)

    def _climbing(self, reading: Reading) -> NDArray[np.intp]:
        """The rows of which some stretch gains by the commonness of its characters alone: a tenth of the cost of the model."""
        old, new = self._shared(reading)
        new_cost = commonness().take(reading.codes, mode="clip")
        new_cost[~reading.good] = _NEVER
        new_cost[_is_c1(reading.codes)] = int(C1_NATS * 4)
        new_cost = np.where(self._are_letters(reading), np.minimum(new_cost, int(LETTER_NATS * 4)), new_cost)
        old_cost = np.where(self.covered, commonness().take(self.codes, mode="clip"), -_NEVER)
        old_cost[self.starts[1:] - 1] = -_NEVER
        gained = np.concatenate(([0], np.cumsum(old_cost)))[old] - np.concatenate(([0], np.cumsum(new_cost)))[new]
        places = np.flatnonzero(gained - np.minimum.accumulate(gained) > COMMONNESS_NATS * 4)
        return np.unique(np.searchsorted(self.starts, old[places] - 1, "right") - 1)

    def _curve(self, reading: Reading, model: Model) -> Curve:
        old, new = self._shared(reading)
        new_cost = -model.running(reading.codes).astype(np.float64)
        new_cost = np.where(_is_c1(reading.codes), np.minimum(new_cost, C1_NATS), new_cost)
        new_cost = np.where(self._are_letters(reading), np.minimum(new_cost, LETTER_NATS), new_cost)
        new_spent = np.concatenate(([0.0], np.cumsum(np.where(reading.good, new_cost, IMPOSSIBLE_NATS))))
        old_spent = np.concatenate(([0.0], np.cumsum(np.where(self.covered, self.costs, self.costs - IMPOSSIBLE_NATS))))
        single = (np.diff(old) == 1) & (np.diff(new) == 1)
        same = np.zeros(len(old), np.bool_)
        same[:-1] = single & (self.codes[old[:-1]] == reading.codes[new[:-1]])
        row = np.searchsorted(self.starts, old, "right") - 1
        return Curve(old, new, old_spent[old] - new_spent[new], row, ~same)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line under a pair. begin, end: of its part of the curve.  offset: where it begins among the old characters.
    most_nats: what its best stretch gains at most."""

    line: int
    pair: Pair
    offset: int
    reading: Reading
    curve: Curve
    begin: int
    end: int
    most_nats: float
    switch_nats: float

    def stretches(self) -> Iterator[tuple[float, Stretch]]:
        """Those of its stretches that read better by more than `switch_nats`, each with the nats it gains."""
        curve = self.curve
        whole = list(climbs(curve, self.begin, self.end, self.switch_nats))
        for first, last in chain(whole, *(trimmed(curve, *each) for each in whole)):
            codes = self.reading.codes[curve.new[first]:curve.new[last]]
            if self.pair.written.name == "utf_8" or ((codes >= _FIRST_HAN) & (codes <= _LAST_HAN)).any():
                yield float(curve.gained[last] - curve.gained[first]), Stretch(
                    self.line, int(curve.old[first]) - self.offset, int(curve.old[last]) - self.offset, to_text(codes), self.pair)


def _is_c1(codes: Codes) -> NDArray[np.bool_]:
    return (codes >= 0x80) & (codes < 0xA0)


