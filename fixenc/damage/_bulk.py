"""Large damaged files: the lines that a process proved nearby explains whole, converted together.

A search asks of every stretch what it may have been. In a file that some program damaged from end to end the answer is known
after a few lines: the others are turned into bytes, read as they were written, damaged once more for proof and weighed, all
with array operations. What does not fit, or fits without being clearly likelier, is left to the search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find, shown
from fixenc.charsets._charset import Reading
from fixenc.charsets._inverse import joined
from fixenc.damage._decide import CLEAN_NATS, NEIGHBOUR_NATS, ODD_SHARE, Line, weigh
from fixenc.damage._kind import Proposal
from fixenc.damage._letters import commonness
from fixenc.damage._pairs import Pair
from fixenc.damage._quoted import quotation_nats
from fixenc.model.codes import Codes, to_codes, to_text
from fixenc.model.scan import ORDINARY_NATS, alarms
from fixenc.model.score import Model
from fixenc.values import Process, Span

LINE_FEED = 0x0A
_QUARTER = 4
# A line converted without being searched gains at least this: 20 nats are four Chinese letters, or a stranger's prior and more.
CLEAR_NATS = 20.0
# An edit that a person can still read holds no more lines than this.
LINES_OF_EDIT = 64
# So many of the processes proved in a file are tried on whole lines, the most frequent first.
TRIED = 4
_DROP = 1 << 20


@dataclass(frozen=True, slots=True)
class Known:
    """A process that was proved in this file."""

    pair: Pair
    dialect: str

    @property
    def process(self) -> Process:
        """The process as a value of the interface."""
        return self.pair.process(self.dialect)


def known(proved: Counter[str], pairs: tuple[Pair, ...]) -> list[Known]:
    """The proved processes (by their words) that are tried on whole lines, the most frequent first."""
    processes = by_words(pairs)
    ranked = sorted((-count, -processes[words].pair.prior_nats, words) for words, count in proved.items() if words in processes)
    return [processes[words] for _, _, words in ranked[:TRIED]]


def alike(before: str, proposal: Proposal, pairs: tuple[Pair, ...]) -> Iterator[str]:
    """The words of all processes that give the same `before`: charsets often differ in characters that a text has not shown
    yet, and what is proved is proved of each of them."""
    written = next(step.object for step in proposal.process.steps if step.verb == "encode")
    data = find(written).to_bytes(proposal.after or "")
    for each in by_words(pairs).values() if data is not None else ():
        if shown(each.pair.written) == written and each.pair.read.kind == "single-byte" \
                and each.pair.read.decode(data or b"", each.dialect) == before:
            yield each.process.words
    yield proposal.process.words


@cache
def by_words(pairs: tuple[Pair, ...]) -> dict[str, Known]:
    """The processes that the pairs can be proved by, by their words."""
    # In UTF-16 a line feed is two bytes, so lines before the damage are not lines behind it.
    wide = ("utf_16le", "utf_16be")
    return {words: Known(pair, dialect) for pair in pairs if pair.written.name not in wide and pair.read.name not in wide
            for dialect, words in zip(pair.read.dialects, pair.words, strict=True)}


def convert(lines: Sequence[Line], tried: Sequence[Known], model: Model) -> tuple[list[Proposal], list[Line]]:
    """The lines that one of the known processes clearly explains as proposals (several lines in one where they stand
    together), and the lines that are left."""
    if not lines or not tried:
        return [], list(lines)
    best, number = np.zeros(len(lines)), np.full(len(lines), -1)
    trials: list[_Trial] = []
    # Charsets that it may have been written in compete; of the readers of one, the first that fits speaks for all.
    for _, group in groupby(sorted(tried, key=lambda each: each.pair.written.name), lambda each: each.pair.written.name):
        left = np.arange(len(lines))
        for each in group:
            trial = _Trial.of(lines, left, each) if len(left) else None
            if trial is None:
                continue
            gains = trial.gains(model)
            better = gains > best[trial.which]
            best[trial.which[better]], number[trial.which[better]] = gains[better], len(trials)
            trials.append(trial)
            left = np.setdiff1d(left, trial.which[gains > 0.0], assume_unique=True)
    for index, trial in enumerate(trials):
        of_trial = np.flatnonzero(number == index)
        number[of_trial[trial.are_quoted(of_trial)]] = -1
    return list(_assembled(lines, best, number, trials)), [lines[index] for index in np.flatnonzero(number < 0).tolist()]


@dataclass(frozen=True)
class _Trial:
    """The lines that a process's reader covers, as they stand and as they were written; line feeds included.

    which: index of each line.  codes, starts: the characters as they stand, and where each line begins (one more at the end).
    byte_starts: where the bytes of each character begin.  reading, first: the characters as written, and where each line begins.
    """

    lines: Sequence[Line]
    known: Known
    which: NDArray[np.intp]
    codes: Codes
    starts: NDArray[np.int64]
    byte_starts: NDArray[np.int64]
    reading: Reading
    first: NDArray[np.intp]

    @classmethod
    def of(cls, lines: Sequence[Line], which: NDArray[np.intp], tried: Known) -> _Trial | None:
        """The trial of one process on some of the lines, or None where its reader covers none of them."""
        texts = [lines[index].text for index in which.tolist()]
        codes = to_codes("".join([text + "\n" for text in texts]))
        starts = _bounds([len(text) + 1 for text in texts])
        numbers, lengths = tried.pair.read.packed(codes, tried.dialect)
        is_covered = np.logical_and.reduceat(lengths > 0, starts[:-1]) if len(texts) else np.zeros(0, np.bool_)
        if not is_covered.any():
            return None
        if not is_covered.all():
            sizes = np.diff(starts)
            kept = np.repeat(is_covered, sizes)
            codes, numbers, lengths, which = codes[kept], numbers[kept], lengths[kept], which[is_covered]
            starts = _bounds(sizes[is_covered])
        data = joined(numbers, lengths)
        if tried.pair.read.decode(data, tried.dialect) != to_text(codes):
            return None
        reading = tried.pair.written.read(data)
        byte_starts = _bounds(lengths)
        first = np.searchsorted(reading.starts, byte_starts[starts])
        return cls(lines, tried, which, codes, starts, byte_starts, reading, first)

    def gains(self, model: Model) -> NDArray[np.float64]:
        """Evidence (nats) for each line that this process clearly explains whole, 0 for the others."""
        gain, odd = self._by_commonness
        whole = self._is_whole()
        clear = whole & (gain >= CLEAR_NATS) & (odd <= np.maximum(CLEAN_NATS, ODD_SHARE * gain))
        found = np.where(clear, gain, 0.0)
        doubtful = np.flatnonzero(whole & ~clear & (gain > 0.0))
        if len(doubtful):
            afters = [self.after(place) for place in doubtful.tolist()]
            befores = [self.lines[index].text for index in self.which[doubtful].tolist()]
            heights = np.maximum(alarms(afters, model), 0.0)
            likelier = weigh(afters, model) - weigh(befores, model) - NEIGHBOUR_NATS
            fits = (likelier - heights >= CLEAR_NATS) & (heights <= np.maximum(CLEAN_NATS, ODD_SHARE * likelier))
            found[doubtful[fits]] = (likelier - heights)[fits]
        return found

    def after(self, place: int) -> str:
        """The text of a line as it was written."""
        return self.text[int(self.first[place]):int(self.first[place + 1]) - 1]

    @cached_property
    def text(self) -> str:
        """All the lines as they were written."""
        return to_text(self.reading.codes)

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """For each line, where what differs begins and ends in the characters before and behind; the rest is ASCII in both."""
        old_first, old_last = _beyond_ascii(self.codes, self.starts)
        new_first, new_last = _beyond_ascii(self.reading.codes, self.first)
        low = np.minimum(self.byte_starts[old_first], self.reading.starts[new_first])
        high = np.maximum(self.byte_starts[old_last], self.reading.starts[new_last])
        return np.array([np.searchsorted(starts, places) for starts in (self.byte_starts, self.reading.starts)
                         for places in (low, high)])

    def are_quoted(self, of_lines: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of some lines quote the damage."""
        places = np.searchsorted(self.which, of_lines)
        starts, stops = self.ends[0][places] - self.starts[places], self.ends[1][places] - self.starts[places]
        quoted = np.zeros(len(of_lines), np.bool_)
        for each in np.flatnonzero(starts > 0).tolist():
            after = self.text[int(self.ends[2][places[each]]):int(self.ends[3][places[each]])]
            quoted[each] = quotation_nats(self.lines[of_lines[each]].text, int(starts[each]), int(stops[each]), after) > 0.0
        return quoted

    def proposal(self, index: int, last: int, gain: float) -> Proposal:
        """The proposal for the lines from one index to another, which stand together."""
        first_place, last_place = np.searchsorted(self.which, (index, last)).tolist()
        start = self.lines[index].start + int(self.ends[0][first_place] - self.starts[first_place])
        stop = self.lines[last].start + int(self.ends[1][last_place] - self.starts[last_place])
        after = self.text[int(self.ends[2][first_place]):int(self.ends[3][last_place])]
        return Proposal(Span(start, stop), after, gain, self.process)

    @cached_property
    def process(self) -> Process:
        """The process as a value of the interface."""
        return self.known.process

    def _is_whole(self) -> NDArray[np.bool_]:
        """Which lines can be read from end to end, and are one line each."""
        codes, starts = self.reading.codes, self.reading.starts
        aligned = starts[self.first] == self.byte_starts[self.starts]
        begins = np.minimum(self.first[:-1], len(codes) - 1)
        feeds = np.add.reduceat((codes == LINE_FEED).astype(np.int64), begins)
        whole: NDArray[np.bool_] = np.logical_and.reduceat(self.reading.good, begins)
        whole &= aligned[:-1] & aligned[1:] & (feeds == 1) & (codes[self.first[1:] - 1] == LINE_FEED)
        return whole

    @cached_property
    def _by_commonness(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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


def _bounds(sizes: Sequence[int] | NDArray[np.integer]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))


def _beyond_ascii(codes: Codes, starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each line, the index of its first character beyond ASCII, and that behind its last; its end and start if none."""
    places = np.arange(len(codes))
    beyond = codes >= 0x80
    begins = np.minimum(starts[:-1], len(codes) - 1)
    first = np.minimum.reduceat(np.where(beyond, places, len(codes)), begins)
    last = np.maximum.reduceat(np.where(beyond, places, -1), begins)
    return np.minimum(first, starts[1:] - 1), np.maximum(last + 1, starts[:-1])


def _assembled(lines: Sequence[Line], gains: NDArray[np.float64], number: NDArray[np.int64],
               trials: Sequence[_Trial]) -> Iterator[Proposal]:
    """A proposal for each row of lines that stand together and were damaged by the same process."""
    starts = np.array([line.start for line in lines], np.int64)
    ends = starts + np.array([len(line.text) + 1 for line in lines], np.int64)
    breaks = np.ones(len(lines) + 1, np.bool_)
    breaks[1:-1] = (number[1:] != number[:-1]) | (starts[1:] != ends[:-1])
    edges = np.flatnonzero(breaks)
    for begin, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        for first in range(begin, stop if number[begin] >= 0 else begin, LINES_OF_EDIT):
            last = min(first + LINES_OF_EDIT, stop) - 1
            yield trials[number[first]].proposal(first, last, float(gains[first:last + 1].min()))
