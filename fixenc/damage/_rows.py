"""A text as an array of code points, with its lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes, to_codes, to_text

LINE_FEED = 0x0A
# So many lines of ASCII between two lines go with them: most are blank.
ASCII_LINES = 2

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """All lines of a text. codes: the text, a line feed behind its last line.  starts: where each line begins, one more at the
    end."""

    text: str
    codes: Codes
    starts: Places

    @classmethod
    def of(cls, text: str) -> Rows:
        """The lines of a text."""
        codes = np.append(to_codes(text), np.uint32(LINE_FEED))
        return cls(text, codes, np.concatenate(([0], np.flatnonzero(codes == LINE_FEED) + 1)))

    def line(self, index: int) -> str:
        """The text of a line, without its line feed."""
        return self.text[int(self.starts[index]):int(self.starts[index + 1]) - 1]

    @cached_property
    def ascii(self) -> Flags:
        """Which lines are ASCII."""
        return ~np.logical_or.reduceat(self.codes >= 0x80, self.starts[:-1])


def with_ascii(rows: Rows, wanted: Places) -> Places:
    """Some lines, and the few of ASCII that stand between two of them."""
    steps = np.diff(wanted)
    between = [wanted[:-1][(steps > ahead) & (steps <= ASCII_LINES + 1)] + ahead for ahead in range(1, ASCII_LINES + 1)]
    more = np.concatenate(between)
    return np.union1d(wanted, more[rows.ascii[more]]) if len(more) else wanted


def some(rows: Rows, which: Places) -> tuple[Codes, Places]:
    """The codes of some lines, in order."""
    if len(which) == len(rows.starts) - 1:
        return rows.codes, which
    wanted = np.zeros(len(rows.starts) - 1, np.bool_)
    wanted[which] = True
    return rows.codes[np.repeat(wanted, np.diff(rows.starts))], which


def kept(codes: Codes, which: Places, good: Flags) -> tuple[Codes, Places, Flags]:
    """The codes and indices of the good lines, and a flag for each code."""
    kept = np.repeat(good, np.diff(np.flatnonzero(codes == LINE_FEED), prepend=-1))
    return codes[kept], which[good], kept


def same_lines(again: Codes, codes: Codes) -> Flags:
    """Which lines are the same in both; none where there are more or fewer of them."""
    ours, theirs = to_text(again).split("\n")[:-1], to_text(codes).split("\n")[:-1]
    if len(ours) != len(theirs):
        return np.zeros(len(theirs), np.bool_)
    return np.fromiter(map(str.__eq__, ours, theirs), np.bool_, len(ours))


def beyond_ascii(codes: Codes, starts: Places) -> tuple[Places, Places]:
    """For each line, the index of its first character beyond ASCII, and that behind its last; its end and start if none."""
    places = np.flatnonzero(codes >= 0x80)
    if not len(places):
        return starts[1:] - 1, starts[:-1]
    before, behind = np.searchsorted(places, starts[:-1]), np.searchsorted(places, starts[1:]) - 1
    has = behind >= before
    return (np.where(has, places[np.minimum(before, len(places) - 1)], starts[1:] - 1),
            np.where(has, places[behind] + 1, starts[:-1]))
