"""One process, tried on many lines: their bytes, what these are as they were written, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Reading
from fixenc.charsets._inverse import joined
from fixenc.damage._decide import CLEAN_NATS, NEIGHBOUR_NATS, ODD_SHARE
from fixenc.damage._kind import Proposal
from fixenc.damage._known import Known
from fixenc.damage._letters import commonness, strange, two_codes
from fixenc.damage._lines import LONGEST
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._rows import LINE_FEED, Flags, Places, Rows, beyond_ascii, kept, same_lines, some, with_ascii
from fixenc.damage._two_codes import have_likelier_code
from fixenc.damage._weigh import weigh
from fixenc.model.codes import Codes, to_codes, to_text
from fixenc.model.scan import ORDINARY_NATS, alarms
from fixenc.model.score import Model
from fixenc.values import Process, Span

_QUARTER = 4
# A line converted without being searched gains at least this: 20 nats are four Chinese letters, or a stranger's prior and more.
CLEAR_NATS = 20.0
# By the model, with what is odd in the outcome held against it, less is clear.
SURE_NATS = 8.0
# A line may be odder by this share of what it gains where its process is the file's: see ODD_SHARE for what wrong readings are.
KNOWN_ODD_SHARE = 0.18
_DROP = 1 << 20
# Of a character of four bytes three may be left.
TORN = 3

Nats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Converted:
    """Lines that were converted together. is_special: some character has two codes, or is not what every program writes."""

    proposal: Proposal
    known: Known
    is_special: bool


@dataclass(frozen=True)
class Trial:
    """The lines that a process's reader covers, as they stand and as they were written; line feeds included.

    which: index of each line.  codes, starts: the characters as they stand, and where each line begins (one more at the end).
    data, byte_starts: the bytes, and where those of each character begin.  reading, first: the characters as written, and where
    each line begins.
    """

    rows: Rows
    known: Known
    model: Model
    which: Places
    codes: Codes
    starts: Places
    data: bytes
    byte_starts: Places
    reading: Reading
    first: Places

    @classmethod
    def of(cls, rows: Rows, wanted: Places, tried: Known, model: Model) -> Trial | None:
        """The trial of one process on some of the lines, or None where its reader covers none of them."""
        codes, which = some(rows, with_ascii(rows, wanted))
        read, dialect = tried.pair.read, tried.dialect
        numbers, lengths = read.packed(codes, dialect)
        is_covered = lengths > 0
        if not is_covered.all():
            feeds = np.flatnonzero(codes == LINE_FEED)
            codes, which, stay = kept(codes, which, np.logical_and.reduceat(is_covered, np.append(0, feeds[:-1] + 1)))
            numbers, lengths = numbers[stay], lengths[stay]
        data = joined(numbers, lengths)
        again = to_codes(read.decode(data, dialect))
        if not np.array_equal(again, codes):
            codes, which, stay = kept(codes, which, same_lines(again, codes))
            lengths, data = lengths[stay], joined(numbers[stay], lengths[stay])
        if not len(which):
            return None
        reading = tried.pair.written.read(data)
        byte_starts = _bounds(lengths)
        # Where a character of two bytes goes, half of what stands before or behind it may go too.
        for _ in range(TORN):
            torn = _torn(codes, byte_starts, reading)
            if not torn.any():
                break
            codes, lengths = codes[~torn], lengths[~torn]
            data = joined(read.packed(codes, dialect)[0], lengths)
            reading, byte_starts = tried.pair.written.read(data), _bounds(lengths)
        starts = np.append(0, np.flatnonzero(codes == LINE_FEED) + 1)
        first = np.searchsorted(reading.starts, byte_starts[starts])
        return cls(rows, tried, model, which, codes, starts, data, byte_starts, reading, first)

    def gains(self) -> Nats:
        """Evidence (nats) for each line that this process clearly explains whole, 0 for the others."""
        gain, odd = self._by_commonness
        whole = self.is_whole
        clear = whole & (gain >= CLEAR_NATS) & (odd <= np.maximum(CLEAN_NATS, ODD_SHARE * gain))
        found = np.where(clear, gain, 0.0)
        doubtful = np.flatnonzero(whole & ~clear & (gain > 0.0))
        if len(doubtful):
            found[doubtful] = self._weighed(doubtful)
        return found

    def _weighed(self, places: Places) -> Nats:
        """The same by the model."""
        afters = [self.after(place) for place in places.tolist()]
        befores = [self.rows.line(index) for index in self.which[places].tolist()]
        heights = np.maximum(alarms(afters, self.model), 0.0)
        likelier = weigh(afters, self.model) - weigh(befores, self.model) - NEIGHBOUR_NATS
        fits = (likelier - heights >= SURE_NATS) & (heights <= np.maximum(CLEAN_NATS, KNOWN_ODD_SHARE * likelier))
        return np.where(fits, likelier - heights, 0.0)

    def after(self, place: int) -> str:
        """The text of a line as it was written."""
        return self.text[int(self.first[place]):int(self.first[place + 1]) - 1]

    @cached_property
    def text(self) -> str:
        """All the lines as they were written."""
        return to_text(self.reading.codes)

    @cached_property
    def ends(self) -> Places:
        """For each line, where what differs begins and ends in the characters before and behind; the rest is ASCII in both."""
        old_first, old_last = beyond_ascii(self.codes, self.starts)
        new_first, new_last = beyond_ascii(self.reading.codes, self.first)
        low = np.minimum(self.byte_starts[old_first], self.reading.starts[new_first])
        high = np.maximum(self.byte_starts[old_last], self.reading.starts[new_last])
        return np.array([np.searchsorted(starts, places) for starts in (self.byte_starts, self.reading.starts)
                         for places in (low, high)])

    def are_quoted(self, of_lines: Places) -> Flags:
        """Which of some lines quote the damage."""
        places = np.searchsorted(self.which, of_lines)
        starts, stops = self.ends[0][places] - self.starts[places], self.ends[1][places] - self.starts[places]
        lengths = self.starts[places + 1] - self.starts[places] - 1
        quoted = np.zeros(len(of_lines), np.bool_)
        for each in np.flatnonzero((starts > 0) & (stops < lengths)).tolist():
            after = self.text[int(self.ends[2][places[each]]):int(self.ends[3][places[each]])]
            line = self.rows.line(int(of_lines[each]))
            quoted[each] = quotation_nats(line, int(starts[each]), int(stops[each]), after) > 0.0
        return quoted

    def converted(self, lines: Places, gain: float, is_layer: bool) -> Converted:
        """Some lines that stand together. is_layer: what they become is damaged itself."""
        first, last = (int(np.searchsorted(self.which, line)) for line in (lines[0], lines[-1]))
        start = int(self.rows.starts[lines[0]] + self.ends[0][first] - self.starts[first])
        stop = int(self.rows.starts[lines[-1]] + self.ends[1][last] - self.starts[last])
        after = self.text[int(self.ends[2][first]):int(self.ends[3][last])]
        is_special = not is_layer and bool(self._special[first:last + 1].any())
        return Converted(Proposal(Span(start, stop), after, gain, self.process, is_layer=is_layer), self.known, is_special)

    @cached_property
    def process(self) -> Process:
        """The process as a value of the interface."""
        return self.known.process

    @cached_property
    def _special(self) -> Flags:
        """Which lines hold a sign that some programs write otherwise, or a character another code of which is likelier."""
        pair = self.known.pair
        if pair.written.kind != "double-byte":
            return np.zeros(len(self.which), np.bool_)
        begins = np.minimum(self.first[:-1], len(self.reading.codes) - 1)
        special: Flags = np.logical_or.reduceat(strange(self.reading.codes), begins)
        two = np.flatnonzero(two_codes(pair.read.name).take(self.codes, mode="clip"))
        if len(two):
            starts, stops = self.byte_starts[two], self.byte_starts[two + 1]
            two = two[have_likelier_code(self.data, self.reading, starts, stops, self.known, self.model)]
            special[np.searchsorted(self.starts, two, "right") - 1] = True
        return special

    @cached_property
    def is_whole(self) -> Flags:
        """Which lines can be read from end to end, and are one line each."""
        codes, starts = self.reading.codes, self.reading.starts
        aligned = starts[self.first] == self.byte_starts[self.starts]
        begins = np.minimum(self.first[:-1], len(codes) - 1)
        feeds = np.add.reduceat((codes == LINE_FEED).astype(np.int64), begins)
        whole: Flags = np.logical_and.reduceat(self.reading.good, begins)
        whole &= aligned[:-1] & aligned[1:] & (feeds == 1) & (codes[self.first[1:] - 1] == LINE_FEED)
        return whole

    @cached_property
    def _by_commonness(self) -> tuple[Nats, Nats]:
        """For each line the nats that it gains, and by how many its unlikeliest stretch costs more than ordinary text, both by
        the commonness of single characters: a tenth of the cost of the model."""
        old = commonness().take(self.codes, mode="clip")
        new = commonness().take(self.reading.codes, mode="clip")
        begins = np.minimum(self.first[:-1], len(new) - 1)
        gain = np.add.reduceat(old, self.starts[:-1]) - np.add.reduceat(new, begins)
        excess = new - np.int64(ORDINARY_NATS * _QUARTER)
        lasts = np.minimum(self.first[1:], len(new)) - 1
        excess[lasts] = -_DROP
        total = np.cumsum(excess)
        rise = total - np.minimum.accumulate(np.concatenate(([0], total[:-1])))
        rise[lasts] = 0
        return gain / _QUARTER, np.maximum.reduceat(rise, begins) / _QUARTER


def _torn(codes: Codes, byte_starts: Places, reading: Reading) -> Flags:
    """The few code points at the ends of long lines that are parts of characters: who cut such a line did not know where."""
    torn = np.zeros(len(codes), np.bool_)
    stops = np.flatnonzero(codes == LINE_FEED)
    starts = np.append(0, stops[:-1] + 1)
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        if stop - start <= LONGEST:
            continue
        first, last = np.searchsorted(reading.starts, byte_starts[[start, stop]]).tolist()
        bad = np.flatnonzero(~reading.good[first:last]) + first
        tail = bad[bad >= last - TORN]
        if len(tail):
            torn[np.searchsorted(byte_starts, reading.starts[tail[0]], "right") - 1:stop] = True
        head = bad[bad < first + TORN]
        if len(head):
            torn[start:np.searchsorted(byte_starts, reading.starts[head[-1] + 1])] = True
    return torn


def _bounds(sizes: NDArray[np.integer]) -> Places:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
