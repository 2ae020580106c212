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
from fixenc.damage._pairs import Pair
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._search import commonness
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
    by_words = _by_words(pairs)
    ranked = sorted((-count, -by_words[words].pair.prior_nats, words) for words, count in proved.items() if words in by_words)
    return [by_words[words] for _, _, words in ranked[:TRIED]]


def alike(before: str, proposal: Proposal, pairs: tuple[Pair, ...]) -> Iterator[str]:
    """The words of all processes that give the same `before`: charsets often differ in characters that a text has not shown
    yet, and what is proved is proved of each of them."""
    written = next(step.object for step in proposal.process.steps if step.verb == "encode")
    data = find(written).to_bytes(proposal.after or "")
    for each in _by_words(pairs).values() if data is not None else ():
        if shown(each.pair.written) == written and each.pair.read.kind == "single-byte" \
                and each.pair.read.decode(data or b"", each.dialect) == before:
            yield each.process.words
    yield proposal.process.words


@cache
def _by_words(pairs: tuple[Pair, ...]) -> dict[str, Known]:
    # In UTF-16 a line feed is two bytes, so lines before the damage are not lines behind it.
    wide = ("utf_16le", "utf_16be")
    return {words: Known(pair, dialect) for pair in pairs if pair.written.name not in wide and pair.read.name not in wide
            for dialect, words in zip(pair.read.dialects, pair.words, strict=True)}


def convert(lines: Sequence[Line], tried: Sequence[Known], model: Model) -> tuple[list[Proposal], list[Line]]:
    """The lines that one of the known processes clearly explains as proposals (several lines in one where they stand
    together), and the lines that are left."""
    if not lines or not tried:
        return [], list(lines)
    best: list[tuple[float, int]] = [(0.0, -1)] * len(lines)
    trials: list[_Trial] = []
    # Charsets that it may have been written in compete; of the readers of one, the first that fits speaks for all.
    for _, group in groupby(sorted(tried, key=lambda each: each.pair.written.name), lambda each: each.pair.written.name):
        left = np.arange(len(lines))
        for each in group:
            trial = _Trial.of(lines, left, each)
            gains = trial.gains(model) if trial else {}
            for index, gain in gains.items():
                if gain > best[index][0]:
                    best[index] = gain, len(trials)
            if trial:
                trials.append(trial)
            left = np.array([index for index in left.tolist() if index not in gains], np.intp)
    return _assembled(lines, best, trials)


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

    def gains(self, model: Model) -> dict[int, float]:
        """Evidence (nats) for each line, by its index, that this process clearly explains whole."""
        gain, odd = self._by_commonness
        whole = self._is_whole()
        clear = whole & (gain >= CLEAR_NATS) & (odd <= np.maximum(CLEAN_NATS, ODD_SHARE * gain))
        found = dict(zip(self.which[clear].tolist(), gain[clear].tolist(), strict=True))
        doubtful = np.flatnonzero(whole & ~clear & (gain > 0.0)).tolist()
        if doubtful:
            afters = [self.after(place, place) for place in doubtful]
            befores = [self.lines[self.which[place]].text for place in doubtful]
            heights = np.maximum(alarms(afters, model), 0.0)
            likelier = weigh(afters, model) - weigh(befores, model) - NEIGHBOUR_NATS
            fits = (likelier - heights >= CLEAR_NATS) & (heights <= np.maximum(CLEAN_NATS, ODD_SHARE * likelier))
            found |= {int(self.which[place]): nats for place, nats, is_fit in
                      zip(doubtful, (likelier - heights).tolist(), fits.tolist(), strict=True) if is_fit}
        return found

    def after(self, place: int, last: int) -> str:
        """The text of the lines from one place to another as it was written."""
        return self.text[int(self.first[place]):int(self.first[last + 1]) - 1]

    @cached_property
    def text(self) -> str:
        """All the lines as they were written."""
        return to_text(self.reading.codes)

    @cached_property
    def place_of(self) -> dict[int, int]:
        """Where each line, by its index, stands in this trial."""
        return {index: place for place, index in enumerate(self.which.tolist())}

    @cached_property
    def ends(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """For each line, how many characters at its start and at its end are the same before and behind: ASCII in both."""
        old_first, old_last = _beyond_ascii(self.codes, self.starts)
        new_first, new_last = _beyond_ascii(self.reading.codes, self.first)
        low = np.minimum(self.byte_starts[old_first], self.reading.starts[new_first])
        high = np.maximum(self.byte_starts[old_last], self.reading.starts[new_last])
        return (np.searchsorted(self.byte_starts, low).tolist(), np.searchsorted(self.byte_starts, high).tolist(),
                np.searchsorted(self.reading.starts, low).tolist(), np.searchsorted(self.reading.starts, high).tolist())

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


def _assembled(lines: Sequence[Line], best: Sequence[tuple[float, int]],
               trials: Sequence[_Trial]) -> tuple[list[Proposal], list[Line]]:
    found: list[Proposal] = []
    left: list[Line] = []
    index = 0
    while index < len(lines):
        gain, number = best[index]
        if number < 0 or _is_quoted(lines[index], trials[number], index):
            left.append(lines[index])
            index += 1
            continue
        last = index
        while (last + 1 < len(lines) and last - index < LINES_OF_EDIT - 1 and best[last + 1][1] == number
               and lines[last + 1].start == lines[last].start + len(lines[last].text) + 1
               and not _is_quoted(lines[last + 1], trials[number], last + 1)):
            last += 1
            gain = min(gain, best[last][0])
        found.append(_proposal(lines, trials[number], index, last, gain))
        index = last + 1
    return found, left


def _is_quoted(line: Line, trial: _Trial, index: int) -> bool:
    place = trial.place_of[index]
    offset = int(trial.starts[place])
    start, stop = trial.ends[0][place] - offset, trial.ends[1][place] - offset
    return start > 0 and quotation_nats(line.text, start, stop) > 0.0


def _proposal(lines: Sequence[Line], trial: _Trial, index: int, last: int, gain: float) -> Proposal:
    first_place, last_place = trial.place_of[index], trial.place_of[last]
    old_first, old_last, new_first, new_last = trial.ends
    start = lines[index].start + old_first[first_place] - int(trial.starts[first_place])
    stop = lines[last].start + old_last[last_place] - int(trial.starts[last_place])
    return Proposal(Span(start, stop), trial.text[new_first[first_place]:new_last[last_place]], gain, trial.known.process)
