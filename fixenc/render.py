"""Results as people and programs read them: the explanation, the diff, the table, the report."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fixenc._chain import chain
from fixenc.edits import apply, moved, undo
from fixenc.files import Outcome
from fixenc.values import Edit, Guess, Process, Result

_CONTEXT_LINES = 3
_CELL = 44
_AROUND = 4
_RED, _GREEN, _CYAN, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[36m", "\x1b[0m"


def explain(name: str, result: Result) -> Iterator[str]:
    """What was done to a text, line by line: each repair with its place, and each process once, step by step."""
    text = _input(result)
    starts = _line_starts(text)
    numbers: dict[Process, int] = {}
    first: dict[Process, tuple[Edit, int]] = {}
    rows = []
    growth = 0
    for edit in result.edits:
        numbers.setdefault(edit.process, len(numbers) + 1)
        first.setdefault(edit.process, (edit, edit.span.start + growth))
        growth += len(edit.after) - len(edit.before)
        # What was only taken out is shown behind the character that it stood behind.
        front = "" if edit.after else text[max(0, edit.span.start - 1):edit.span.start].strip()
        rows.append((_place(starts, edit.span.start), f"{shown(front + edit.before)} -> {shown(front + edit.after)}", edit.unit,
                     f"{edit.confidence:.0%}", f"[{numbers[edit.process]}]"))
        rows += [("", f"  or {shown(text)} {probability:.0%}", "", "", "") for text, probability in edit.runners_up]
        rows += [("", f"  guessed {_guess(edit, guess)}", "", "", "") for guess in edit.guesses]
    yield f"{shown(name, 200)}: {_headline(result)}"
    yield from table(rows)
    for process, number in numbers.items():
        yield f"[{number}] {shown(process.words, 400)}"
        yield from _steps(process, *first[process], result.text)
    for finding in result.past_repair:
        span = finding.span
        stood = text[span.start:span.stop] if span.unit == "code points" else ""
        yield (f"left: {_place(starts, span.start) if stood else f'byte {span.start}'} {shown(stood)} "
               f"{finding.kind} {finding.confidence:.0%}: {shown(finding.process.words, 400)}")
    for bad in result.decoded.bad if result.decoded else ():
        data = bad.data.hex(" ").upper()
        yield f"left: {_place(starts, bad.offset)} byte {bad.byte_offset}: {shown(data)} could not be read"


def diff(name: str, result: Result, is_terminal: bool) -> Iterator[str]:
    """A unified diff of the text, each line with its line end; on a terminal in colour and with visible controls."""
    def paint(colour: str, line: str) -> str:
        if not is_terminal:
            return line
        body = line.removesuffix("\n")
        return f"{colour}{_visible(body)}{_PLAIN}" + line[len(body):]

    if not result.edits:
        return
    old = _lines(_input(result))
    growth = 0
    yield from (paint("", f"--- {name}\n"), paint("", f"+++ {name}\n"))
    for low, high, changes in _hunks(_input(result), old, result.edits):
        body = [(" ", line) for line in old[low:changes[0][0]]]
        length = 0
        for index, (start, stop, new) in enumerate(changes):
            body += [("-", line) for line in old[start:stop]] + [("+", line) for line in new]
            next_start = changes[index + 1][0] if index + 1 < len(changes) else high
            body += [(" ", line) for line in old[stop:next_start]]
            length += len(new) - (stop - start)
        yield paint(_CYAN, f"@@ -{_range(low, high - low)} +{_range(low + growth, high - low + length)} @@\n")
        growth += length
        for sign, line in body:
            yield paint({"-": _RED, "+": _GREEN}.get(sign, ""), sign + line + ("" if line.endswith("\n") else "\n"))
            if not line.endswith("\n"):
                yield "\\ No newline at end of file\n"


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows in columns; a Chinese character is two columns wide."""
    rows = list(rows)
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        yield ("  " + "  ".join(cells)).rstrip()


def report(outcome: Outcome) -> str:
    """One JSON line about a file, as `fixenc/report.schema.json` describes it; fields may be added, none taken away."""
    result = outcome.result or Result("")
    plain = result.to_dict()
    record = {
        "path": outcome.path, "format": outcome.format, "encoding": outcome.encoding, "written": outcome.written,
        "confidence": outcome.confidence, "bom": outcome.bom.hex(), "size": outcome.size, "changed": outcome.changed,
        "error": outcome.error, "note": outcome.note, "edits": plain["edits"], "findings": plain["findings"],
        "repairs": dict(outcome.repairs), "past_repair": outcome.left.total(), "guesses": outcome.guesses,
        "bad_bytes": [{"offset": offset, "data": data.hex()} for offset, data in outcome.bad_bytes.items()],
        "lost": outcome.lost, "segments": plain["decoded"]["segments"] if plain["decoded"] else [],
        "line_ends": {name: count for name, count in outcome.looks.line_ends.items() if count}, "script": outcome.looks.script,
        "candidates": plain["decoded"]["candidates"] if plain["decoded"] else []}
    return json.dumps(record, ensure_ascii=False)


def detected(outcome: Outcome) -> tuple[str, ...]:
    """A row of the table of `fixenc detect`: file, charset, how sure, line ends, script, damage."""
    looks = outcome.looks
    if outcome.encoding in ("", "binary"):
        return shown(outcome.path, 200), outcome.encoding or "empty", "", "", "", ""
    damage = [*_counted(outcome.repairs), *(f"{each} past repair" for each in _counted(outcome.left))]
    if outcome.bad_bytes:
        damage.append(f"{len(outcome.bad_bytes)} unreadable bytes")
    charsets = " + ".join(name for name, _ in looks.charsets.most_common()) or outcome.encoding
    charsets += "".join(f", or {each.encoding} {each.probability:.0%}" for each in looks.candidates[1:3])
    ends = " + ".join(name for name, count in looks.line_ends.most_common() if count)
    return (shown(outcome.path, 200), charsets + (" with BOM" if outcome.bom else ""), f"{outcome.confidence:.0%}",
            ends, looks.script, ", ".join(damage) or "clean")


def totals(encodings: Mapping[str, int], kinds: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """Two tables: files by charset, and by kind of damage how many repairs, in how many files, and what is past repair.

    >>> list(totals({"utf-8": 2}, {"mojibake": (3, 1, 0)}))[1:]
    ['  utf-8        2', '  kind      repairs  files  past repair', '  mojibake        3      1            0']
    """
    def rows(head: Sequence[str], counts: Mapping[str, Sequence[int]]) -> Iterator[str]:
        numbers = [(name, *(str(count).rjust(len(title)) for count, title in zip(each, head[1:], strict=True)))
                   for name, each in sorted(counts.items())]
        return table([tuple(head), *numbers])

    yield from rows(("charset", "files"), {name: (count,) for name, count in encodings.items()})
    if kinds:
        yield from rows(("kind", "repairs", "files", "past repair"), kinds)


def summary(outcomes: Mapping[str, int], what: str = "file") -> str:
    """A line for people: how many files (or `what`) of each sort.

    >>> summary({"repaired": 2, "clean": 0, "failed": 1})
    '3 files: 2 repaired, 1 failed'
    """
    total = sum(outcomes.values())
    parts = ", ".join(f"{count} {sort}" for sort, count in outcomes.items() if count)
    return f"{total} {what}{'s' * (total != 1)}" + (f": {parts}" if parts else "")


def shown(text: str, limit: int = _CELL) -> str:
    """A text on one line, what cannot be seen written as its code point, the middle of a long one left out."""
    if len(text) > limit:
        text = f"{text[:limit // 2]}…{text[len(text) - limit // 3:]}"
    return _visible(text.replace("\n", "↵"))


def _visible(text: str) -> str:
    return "".join(character if character.isprintable() or character == "\t" else f"⟨{ord(character):04X}⟩"
                   for character in text)


def _width(text: str) -> int:
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


def _input(result: Result) -> str:
    return result.decoded.text if result.decoded is not None else undo(result.text, result.edits)


def _headline(result: Result) -> str:
    units: dict[str, int] = {}
    for edit in result.edits:
        units[edit.unit] = units.get(edit.unit, 0) + 1
    guesses = sum(len(edit.guesses) for edit in result.edits)
    decoded = [f"{result.decoded.encoding} ({result.decoded.confidence:.0%})"] if result.decoded else []
    made = ", ".join(_counted(units)) or "nothing to repair"
    parts = [*decoded, made, f"{guesses} guessed" if guesses else "",
             f"{len(result.past_repair)} past repair" if result.past_repair else ""]
    return "; ".join(part for part in parts if part)


def _counted(counts: Mapping[str, int]) -> list[str]:
    return [f"{count} x {kind}" for kind, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _guess(edit: Edit, guess: Guess) -> str:
    others = ", ".join(f"{shown(text)} {probability:.0%}" for text, probability in guess.runners_up)
    return f"{shown(edit.after[guess.offset])} {guess.probability:.0%}" + (f", not {others}" if others else "")


def _steps(process: Process, edit: Edit, offset: int, text: str) -> Iterator[str]:
    """The steps of a process, with what they did to one place where that can be followed.

    offset: of the place in the repaired `text`.
    """
    start, stop = offset, offset + len(edit.after)
    if any(step.verb == "replace" for step in process.steps):      # what was replaced may begin or end beside the place
        start = max(start - _AROUND, text.rfind("\n", 0, start) + 1)
        stop = min(stop + _AROUND, len(text) if (end := text.find("\n", stop)) < 0 else end)
    followed = chain(process, text[start:stop], edit.before)
    if followed is None:
        yield from (f"      {shown(str(step), 200)}" for step in process.steps)
    else:
        yield from table([("   ", "", shown(text[start:stop])),
                          *(("   ", shown(str(step)), shown(state, 3 * _CELL)) for step, state in followed)])


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    whole = [line + "\n" for line in lines[:-1]]
    return whole + lines[-1:] if lines[-1] else whole


def _line_starts(text: str) -> list[int]:
    starts, at = [0], 0
    while at := text.find("\n", at) + 1:
        starts.append(at)
    return starts


def _place(starts: Sequence[int], offset: int) -> str:
    line = bisect_right(starts, offset) - 1
    return f"{line + 1}:{offset - starts[line] + 1}"


def _range(start: int, length: int) -> str:
    return f"{start + 1 if length else start},{length}"


_Change = tuple[int, int, list[str]]


def _hunks(text: str, old: Sequence[str], edits: Sequence[Edit]) -> Iterator[tuple[int, int, list[_Change]]]:
    """Old line numbers (from 0) of each hunk, and in it: first changed line, the one behind the last, the new lines."""
    pending: list[_Change] = []
    for change in _changes(text, edits):
        if pending and change[0] - pending[-1][1] > 2 * _CONTEXT_LINES:
            yield _around(pending, len(old))
            pending = []
        pending.append(change)
    if pending:
        yield _around(pending, len(old))


def _around(changes: list[_Change], count: int) -> tuple[int, int, list[_Change]]:
    return max(0, changes[0][0] - _CONTEXT_LINES), min(count, changes[-1][1] + _CONTEXT_LINES), changes


def _changes(text: str, edits: Sequence[Edit]) -> Iterator[_Change]:
    """Runs of lines that edits change. An edit that swallows a line end takes the next line in."""
    starts = _line_starts(text)
    if len(starts) == 1 or starts[-1] < len(text):
        starts.append(len(text))
    group: list[Edit] = []
    low = high = 0
    for edit in edits:
        first = min(bisect_right(starts, edit.span.start) - 1, len(starts) - 2)
        last = min(bisect_right(starts, max(edit.span.start, edit.span.stop)), len(starts) - 1)
        if group and first >= high:
            yield low, high, _new_lines(text, starts, low, high, group)
            group = []
        low, high = (low if group else first), max(last, high if group else 0)
        group.append(edit)
    if group:
        yield low, high, _new_lines(text, starts, low, high, group)


def _new_lines(text: str, starts: Sequence[int], low: int, high: int, edits: Sequence[Edit]) -> list[str]:
    start = starts[low]
    return _lines(apply(text[start:starts[high]], [moved(edit, -start) for edit in edits]))
