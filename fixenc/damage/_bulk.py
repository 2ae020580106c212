"""Large damaged files: the lines that a process proved nearby explains whole, converted together.

A search asks of every stretch what it may have been. In a file that some program damaged from end to end the answer is known
after a few lines: the others are turned into bytes, read as they were written, damaged once more for proof and weighed, all
with array operations. What does not fit, or fits without being clearly likelier, is left to the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._known import Known
from fixenc.damage._rows import ASCII_LINES, Places, Rows
from fixenc.damage._trial import Converted, Trial
from fixenc.model.score import Model

# An edit that a person can still read holds no more lines than this.
LINES_OF_EDIT = 64


def convert(rows: Rows, wanted: Places, tried: Sequence[Known], model: Model) -> Iterator[Converted]:
    """Those of the wanted lines (indices, in order) that one of the known processes clearly explains; several in one where they
    stand together, with no more than lines of ASCII between them."""
    best, number = np.zeros(len(rows.starts) - 1), np.full(len(rows.starts) - 1, -1)
    trials: list[Trial] = []
    # Charsets that it may have been written in compete; of the readers of one, the first that fits speaks for all.
    for _, group in groupby(sorted(tried, key=lambda each: each.pair.written.name), lambda each: each.pair.written.name):
        left = wanted
        for each in group:
            trial = Trial.of(rows, left, each, model) if len(left) else None
            if trial is None:
                continue
            gains = trial.gains()
            better = gains > best[trial.which]
            best[trial.which[better]], number[trial.which[better]] = gains[better], len(trials)
            trials.append(trial)
            left = np.setdiff1d(left, trial.which[gains > 0.0], assume_unique=True)
    for index, trial in enumerate(trials):
        of_trial = np.flatnonzero(number == index)
        number[of_trial[trial.are_quoted(of_trial)]] = -1
    for lines in _together(rows, number):
        yield trials[number[lines[0]]].converted(lines, float(best[lines].min()))


def _together(rows: Rows, number: NDArray[np.intp]) -> Iterator[Places]:
    """The lines that one trial converted, in rows that are not interrupted."""
    lines = np.flatnonzero(number >= 0)
    if not len(lines):
        return
    others = np.cumsum((number < 0) & ~rows.ascii)
    breaks = (np.diff(number[lines]) != 0) | (np.diff(others[lines]) != 0) | (np.diff(lines) > ASCII_LINES + 1)
    edges = np.concatenate(([0], np.flatnonzero(breaks) + 1, [len(lines)])).tolist()
    for begin, stop in pairwise(edges):
        for first in range(begin, stop, LINES_OF_EDIT):
            yield lines[first:min(first + LINES_OF_EDIT, stop)]
