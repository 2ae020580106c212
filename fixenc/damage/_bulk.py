"""Large damaged files: the lines that a process proved nearby explains whole, converted together.

A search asks of every stretch what it may have been. In a file that some program damaged from end to end the answer is known
after a few lines: the others are turned into bytes, read as they were written, damaged once more for proof and weighed, all
with array operations. What does not fit, or fits without being clearly likelier, is left to the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._kind import LAYERS
from fixenc.damage._known import Known
from fixenc.damage._rows import ASCII_LINES, Flags, Places, Rows
from fixenc.damage._trial import CLEAR_NATS, Converted, Nats, Trial
from fixenc.damage._weigh import weigh
from fixenc.model.score import Model

# An edit that a person can still read holds no more lines than this.
LINES_OF_EDIT = 64


def convert(rows: Rows, wanted: Places, tried: Sequence[Known], below: Sequence[Known], model: Model) -> Iterator[Converted]:
    """Those of the wanted lines (indices, in order) that one of some processes clearly explains; several in one where they stand
    together, with no more than lines of ASCII between them.

    below: the processes that may have damaged before what another damaged once more.
    """
    best = _explained(rows, wanted, tried, below, model, LAYERS)
    for index, trial in enumerate(best.trials):
        of_trial = np.flatnonzero(best.trial == index)
        best.trial[of_trial[trial.are_quoted(of_trial)]] = -1
    for lines in _together(rows, best):
        trial = best.trials[best.trial[lines[0]]]
        yield trial.converted(lines, float(best.gains[lines].min()), bool(best.is_layer[lines[0]]))


@dataclass(frozen=True, slots=True)
class _Best:
    """Of each line of a text the best explanation: nats, index of the trial (-1: none), and whether there is a layer below."""

    gains: Nats
    trial: NDArray[np.intp]
    is_layer: Flags
    trials: list[Trial]


def _explained(rows: Rows, wanted: Places, tried: Sequence[Known], below: Sequence[Known], model: Model, layers: int) -> _Best:
    count = len(rows.starts) - 1
    best = _Best(np.zeros(count), np.full(count, -1), np.zeros(count, np.bool_), [])
    # Charsets that it may have been written in compete; of the readers of one, the first that fits speaks for all.
    for _, group in groupby(sorted(tried, key=lambda each: each.pair.written.name), lambda each: each.pair.written.name):
        left = wanted
        for each in group:
            trial = Trial.of(rows, left, each, model) if len(left) else None
            if trial is None:
                continue
            gains = trial.gains()
            deeper = _deeper(trial, gains, below, model, layers - 1) if layers > 1 and below else np.zeros(len(gains))
            is_layer = deeper > gains
            gains = np.maximum(gains, deeper)
            better = gains > best.gains[trial.which]
            lines = trial.which[better]
            best.gains[lines], best.trial[lines], best.is_layer[lines] = gains[better], len(best.trials), is_layer[better]
            best.trials.append(trial)
            left = np.setdiff1d(left, trial.which[gains > 0.0], assume_unique=True)
    return best


def _deeper(trial: Trial, gains: Nats, below: Sequence[Known], model: Model, layers: int) -> Nats:
    """Evidence (nats) for the lines that are no text as this trial reads them, but clearly damaged text."""
    found = np.zeros(len(gains))
    places = np.flatnonzero(trial.is_whole & (gains <= 0.0) & ~trial.rows.ascii[trial.which])
    if len(places):
        afters = [trial.after(place) for place in places.tolist()]
        best = _explained(Rows.of("\n".join(afters)), np.arange(len(places)), below, below, model, layers).gains
        some = np.flatnonzero(best > 0.0)
        if len(some):
            befores = [trial.rows.line(index) for index in trial.which[places[some]].tolist()]
            nats = best[some] + weigh([afters[place] for place in some.tolist()], model) - weigh(befores, model)
            found[places[some]] = np.where(nats >= CLEAR_NATS, nats, 0.0)
    return found


def _together(rows: Rows, best: _Best) -> Iterator[Places]:
    """The lines that one trial converted, in rows that are not interrupted."""
    lines = np.flatnonzero(best.trial >= 0)
    if not len(lines):
        return
    others = np.cumsum((best.trial < 0) & ~rows.ascii)
    breaks = (np.diff(lines) > ASCII_LINES + 1) | (np.diff(best.is_layer[lines].astype(np.int8)) != 0)
    breaks |= (np.diff(best.trial[lines]) != 0) | (np.diff(others[lines]) != 0)
    edges = np.concatenate(([0], np.flatnonzero(breaks) + 1, [len(lines)])).tolist()
    for begin, stop in pairwise(edges):
        for first in range(begin, stop, LINES_OF_EDIT):
            yield lines[first:min(first + LINES_OF_EDIT, stop)]
