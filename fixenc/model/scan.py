"""The first look at every text: is there anything here that could be damage? Nearly always there is not.

Three steps, each for the little that the one before lets through. A glance at a table, a nanosecond a character, finds the
characters that some misreading yields far more often than any author. Where two of them stand near each other and the same
misreading yields both, the language model reads the place. Only where the characters cost much more as text than as the outcome
of one misreading is a line suspicious.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from enum import IntFlag
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from fixenc.model._explain import best_rises, highest_rises
from fixenc.model._latest import Latest
from fixenc.model._look import LINE_FEED, Look, Places, look
from fixenc.model._short import FAMILIAR_NATS, is_surely_clean
from fixenc.model.codes import to_codes, to_units
from fixenc.model.misreadings import MISREADINGS, STEPS_A_NAT, Misreading, costs, misreadings
from fixenc.model.score import Model


class Family(IntFlag):
    """What a place may be damaged by; a kind of damage names the family that must have been seen first."""

    MISREAD = 1      # characters that some wrong reading yields, near each other
    GLOSS = 2        # a Latin syllable in parentheses behind a Han character
    ESCAPE = 4       # %E4, \u4E2D, &#20013;, =E4 and their kind
    CHARACTER = 8    # controls, radicals, private use and others that are never ordinary
    LOST = 16        # marks of lost bytes: U+FFFD, '?' inside words, runs of □, 锟斤拷
    CUT = 32         # '?' or U+FFFD before ；！？，: half a character at which a page was cut


# The outcome of one misreading must explain a stretch better than an author does by this much, and by the log of the characters
# of its line, for at so many places chance could have made such a stretch. On text kept out (tests/bench/scan.py) 0.2% of clean
# lines of 30 genres reach it, 0.9% of the verse, and all but 1 in 1,000 reversibly damaged strings of 4 characters and more.
SUSPICIOUS_NATS = 10.0
# Misreadings that explain a line nearly as well as the best one: the true one is among these in 993 of 1,000 damaged strings.
LIKELY_SHARE = 0.6
# Of misreadings that there is evidence for, those that explain a stretch so much, or by such a share of what the best one does,
# may be the one: the true one of all 4,090 suspicious lines of text kept out that were damaged without loss is among these.
EVIDENT_SHARE, EVIDENT_NATS = 0.7, 14.0
# What a character costs in ordinary text at most: clean text costs 4 to 7 nats a character, damaged text 9 to 24.
ORDINARY_NATS = 8.0
# So many characters are asked of the model at a time.
_ASKED = 1 << 14
# From so many places on their lines are looked up all at once.
_MANY = 64
_NOTHING = Family(0)


class _Asked:
    """By how many nats some misreading explains each run of a text better than an author does, as far as the model was asked.

    What one kind of damage asked, the next one knows.
    """

    def __init__(self, seen: Look, model: Model) -> None:
        self._seen, self._model = seen, model
        self._nats = np.full(len(seen.places), np.nan)
        self._bits = np.zeros(len(seen.places), np.uint32)

    def lines(self, text: str) -> Iterator[tuple[int, int]]:
        """The suspicious lines (start, stop) of the text, in order. Whoever wants to know whether there is any pays for the
        first only."""
        seen, done = self._seen, -1
        for first, last in self._parts():
            self._ask(np.arange(first, last))
            places = seen.places[first:last][self._nats[first:last] > SUSPICIOUS_NATS]
            lines = _lines_at(text, places[places > done])
            yield from compress(lines, self.are_suspicious(*_columns(lines)).tolist())
            done = lines[-1][1] if lines else done

    def are_suspicious(self, starts: Places, stops: Places, more_nats: float = 0.0) -> NDArray[np.bool_]:
        """Which of some lines, or parts of long ones, are, and by so much more."""
        first, last = self._runs(starts, stops)
        wanted = np.zeros(len(self._nats) + 1, np.intp)
        np.add.at(wanted, first, 1)
        np.add.at(wanted, last, -1)
        self._ask(np.flatnonzero(np.cumsum(wanted)))
        # A span without a run takes what stands behind it, or nothing at the end, and is not asked about.
        highest = np.maximum.reduceat(np.append(self._nats, 0.0), np.stack((first, last), 1).ravel())[::2]
        least = SUSPICIOUS_NATS + more_nats + np.log(np.maximum(stops - starts, 1))
        found: NDArray[np.bool_] = (first < last) & (highest > least)
        return found

    def suspects(self, starts: Places, stops: Places) -> list[frozenset[str]]:
        """The names of the misreadings that may explain each of some lines that are suspicious."""
        bits = np.where(self._nats > SUSPICIOUS_NATS, self._bits, 0)
        runs = zip(*(each.tolist() for each in self._runs(starts, stops)), strict=True)
        told = [int(np.bitwise_or.reduce(bits[first:last], initial=0)) for first, last in runs]
        return [frozenset(each.name for index, each in enumerate(misreadings()) if named >> index & 1) for named in told]

    def _runs(self, starts: Places, stops: Places) -> tuple[Places, Places]:
        """The first run of each span, and the first behind it."""
        seen = self._seen
        first = (seen.places + (seen.stops - seen.starts)).searchsorted(starts, "right")
        return first, np.maximum(seen.places.searchsorted(stops), first)

    def _parts(self) -> Iterator[tuple[int, int]]:
        """The runs in parts of _ASKED characters."""
        sizes = np.cumsum(self._seen.stops - self._seen.starts)
        bounds = sizes.searchsorted(np.arange(0, int(sizes[-1]) if len(sizes) else 0, _ASKED)).tolist()
        return zip(bounds, [*bounds[1:], len(sizes)], strict=True) if bounds else iter(())

    def _ask(self, runs: Places) -> None:
        runs = runs[np.isnan(self._nats[runs])]
        sizes = self._seen.stops[runs] - self._seen.starts[runs]
        groups = (np.cumsum(sizes) - sizes) // _ASKED if len(runs) else runs
        for group in range(int(groups[-1]) + 1 if len(runs) else 0):
            some = runs[groups == group]
            codes, ends = self._seen.gathered(some)
            # No line is shorter than the part of it that is asked for.
            least = SUSPICIOUS_NATS + np.log(sizes[groups == group])
            nats = best_rises(codes, ends, self._seen.bits[some], self._model, least, FAMILIAR_NATS)
            best = self._nats[some] = nats.max(0)
            likely = (nats > 0.0) & (nats >= np.minimum(EVIDENT_SHARE * best, EVIDENT_NATS))
            self._bits[some] = (likely << np.arange(MISREADINGS)[:, np.newaxis]).sum(0)


def scan(text: str, model: Model | None = None) -> Family:
    """Which families of damage a text may hold. Families that are not named are certainly absent.

    model: has the last word on MISREAD; without it the tables decide alone, and name it 30 times as often.
    """
    if model is not None and is_surely_clean(text, model, SUSPICIOUS_NATS):
        return _NOTHING
    seen = _look(text)
    misread = len(seen.places) > 0 and (model is None or any(_asked(text, model).lines(text)))
    found = seen.marks | (int(Family.MISREAD) if misread else 0)
    return Family(found) if found else _NOTHING


def rising_lines(text: str, known: Collection[str] = ()) -> list[tuple[int, int]]:
    """The lines (start, stop; code points, without the line feed) with characters that some misreading yields near each other.

    known: names of misreadings that were proved in the file; one character that tells of them is enough. The model is not asked.
    """
    if known:
        return _lines_at(text, look(text, known).evident)
    starts, stops = rising_rows(text)
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def rising_rows(text: str) -> tuple[Places, Places]:
    """The same lines, as two arrays."""
    found = _rising.get(text)
    return found if found is not None else _rising.put(text, None, rows_at(text, _look(text).evident))


def suspicious_lines(text: str, model: Model) -> tuple[tuple[int, int], ...]:
    """The lines (start, stop; code points, without the line feed) that some misreading explains better than an author does."""
    return tuple(each_suspicious_line(text, model))


def each_suspicious_line(text: str, model: Model) -> Iterator[tuple[int, int]]:
    """The same lines one by one, in order; the model is asked about a text as far as they are wanted."""
    return _asked(text, model).lines(text)


def are_suspicious(text: str, starts: Places, stops: Places, model: Model, more_nats: float = 0.0) -> NDArray[np.bool_]:
    """Which of some lines of a text, in order, or parts of long ones (starts, stops; code points), are suspicious.

    more_nats: by which they must be explained better than a suspicious line is. What was asked about a text once is known the
    next time.
    """
    return _asked(text, model).are_suspicious(starts, stops, more_nats)


def suspects_at(text: str, starts: Places, stops: Places, model: Model) -> list[frozenset[str]]:
    """The names of the misreadings that may explain each of some suspicious lines of a text, or parts of long ones."""
    asked = _asked(text, model)
    asked.are_suspicious(starts, stops)
    return asked.suspects(starts, stops)


def suspects(lines: Sequence[str], model: Model, share: float = LIKELY_SHARE) -> list[tuple[Misreading, ...]]:
    """For each line the misreadings that may explain it, the likeliest first: those with `share` of the nats of the best one.

    >>> from fixenc.model.load import load
    >>> [each.name for each in suspects(["æ–‡ä»¶"], load())[0]][:1]
    ['utf8_as_western']
    """
    everything = misreadings()
    found = []
    for nats in _explained(lines, model).T:
        order = np.argsort(-nats, kind="stable")
        found.append(tuple(everything[index] for index in order[nats[order] > max(0.0, share * float(nats.max()))]))
    return found


def explaining(line: str, model: Model, mark: str = "") -> frozenset[str]:
    """The names of the misreadings that explain a line from end to end, ASCII and the mark of lost bytes left out, better than an
    author does.

    >>> from fixenc.model.load import load
    >>> "utf8_as_big5" in explaining("甇支??銋????銋?", load(), "?"), explaining("昨天的会开到很晚?", load(), "?")
    (True, frozenset())
    """
    codes = to_codes(line)
    told = np.flatnonzero((codes >= 0x80) & (codes != ord(mark or "?")))
    spent = -float(model.running(codes)[told].sum(dtype=np.float64))
    prices = costs()[to_units(codes[told])].sum(0, dtype=np.float64) / STEPS_A_NAT
    return frozenset(each.name for each, price in zip(misreadings(), prices.tolist(), strict=True) if price < spent)


def alarms(lines: Sequence[str], model: Model) -> NDArray[np.float64]:
    """For each line, by how many nats its unlikeliest stretch costs more than ordinary text."""
    codes = to_codes("\n".join(lines) + "\n")
    return highest_rises(-model.running(codes).astype(np.float64) - ORDINARY_NATS, np.flatnonzero(codes == LINE_FEED))


def rows_at(text: str, places: Places) -> tuple[Places, Places]:
    """The lines (starts, stops; code points, without the line feed) that hold some of the places, which are in order."""
    if len(places) < _MANY:
        return _columns(_lines_at(text, places))
    feeds = np.flatnonzero(to_codes(text) == LINE_FEED)
    starts, stops = np.concatenate(([0], feeds + 1)), np.append(feeds, len(text))
    held = np.diff(np.searchsorted(places, stops, "right"), prepend=0) > 0
    return starts[held], stops[held]


_looks: Latest[Look] = Latest()
_rising: Latest[tuple[Places, Places]] = Latest()
_verdicts: Latest[_Asked] = Latest()


def _look(text: str) -> Look:
    return _looks.get(text) or _looks.put(text, None, look(text))


def _asked(text: str, model: Model) -> _Asked:
    return _verdicts.get(text, model) or _verdicts.put(text, model, _Asked(_look(text), model))


def _explained(lines: Sequence[str], model: Model) -> NDArray[np.float64]:
    """For each misreading and line, by how many nats it explains some stretch better than an author does."""
    codes = to_codes("".join(line + "\n" for line in lines))
    everything = np.full(len(lines), (1 << MISREADINGS) - 1, np.uint32)
    return best_rises(codes, np.flatnonzero(codes == LINE_FEED), everything, model, np.zeros(len(lines)))


def _lines_at(text: str, places: Places) -> list[tuple[int, int]]:
    """The lines that hold some of the places, which are in order."""
    lines: list[tuple[int, int]] = []
    at = 0
    while at < len(places):
        place = int(places[at])
        start, stop = text.rfind("\n", 0, place) + 1, text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        lines.append((start, stop))
        at = bisect_right(places, stop, at)
    return lines


def _columns(lines: Sequence[tuple[int, int]]) -> tuple[Places, Places]:
    columns = np.array(lines, np.intp).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]
