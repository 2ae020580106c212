"""Where a curve climbs: the stretches of a line that read better otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# What an unreadable byte, or a character that the charset cannot have produced, costs: more than a piece of a file can gain.
IMPOSSIBLE_NATS = 1e7
# A stretch ends where the curve falls by as much as a stranger needs to be believed: one rare character costs less.
SPLIT_NATS = 10.0
# A character next to a damaged stretch that reads otherwise too belongs to it unless it gets this much less likely by it.
NEIGHBOUR_COST_NATS = 6.0
# So few characters that read otherwise may do so by chance.
SHORT_BLOCK = 2


@dataclass(frozen=True, slots=True)
class Curve:
    """The places where both readings have a boundary: index into the old and the new characters, and the nats gained."""

    old: NDArray[np.intp]
    new: NDArray[np.intp]
    gained: NDArray[np.float64]
    line: NDArray[np.intp]
    differs: NDArray[np.bool_]   # whether the block that begins here reads differently


def climbing(curve: Curve, switch_nats: float) -> Iterator[tuple[int, int, float]]:
    """The lines (begin, end; indices into the curve) in which it climbs by more than `switch_nats`, and by how much at most."""
    # Lines are kept apart by a step down between them that no line can climb.
    height = curve.gained - curve.line * (2 * IMPOSSIBLE_NATS)
    climbed = height - np.minimum.accumulate(height)
    places = np.flatnonzero(climbed > switch_nats)
    if not len(places):
        return
    wanted, firsts = np.unique(curve.line[places], return_index=True)
    most = np.maximum.reduceat(climbed[places], firsts)
    begins = np.searchsorted(curve.line, wanted)
    ends = np.searchsorted(curve.line, wanted, "right")
    yield from zip(begins.tolist(), ends.tolist(), most.tolist(), strict=True)


def climbs(curve: Curve, begin: int, end: int, switch_nats: float) -> Iterator[tuple[int, int]]:
    """The stretches of a line (first, last; indices into the curve) between which the curve climbs by more than `switch_nats`
    without falling by SPLIT_NATS in between."""
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


def trimmed(curve: Curve, first: int, last: int) -> Iterator[tuple[int, int]]:
    """A stretch without the short block at its beginning, and without that at its end, where text that reads the same parts them
    from the rest: in `建校 寤烘牎` the bytes of 校 are UTF-8 by chance, and У costs no more."""
    same = np.flatnonzero(~curve.differs[first:last]) + first
    if not len(same):
        return
    begin, end = int(same[0]), int(same[-1]) + 1
    if begin - first <= SHORT_BLOCK:
        yield begin + int(curve.differs[begin:last].argmax()), last
    if last - end <= SHORT_BLOCK:
        yield first, end - int(curve.differs[first:end][::-1].argmax())


def _fitted(curve: Curve, begin: int, first: int, last: int, end: int) -> tuple[int, int]:
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
