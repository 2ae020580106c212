"""Arrays of groups: rows that belong to the same owner stand together, and each group is asked at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixenc.model._look import ranges as ranges_and_ends

Places = NDArray[np.intp]
Nats = NDArray[np.float64]


def ranges(starts: Places, lengths: Places) -> Places:
    """The numbers from each start on, one range behind the other.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    return ranges_and_ends(starts, lengths)[0]


def firsts(owner: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which rows begin a group.

    >>> firsts(np.array([3, 3, 4])).tolist()
    [True, False, True]
    """
    is_first = np.ones(len(owner), np.bool_)
    np.not_equal(owner[1:], owner[:-1], out=is_first[1:])
    return is_first


def likeliest(nats: Nats, heads: Places, most: int | Places, width: float | Nats) -> NDArray[np.bool_]:
    """Which rows are among the `most` likeliest of their group, and not less likely than its best by `width`.

    heads: the first row of each group.  most: for all groups, or for each.  width: for all rows, or for each.

    >>> likeliest(np.array([-1.0, -9.0, -2.0, -3.0]), np.array([0, 2]), 1, 4.0).tolist()
    [True, False, True, False]
    """
    if not len(nats):
        return np.zeros(0, np.bool_)
    sizes = np.diff(heads, append=len(nats))
    kept: NDArray[np.bool_] = nats >= np.repeat(np.maximum.reduceat(nats, heads), sizes) - width
    crowded = np.add.reduceat(kept, heads, dtype=np.intp) > most
    if crowded.any():
        group = np.repeat(np.arange(len(heads)), sizes)
        left = np.flatnonzero(kept & crowded[group])
        group = group[left]
        order = np.lexsort((-nats[left], group))
        rank = np.arange(len(order)) - np.searchsorted(group, group)
        kept[left[order[rank >= (most if isinstance(most, int) else most[group])]]] = False
    return kept


def log_sums(nats: Nats, heads: Places, group: Places) -> Nats:
    """The logs of sums of probabilities: of groups that stand together, each with its first row."""
    greatest = np.maximum.reduceat(nats, heads)
    sums: Nats = greatest + np.log(np.add.reduceat(np.exp(nats - greatest[group]), heads))
    return sums
