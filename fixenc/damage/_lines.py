"""The lines that are searched: long ones in windows, those that a byte of a character has cut as one again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from fixenc.damage._decide import Line
from fixenc.damage._kind import Proposal

# A line longer than this, in code points, is searched a window at a time, so that time and memory stay bounded.
LONGEST = 4096
# What the processes of a file leave in such a line is in few places of it: these are searched in windows of such a length.
SHORTER = 512
# No byte below 40 is part of a character in Chinese charsets, save the digits of GB 18030: the cut falls behind one of these.
_CUTS = re.compile("[ \t,:;<>\"'!?/=&(){}-]")
# A rest of so many characters belongs to the line of UTF-16 beside it, though it says nothing by itself.
_REST = 2


def windows(line: Line, longest: int = LONGEST) -> Iterator[Line]:
    """A line in windows of at most `longest` code points, cut behind ASCII punctuation where there is some.

    >>> [window.text for window in windows(Line(7, "a" * 4000 + ", " + "b" * 4000))] == ["a" * 4000 + ", ", "b" * 4000]
    True
    """
    start = 0
    while len(line.text) - start > longest:
        cut = start + longest
        behind = [match.end() for match in _CUTS.finditer(line.text, cut - longest // 2, cut)]
        cut = behind[-1] if behind else cut
        yield Line(line.start + start, line.text[start:cut])
        start = cut
    yield Line(line.start + start, line.text[start:]) if start else line


def blocks(text: str, lines: Sequence[Line], longest: int) -> list[Line]:
    """Lines of a text that stand together as one, with the rests beside them; those that stand alone are left out.

    longest: code points that a block holds at most.

    >>> [block.text for block in blocks("clean\\nab\\ncd\\n\\nclean", [Line(6, "ab"), Line(9, "cd")], 99)]
    ['ab\\ncd\\n']
    """
    found: list[Line] = []
    start = stop = -1
    for line in lines:
        first, last = line.start, line.start + len(line.text)
        before = text.rfind("\n", 0, max(first - 1, 0)) + 1
        if first > 0 and text[first - 1] == "\n" and first - 1 - before <= _REST:
            first = before
        behind = text.find("\n", last + 1) if last < len(text) else -1
        behind = len(text) if behind < 0 else behind
        if last < len(text) and text[last] == "\n" and behind - last - 1 <= _REST:
            last = behind
        if start >= 0 and first <= stop + 1 and last - start <= longest:
            stop = max(stop, last)
            continue
        if start >= 0:
            found.append(Line(start, text[start:stop]))
        start, stop = first, last
    if start >= 0:
        found.append(Line(start, text[start:stop]))
    return [block for block in found if "\n" in block.text]


def apart(found: Sequence[Proposal]) -> list[Proposal]:
    """The proposals with the most evidence of those that overlap."""
    taken: list[Proposal] = []
    for each in sorted(found, key=lambda each: (-each.gain_nats, each.span)):
        if not any(each.span.overlaps(other.span) for other in taken):
            taken.append(each)
    return sorted(taken, key=lambda each: each.span)


def applied(line: Line, found: Sequence[Proposal]) -> str:
    """A line with some repairs, without what has to be repaired once more."""
    parts, done = [], 0
    for proposal in sorted(found, key=lambda each: each.span):
        parts += [line.text[done:proposal.span.start - line.start], "" if proposal.is_layer else proposal.after or ""]
        done = proposal.span.stop - line.start
    return "".join([*parts, line.text[done:]])


def line_index(starts: Sequence[int], position: int) -> int:
    """Which line holds a position: the last that begins at it or before."""
    return bisect_right(starts, position) - 1
