"""Many small searches at once: what was lost in each window of a text, by all that stands around it.

A window begins with three characters that are known and goes to three known ones behind the last that is not. All windows are
taken through their units in step, and each step asks the language model one question for all of them. What the lattice is for
one line these arrays are for thousands: states are what matters for what follows, paths that meet in one go on as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._alternatives import Row
from fixenc.damage._beam import BEAM, BEAM_NATS, WIDTH
from fixenc.damage._layout import given as layout_given
from fixenc.damage._layout import tied
from fixenc.damage._pool import Choice, Hole, Pool
from fixenc.damage._ranges import Nats, Places, firsts, likeliest, log_sums, ranges
from fixenc.damage._syntax import LOOKED_AT
from fixenc.model.codes import Codes, to_text
from fixenc.model.score import Model

# What is eaten hardly depends on the character before it, which has nothing else behind it to speak for it; so much less
# likely ones than the best, and so much less likely pairs, are not tried.
EATEN_NATS = 8.0
# So much less likely ways than the best are dropped behind a known character.
KNOWN_NATS = 12.0
# A hole is certain where its likeliest way is likelier than this.
CERTAIN = 1.0 - 1e-5
# The log probability of what leads nowhere; a number, so that sums stay numbers.
_NEVER = -1e9
# Shares that are not reported.
UNLIKELY = 1e-6
# Characters in one unit at most: two that lost bytes, and two literal marks.
MOST = 4
# Code points in front of a window, all that the model looks at; and three of them in one number.
_AROUND = 3
_SHIFT = np.uint64(21)

# Three code points, then the units: a code point, or -1 - index of a hole.
Window = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Ways:
    """Ways through a step. source: the state that each comes from.  row, hole: what it takes, -1 where nothing was lost."""

    source: Places
    nats: Nats
    context: Codes
    codes: Codes
    row: Places
    hole: Places

    def __getitem__(self, index: Places | NDArray[np.bool_]) -> _Ways:
        return _Ways(*(getattr(self, name)[index] for name in self.__slots__))

    @classmethod
    def together(cls, parts: Sequence[_Ways]) -> _Ways:
        return cls(*(np.concatenate([getattr(each, name) for each in parts]) for name in cls.__slots__))


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of all windows. ways: that lead from the states before to those behind, `target`.  window: of each state behind.
    best: the way of the likeliest path to each state.  nats: its log probability.  forward: log of the sum over all paths to it.
    """

    ways: _Ways
    target: Places
    window: Places
    best: Places
    nats: Nats
    forward: Nats


def choices(windows: Sequence[Window], holes: Sequence[Hole], rows: Sequence[Sequence[Row]],
            tables: Sequence[NDArray[np.float32]], model: Model, may_eat: bool) -> list[list[Choice] | None]:
    """For each window what its holes were, in order; None where no row of characters leads through it. may_eat: whether such
    marks may have taken ASCII characters along."""
    units = np.fromiter((unit for window in windows for unit in window[_AROUND:]), np.int64)
    # Only what stands in these windows makes up the pool.
    used, places = np.unique(-1 - units[units < 0], return_inverse=True)
    units[units < 0] = -1 - places
    pool = Pool.of([holes[number] for number in used.tolist()], rows, tables)
    return _Search(windows, units, pool, model, may_eat).choices()


class _Search:
    def __init__(self, windows: Sequence[Window], units: NDArray[np.int64], pool: Pool, model: Model, may_eat: bool) -> None:
        self._pool, self._model = pool, model
        sizes = np.array([len(window) - _AROUND for window in windows], np.intp)
        self._sizes = sizes
        self._units = units
        self._looked_at = _looked_at(units, np.cumsum(sizes) - sizes) & may_eat
        self._first = np.cumsum(sizes) - sizes
        self._steps: list[_Step] = []
        window, nats = np.arange(len(windows)), np.zeros(len(windows))
        context = np.array([window[:_AROUND] for window in windows], np.uint32)
        forward = nats
        for number in range(int(sizes.max())):
            window, context, nats, forward = self._go_on(number, window, context, nats, forward)

    def _go_on(self, number: int, window: Places, context: Codes, nats: Nats, forward: Nats) -> tuple[Places, Codes, Nats, Nats]:
        source = np.flatnonzero(self._sizes[window] > number)
        unit = self._units[self._first[window[source]] + number]
        is_known = unit >= 0
        is_looked_at = self._looked_at[self._first[window[source]] + number]
        ways = _Ways.together([self._known(source[is_known], unit[is_known], context, is_looked_at[is_known]),
                               self._lost(source[~is_known], -1 - unit[~is_known], context, nats, window)])
        ways = ways[np.argsort(ways.source, kind="stable")]
        total = nats[ways.source] + ways.nats
        # A known character behind leaves less to come that could speak for another way.
        width = np.where(ways.row >= 0, BEAM_NATS, KNOWN_NATS)
        likely = likeliest(total, np.flatnonzero(firsts(window[ways.source])), 2 * BEAM, width)
        ways, total = ways[likely], total[likely]
        key = ways.context.astype(np.uint64)
        key = (key[:, 0] << _SHIFT | key[:, 1]) << _SHIFT | key[:, 2]
        owner = window[ways.source]
        order = np.lexsort((-total, key, owner))
        ways, total, key, owner = ways[order], total[order], key[order], owner[order]
        is_new = firsts(owner) | firsts(key)
        target, heads = np.cumsum(is_new) - 1, np.flatnonzero(is_new)
        kept = likeliest(total[heads], np.flatnonzero(firsts(owner[heads])), BEAM, BEAM_NATS)
        renumbered = np.cumsum(kept) - 1
        survives = kept[target]
        ways, target = ways[survives], renumbered[target[survives]]
        best = np.searchsorted(target, np.arange(int(kept.sum())))
        sums = log_sums(forward[ways.source] + ways.nats, best, target)
        heads = heads[kept]
        self._steps.append(_Step(ways, target, owner[heads], best, total[heads], sums))
        return owner[heads], ways.context[best], total[heads], sums

    def _known(self, source: Places, unit: NDArray[np.int64], context: Codes, is_looked_at: NDArray[np.bool_]) -> _Ways:
        codes = unit.astype(np.uint32)
        given = layout_given(self._model, context[source], codes).astype(np.float64)
        given[is_looked_at] = tied(self._model, context[source[is_looked_at]], codes[is_looked_at])
        nothing = np.full(len(source), -1, np.intp)
        return _Ways(source, given, _behind(context[source], codes), np.zeros((len(source), MOST), np.uint32), nothing, nothing)

    def _lost(self, source: Places, hole: Places, context: Codes, nats: Nats, window: Places) -> _Ways:
        """All ways through the holes that some states stand before."""
        pool = self._pool
        each = np.repeat(np.arange(len(source)), pool.count[hole])
        source, hole, row = source[each], hole[each], ranges(pool.first[hole], pool.count[hole])
        ways = _Ways(source, np.zeros(len(source)), context[source], np.zeros((len(source), MOST), np.uint32), row, hole)
        done = []
        for number in range(MOST):
            is_done = pool.size[ways.row] == number
            done.append(ways[is_done])
            ways = ways[~is_done]
            if not len(ways.source):
                break
            ways = self._taken(ways, number, nats, window)
        return _Ways.together([*done, ways])

    def _taken(self, ways: _Ways, number: int, nats: Nats, window: Places) -> _Ways:
        """The ways with each likely candidate for one more character."""
        pool = self._pool
        slot = pool.slot[ways.row] + number
        each = np.repeat(np.arange(len(slot)), pool.length[slot])
        codes = pool.codes[ranges(pool.start[slot], pool.length[slot])]
        owner = window[ways.source][each]
        total = (nats[ways.source] + ways.nats)[each]
        is_eaten = (pool.mark[slot] >= 0) & (pool.length[slot] > 1)
        eaten = np.zeros(len(codes), np.float32)
        chosen = np.flatnonzero(is_eaten[each] & (codes < 0x80))
        if len(chosen):
            table = pool.eaten[ways.hole, pool.mark[slot]]
            eaten[chosen] = pool.tables[table[each[chosen]], codes[chosen]]
            width = np.where(is_eaten, EATEN_NATS, BEAM_NATS)[each]
            likely = likeliest(total + eaten, np.flatnonzero(firsts(owner)), len(codes), width)
            each, codes, eaten, owner, total = each[likely], codes[likely], eaten[likely], owner[likely], total[likely]
            chosen = np.flatnonzero(is_eaten[each] & (codes < 0x80))
        given = layout_given(self._model, ways.context, codes, each)
        given[chosen] = tied(self._model, ways.context[each[chosen]], codes[chosen])
        given += eaten
        before_eaten = np.zeros(len(slot), np.bool_)
        more = np.flatnonzero(pool.size[ways.row] > number + 1)
        before_eaten[more] = pool.mark[slot[more] + 1] >= 0
        kept = likeliest(total + given, np.flatnonzero(firsts(owner)), WIDTH, np.where(before_eaten, EATEN_NATS, BEAM_NATS)[each])
        each, codes, added = each[kept], codes[kept], (ways.nats[each] + given)[kept]
        made = ways[each]
        made.codes[:, number] = codes
        return _Ways(made.source, added, _behind(made.context, codes), made.codes, made.row, made.hole)

    def choices(self) -> list[list[Choice] | None]:
        """What the holes of each window were."""
        total, ends = self._ends()
        found: list[list[Choice]] = [[] for _ in self._sizes]
        state = np.full(len(self._sizes), -1, np.intp)
        behind = np.zeros(0)
        for number in range(len(self._steps) - 1, -1, -1):
            step = self._steps[number]
            is_end = self._sizes[step.window] == number + 1
            backward = np.full(len(step.window), _NEVER)
            backward[:len(behind)] = behind
            backward[is_end] = 0.0
            state[step.window[ends[number]]] = ends[number]
            before = self._steps[number - 1].forward if number else np.zeros(len(self._sizes))
            ways = step.ways
            nats = ways.nats + backward[step.target]
            window = step.window[step.target]
            share = np.exp(before[ways.source] + nats - total[window])
            reached = np.flatnonzero(state >= 0)
            path = step.best[state[reached]]
            self._report(found, ways, window, share, path)
            order = np.argsort(ways.source, kind="stable")
            source = ways.source[order]
            is_new = firsts(source)
            heads = np.flatnonzero(is_new)
            behind = np.full(len(before), _NEVER)
            behind[source[heads]] = log_sums(nats[order], heads, np.cumsum(is_new) - 1)
            state[reached] = ways.source[path]
        return [each[::-1] if state[index] >= 0 else None for index, each in enumerate(found)]

    def _ends(self) -> tuple[Nats, list[Places]]:
        """For each window the log of the sum over all its paths; for each step the likeliest states that windows end in."""
        total = np.zeros(len(self._sizes))
        found = []
        for number, step in enumerate(self._steps):
            ends = np.flatnonzero(self._sizes[step.window] == number + 1)
            window = step.window[ends]
            is_new = firsts(window)
            heads = np.flatnonzero(is_new)
            if len(heads):
                total[window[heads]] = log_sums(step.forward[ends], heads, np.cumsum(is_new) - 1)
            order = np.lexsort((-step.nats[ends], window))
            found.append(ends[order[heads]])
        return total, found

    def _report(self, found: list[list[Choice]], ways: _Ways, window: Places, share: Nats, path: Places) -> None:
        """Add what one step says of the holes that it goes through."""
        pool = self._pool
        path = path[ways.row[path] >= 0]
        certain = np.zeros(len(self._sizes), np.bool_)
        certain[window[path]] = share[path] > CERTAIN
        told = np.flatnonzero((ways.row >= 0) & (share > UNLIKELY) & ~certain[window])
        sizes = pool.size[ways.row]
        options: dict[int, dict[str, float]] = {}
        for place, text, each in zip(window[told].tolist(), _texts(ways.codes[told], sizes[told]), share[told].tolist(),
                                     strict=True):
            own = options.setdefault(place, {})
            own[text] = own.get(text, 0.0) + each
        for place, row, text in zip(window[path].tolist(), ways.row[path].tolist(), _texts(ways.codes[path], sizes[path]),
                                    strict=True):
            found[place].append(Choice(text, pool.guessed[row], options.get(place) or {text: 1.0}))


def _texts(codes: Codes, sizes: Places) -> Iterator[str]:
    """The first characters of each row, as many as `sizes` says."""
    together = to_text(codes.ravel())
    width = codes.shape[1]
    return (together[first:first + size] for first, size in zip(range(0, len(together), width), sizes.tolist(), strict=True))


def _looked_at(units: NDArray[np.int64], first: Places) -> NDArray[np.bool_]:
    """Which units are ASCII characters right behind a hole: they hang on what was eaten. first: of each window."""
    is_ascii = (units >= 0) & (units < 0x80)
    is_ascii[first] = False
    near, found = units < 0, np.zeros(len(units), np.bool_)
    for _ in range(LOOKED_AT):
        near = np.concatenate(([False], near[:-1])) & is_ascii
        found |= near
    return found


def _behind(context: Codes, codes: Codes) -> Codes:
    """The contexts with one more character behind them."""
    return np.stack((context[:, 1], context[:, 2], codes), 1)
