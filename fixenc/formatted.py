"""Repair inside a file format: what may be read is read as one text, and each edit of it goes back to its place in the file.

Pieces that markup parts are lines of their own in that text, so that no repair reaches over markup and all pieces are
evidence for each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from fixenc.clean import inspect_text
from fixenc.damage._kind import Context
from fixenc.edits import apply, compose, locator
from fixenc.encode import canonical
from fixenc.errors import UnknownNameError
from fixenc.formats import find
from fixenc.formats._format import Format, Part
from fixenc.model.load import load
from fixenc.normalize import normalize_edits
from fixenc.values import Config, Edit, Finding, Process, Result, Span, Step

_NORMALIZED = Part.PROSE, Part.PLAIN
_REPAIRED = *_NORMALIZED, Part.CODE


def begin(config: Config) -> Context:
    """What is learnt in one file, to be handed to `inspect` for each block of it."""
    return Context(config, load(config.model))


def inspect(text: str, name: str, style: str | None, script: str | None, origin: str, context: Context) -> Result:
    """Repair a text in a format and, where a style or script is given, normalize its prose.

    name: of the format.  origin: the charset that the text was decoded from.  Spans are in code points of `text`.
    Raises UnknownNameError for a format that nobody has.
    """
    context.carried = name != "text"
    if name == "text":
        return inspect_text(text, style, script, origin, context)
    form = find(name)
    view = _View(text, form, _REPAIRED)
    result = inspect_text(view.text, None, None, origin, context)
    placed, crossing = view.placed(result.edits)
    edits = tuple(placed)
    findings = [_found(each, crossing, view) for each in result.findings]
    if style is not None or script is not None:
        view = _View(apply(text, edits), form, _NORMALIZED)
        _, normalized, reports = normalize_edits(view.text, style or "safe", script, context.config, origin)
        locate = locator(edits)
        findings += [replace(each, span=locate(view.span(each.span))) for each in reports]
        edits = compose(edits, view.placed(normalized)[0])
    return Result(apply(text, edits), edits, tuple(sorted(findings, key=lambda each: (each.span, each.kind))))


def declare(result: Result, text: str, name: str, charset: str) -> Result:
    """The result, the charset that the text says it is in being `charset` from now on. text: as it was before `result`."""
    made = []
    for match in find(name).declared(text):
        span = Span(*match.span(1))
        if not _is_same(match[1], charset) and not any(span.overlaps(edit.span) for edit in result.edits):
            new = charset.upper() if match[1].isupper() else charset
            process = Process(f"the file said {match[1]} and is written in {charset}", (Step("declare", charset),))
            made.append(Edit(name, span, match[1], new, 1.0, process))
    if not made:
        return result
    edits = sorted((*result.edits, *made), key=lambda edit: edit.span)
    return replace(result, text=apply(text, edits), edits=tuple(edits))


def _is_same(declared: str, charset: str) -> bool:
    try:
        return canonical(declared) == canonical(charset)
    except UnknownNameError:
        return False


def _found(finding: Finding, crossing: Iterable[Edit], view: _View) -> Finding:
    """A finding of the view at its place in the file; what reaches over markup is past repair."""
    is_crossing = any(edit.span == finding.span for edit in crossing)
    return replace(finding, span=view.span(finding.span), repairable=finding.repairable and not is_crossing)


class _Run(NamedTuple):
    """A stretch of the view (start, stop) and of the file (low, high).

    kind: "plain" where they are the same text, "spelled" where the file spells what the view shows, "gap" for markup.
    piece: the piece of the file that it is in, "" where nothing is spelled.
    """

    start: int
    stop: int
    low: int
    high: int
    kind: str
    piece: str


# A run before it is known where it stands in the view: what is shown, low, high, kind, piece.
_Stretch = tuple[str, int, int, str, str]


class _View:
    """What may be read of a text, as one text, and the way back."""

    def __init__(self, text: str, form: Format, parts: tuple[Part, ...]) -> None:
        self._file = text
        self._form = form
        self._stretches = list(_stretches(text, form, parts))
        self.text = "".join([shown for shown, *_ in self._stretches])

    @cached_property
    def _runs(self) -> list[_Run]:
        """Made when the first edit or finding asks: most files have none."""
        runs = []
        start = 0
        for shown, low, high, kind, piece in self._stretches:
            runs.append(_Run(start, start + len(shown), low, high, kind, piece))
            start += len(shown)
        return runs

    @cached_property
    def _starts(self) -> list[int]:
        return [run.start for run in self._runs]

    def span(self, span: Span) -> Span:
        """Where a stretch of the view stands in the file: the smallest stretch that holds it."""
        if not self._runs:
            return Span(0, 0, span.unit)
        first, last = self._at(span)
        start, stop = self._low(span.start, self._runs[first]), self._high(span.stop, self._runs[last])
        return Span(start, max(start, stop), span.unit)

    def placed(self, edits: Sequence[Edit]) -> tuple[list[Edit], list[Edit]]:
        """Edits of the view as edits of the file, and those that cannot be made there because they reach over markup."""
        inside: list[Edit] = []
        crossing: list[Edit] = []
        for edit in edits:
            first, last = self._at(edit.span)
            is_crossing = any(run.kind == "gap" for run in self._runs[first:last + 1])
            (crossing if is_crossing else inside).append(edit)
        made = (self._made(edit) for edit in self._by_unit(inside))
        return [edit for edit in made if edit.before != edit.after], crossing

    def _at(self, span: Span) -> tuple[int, int]:
        """The first and the last run that a stretch touches; what is inserted between two belongs to the one before."""
        last = max(0, bisect_left(self._starts, span.stop) - 1)
        if span.start < span.stop:
            return max(0, bisect_right(self._starts, span.start) - 1), last
        if self._runs[last].kind == "gap":
            last = min(bisect_right(self._starts, span.start) - 1, len(self._runs) - 1)
        return last, last

    def _low(self, offset: int, run: _Run) -> int:
        if run.kind == "plain":
            return run.low + offset - run.start
        return run.low if offset < run.stop else run.high

    def _high(self, offset: int, run: _Run) -> int:
        return run.low + offset - run.start if run.kind == "plain" else run.high

    def _by_unit(self, edits: Sequence[Edit]) -> Iterator[Edit]:
        """Edits of the view, those that change the same spelled stretch put together."""
        group: list[Edit] = []
        last = -1
        for edit in edits:
            first, new_last = self._at(edit.span)
            if group and not (first == last and self._runs[first].kind == "spelled"):
                yield _together(group, self.text)
                group = []
            group.append(edit)
            last = new_last
        if group:
            yield _together(group, self.text)

    def _made(self, edit: Edit) -> Edit:
        """An edit of the view as an edit of the file; a spelled stretch that it touches is spelled anew as a whole."""
        span = edit.span
        first, last = (self._runs[index] for index in self._at(span))
        low, high = self._low(span.start, first), self._high(span.stop, last)
        head = self.text[first.start:span.start] if first.kind == "spelled" and low == first.low else ""
        tail = self.text[span.stop:last.stop] if last.kind == "spelled" and span.stop > last.start else ""
        low = min(low, high)
        before = self._file[low:high]

        def spell(value: str) -> str:
            return self._form.spell(value, before, first.piece) if first.piece else value

        guesses = tuple(replace(guess, offset=len(spell(head + edit.after[:guess.offset]))) for guess in edit.guesses)
        others = tuple((spell(head + text + tail), probability) for text, probability in edit.runners_up)
        return replace(edit, span=Span(low, high), before=before, after=spell(head + edit.after + tail), guesses=guesses,
                       runners_up=others)


def _stretches(text: str, form: Format, parts: tuple[Part, ...]) -> Iterator[_Stretch]:
    """What the parts of a text show, one behind the other, with a line feed where markup is between them."""
    low = gap = 0
    last = "\n"
    for part, piece in form.split(text):
        high = low + len(piece)
        if part in parts:
            if gap < low:
                yield ("" if last.endswith("\n") else "\n"), gap, low, "gap", ""
            if part is Part.PLAIN:
                yield piece, low, high, "plain", ""
            else:
                end = 0
                for start, stop, value in form.spelled(piece):
                    if end < start:
                        yield piece[end:start], low + end, low + start, "plain", piece
                    yield value, low + start, low + stop, "spelled", piece
                    end = stop
                if end < len(piece):
                    yield piece[end:], low + end, high, "plain", piece
            gap = high
            last = piece
        low = high


def _together(edits: Sequence[Edit], text: str) -> Edit:
    """Edits that follow each other as one, with the text between them."""
    if len(edits) == 1:
        return edits[0]
    after = edits[0].after
    guesses = list(edits[0].guesses)
    process = edits[0].process
    confidence = edits[0].confidence
    for left, right in pairwise(edits):
        after += text[left.span.stop:right.span.start]
        guesses += [replace(guess, offset=guess.offset + len(after)) for guess in right.guesses]
        after += right.after
        confidence *= right.confidence
        process = process if right.process == left.process else process.then(right.process)
    span = Span(edits[0].span.start, edits[-1].span.stop)
    unit = "+".join(dict.fromkeys(edit.unit for edit in edits))
    return Edit(unit, span, text[span.start:span.stop], after, confidence, process, tuple(guesses))
