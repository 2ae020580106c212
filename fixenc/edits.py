"""Edits as data: apply them, take them back, put two passes together, and find a place again. All in linear time.

A list of edits is sorted by span, and its spans are apart from each other; offsets are code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from fixenc.errors import ReplayError
from fixenc.values import Edit, Guess, Span

# Where an edit stands in the text between two passes: start, stop, the edit.
_Placed = tuple[int, int, Edit]


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text after the edits. Raises ReplayError where `text` does not hold what an edit expects.

    >>> from fixenc.values import Process
    >>> apply("你好,世界", [Edit("comma", Span(2, 3), ",", "，", 1.0, Process("half-width"))])
    '你好，世界'
    """
    pieces: list[str] = []
    end = 0
    for index, edit in enumerate(edits):
        start, stop = edit.span.start, edit.span.stop
        found = text[start:stop]
        if start < end or found != edit.before:
            raise ReplayError(index, start, edit.before, found)
        pieces += (text[end:start], edit.after)
        end = stop
    return "".join((*pieces, text[end:]))


def undo(text: str, edits: Sequence[Edit]) -> str:
    """The text before the edits that made `text`. Raises ReplayError where `text` does not hold what an edit wrote.

    >>> from fixenc.values import Process
    >>> undo("你好，世界", [Edit("comma", Span(2, 3), ",", "，", 1.0, Process("half-width"))])
    '你好,世界'
    """
    pieces: list[str] = []
    end = 0
    for index, (start, stop, edit) in enumerate(_placed(edits)):
        found = text[start:stop]
        if start < end or found != edit.after:
            raise ReplayError(index, start, edit.after, found)
        pieces += (text[end:start], edit.before)
        end = stop
    return "".join((*pieces, text[end:]))


def moved(edit: Edit, offset: int) -> Edit:
    """The same edit, seen from a text that begins `offset` code points earlier."""
    return replace(edit, span=edit.span.moved(offset)) if offset else edit


def locate(edits: Sequence[Edit], span: Span) -> Span:
    """Where a stretch of the output came from: the smallest stretch of the input that holds all of it.

    For many spans, `locator` prepares the work once.
    """
    return locator(edits)(span)


def locator(edits: Sequence[Edit]) -> Callable[[Span], Span]:
    """A function that does what `locate` does, in logarithmic time a span."""
    placed = list(_placed(edits))
    starts = [start for start, _, _ in placed]
    stops = [stop for _, stop, _ in placed]

    def find(span: Span) -> Span:
        # The first edit that ends behind the start of the span, and the last that begins before its end.
        first, last = bisect_right(stops, span.start), bisect_left(starts, span.stop) - 1
        start = span.start - (starts[first] - placed[first][2].span.start if first < len(placed)
                              else _growth(placed)) if placed else span.start
        if first < len(placed) and starts[first] < span.start:
            start = placed[first][2].span.start
        stop = span.stop
        if last >= 0:
            edit = placed[last][2]
            stop = edit.span.stop if stops[last] > span.stop else span.stop - stops[last] + edit.span.stop
        return Span(start, max(start, stop), span.unit)

    return find


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Two passes as one: `second` was made for the output of `first`, the result is for the input of `first`.

    Where both changed the same place there is one edit, its unit "a+b", its process one after the other, its
    confidence the product; guesses that the second pass left standing are kept.  Raises ReplayError where the
    second pass expects a text that the first did not make.
    """
    if not first or not second:
        return tuple(first or second)
    composed: list[Edit] = []
    queue = list(_placed(first))
    at_first = at_second = growth = 0
    while at_first < len(queue) and at_second < len(second):
        start, stop, edit = queue[at_first]
        span = second[at_second].span
        # Most edits are far from each other; only those that touch are put together.
        if stop < span.start:
            _add(composed, edit)
            growth = stop - edit.span.stop
            at_first += 1
        elif span.stop < start:
            _add(composed, moved(second[at_second], -growth))
            at_second += 1
        else:
            early, late = _group(queue, second, at_first, at_second)
            at_first += len(early)
            at_second += len(late)
            for each in _put_together(early, late, growth, len(composed)):
                _add(composed, each)
            growth = _growth(early) if early else growth
    rest = [edit for _, _, edit in queue[at_first:]] + [moved(edit, -growth) for edit in second[at_second:]]
    for edit in rest[:1]:
        _add(composed, edit)
    return (*composed, *rest[1:])


def _add(composed: list[Edit], edit: Edit) -> None:
    """One more edit behind the others; one that changes nothing is none."""
    if not edit.before and composed and _same_gap(composed[-1], edit):
        composed[-1] = _joined(composed[-1], edit)
    elif edit.before != edit.after:
        composed.append(edit)


def _put_together(early: list[_Placed], late: list[Edit], growth: int, index: int) -> list[Edit]:
    if not late:
        return [edit for _, _, edit in early]
    if not early:
        return [moved(edit, -growth) for edit in late]
    return [_merged(early, late, index)]


def _placed(edits: Sequence[Edit]) -> Iterator[_Placed]:
    """Each edit with the place of its `after` in the output."""
    growth = 0
    for edit in edits:
        start = edit.span.start + growth
        stop = start + len(edit.after)
        growth = stop - edit.span.stop
        yield start, stop, edit


def _growth(placed: Sequence[_Placed]) -> int:
    return placed[-1][1] - placed[-1][2].span.stop if placed else 0


def _group(queue: Sequence[_Placed], second: Sequence[Edit], at_first: int,
           at_second: int) -> tuple[list[_Placed], list[Edit]]:
    """The next edits of both passes that touch the same place of the text between them."""
    early: list[_Placed] = []
    late: list[Edit] = []
    low = high = -1
    while at_first < len(queue) or at_second < len(second):
        span = second[at_second].span if at_second < len(second) else None
        is_early = at_first < len(queue) and (span is None or queue[at_first][:2] <= (span.start, span.stop))
        start, stop = queue[at_first][:2] if is_early or span is None else (span.start, span.stop)
        if (early or late) and not _meets(low, high, start, stop):
            break
        if is_early:
            early.append(queue[at_first])
            at_first += 1
        else:
            late.append(second[at_second])
            at_second += 1
        low, high = start if low < 0 else low, max(high, stop)
    return early, late


def _meets(low: int, high: int, start: int, stop: int) -> bool:
    """Whether an edit belongs to the group before it: it begins inside, or both are gaps at the same place."""
    return start < high or low == high == start == stop


def _merged(early: Sequence[_Placed], late: Sequence[Edit], index: int) -> Edit:
    low = min(early[0][0], late[0].span.start)
    high = max(early[-1][1], late[-1].span.stop)
    between: list[str] = [""] * (high - low)
    for edit in late:
        between[edit.span.start - low:edit.span.stop - low] = edit.before
    for start, stop, edit in early:
        between[start - low:stop - low] = edit.after
    middle = "".join(between)
    before: list[str] = []
    after: list[str] = []
    end = low
    for start, stop, edit in early:
        before += (middle[end - low:start - low], edit.before)
        end = stop
    before.append(middle[end - low:])
    end = low
    for edit in late:
        found = middle[edit.span.start - low:edit.span.stop - low]
        if found != edit.before:
            raise ReplayError(index, edit.span.start, edit.before, found)
        after += (middle[end - low:edit.span.start - low], edit.after)
        end = edit.span.stop
    after.append(middle[end - low:])
    origin = early[0][2].span.start - (early[0][0] - low)
    length = sum(map(len, before))
    edits = [edit for _, _, edit in early] + list(late)
    return _one(edits, Span(origin, origin + length), "".join(before), "".join(after),
                tuple(_surviving(early, late, low)))


def _one(edits: Sequence[Edit], span: Span, before: str, after: str, guesses: tuple[Guess, ...]) -> Edit:
    confidence = 1.0
    units: dict[str, None] = {}
    processes: dict[str, None] = {}
    process = edits[0].process
    for edit in edits:
        confidence *= edit.confidence
        units.update(dict.fromkeys(edit.unit.split("+")))
        if processes and edit.process.words not in processes:
            process = process.then(edit.process)
        processes[edit.process.words] = None
    return Edit("+".join(units), span, before, after, confidence, process, guesses)


def _surviving(early: Sequence[_Placed], late: Sequence[Edit], low: int) -> Iterator[Guess]:
    """Guesses of the first pass that no edit of the second covers, and those of the second, at their new offsets."""
    guesses = [(start + guess.offset, guess) for start, _, edit in early for guess in edit.guesses]
    growth = at = 0
    for edit in late:
        while at < len(guesses) and guesses[at][0] < edit.span.start:
            yield replace(guesses[at][1], offset=guesses[at][0] - low + growth)
            at += 1
        while at < len(guesses) and guesses[at][0] < edit.span.stop:
            # The same length means character for character (script, width): the guess is still about that place.
            if len(edit.before) == len(edit.after) and not edit.guesses:
                yield replace(guesses[at][1], offset=guesses[at][0] - low + growth)
            at += 1
        for guess in edit.guesses:
            yield replace(guess, offset=edit.span.start + guess.offset - low + growth)
        growth += len(edit.after) - len(edit.before)
    for place, guess in guesses[at:]:
        yield replace(guess, offset=place - low + growth)


def _same_gap(left: Edit, right: Edit) -> bool:
    """Two insertions at one place: a reader of the list could not tell their order."""
    return left.span.start == left.span.stop == right.span.start == right.span.stop


def _joined(left: Edit, right: Edit) -> Edit:
    shifted = tuple(replace(guess, offset=guess.offset + len(left.after)) for guess in right.guesses)
    return _one((left, right), left.span, "", left.after + right.after, left.guesses + shifted)
