"""Lines of a text as arrays of where they begin and end: which of them are left to be searched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._decide import Line
from fixenc.damage._kind import Context, Proposal
from fixenc.damage._lines import LONGEST, windows
from fixenc.model.codes import to_codes
from fixenc.model.scan import are_suspicious, rising_rows
from fixenc.model.score import Model

Places = NDArray[np.intp]
# So few lines are looked at one by one.
_FEW = 64


def unexplained(text: str, context: Context) -> tuple[Places, Places]:
    """The rising lines (starts, stops) of a text that may read better, in which nothing was found beyond doubt, and that nothing
    explains whole."""
    starts, stops = rising_rows(text)
    left = are_apart(context.converted, starts, stops)
    if context.unreadable and not context.proved:
        left &= ~np.isin(starts, context.unreadable)
    if context.explained:
        left &= np.array([line.text.rstrip("\r") not in context.explained for line in lines_of(text, starts, stops)], np.bool_)
    return starts[left], stops[left]


def suspicious(text: str, starts: Places, stops: Places, model: Model, more_nats: float = 0.0) -> list[Line]:
    """Those of some lines of a text that some misreading explains better than an author does, by so much more than needed."""
    found = are_suspicious(text, starts, stops, model, more_nats)
    return lines_of(text, starts[found], stops[found])


def lines_of(text: str, starts: Places, stops: Places) -> list[Line]:
    """The lines that begin and end at some places."""
    return [Line(start, text[start:stop]) for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]


def spans_of(lines: Sequence[Line]) -> tuple[Places, Places]:
    """Where some lines begin and end."""
    starts = np.array([line.start for line in lines], np.intp)
    return starts, starts + np.array([len(line.text) for line in lines], np.intp)


def holding(text: str, starts: Places, stops: Places, characters: str) -> NDArray[np.bool_]:
    """Which of some lines hold one of the characters."""
    present = [character for character in characters if character in text]
    if not present or len(starts) <= _FEW:
        lines = lines_of(text, starts, stops)
        return np.array([any(character in line.text for character in present) for line in lines], np.bool_)
    codes = to_codes(text)
    places = np.flatnonzero(np.logical_or.reduce([codes == ord(character) for character in present]))
    found: NDArray[np.bool_] = places.searchsorted(starts) < places.searchsorted(stops)
    return found


def windowed(text: str, starts: Places, stops: Places, longest: int = LONGEST) -> tuple[Places, Places]:
    """Some lines of a text, the long ones in windows of at most `longest` code points."""
    if not (stops - starts > LONGEST).any():
        return starts, stops
    return spans_of([window for line in lines_of(text, starts, stops)
                     for window in windows(line, longest if len(line.text) > LONGEST else LONGEST)])


def are_apart(found: Sequence[Proposal], starts: Places, stops: Places) -> NDArray[np.bool_]:
    """Which of some stretches (code points) share none with a proposal; proposals do not overlap each other."""
    if not found:
        return np.ones(len(starts), np.bool_)
    spans = sorted(each.span for each in found)
    begins, ends = np.array([span.start for span in spans]), np.array([span.stop for span in spans])
    behind = np.minimum(np.searchsorted(ends, starts, "right"), len(ends) - 1)
    apart: NDArray[np.bool_] = (begins[behind] >= stops) | (ends[behind] <= starts)
    return apart
