"""What is said about each file and about the whole run, and the exit code that comes of it."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from fixenc._output import utf8
from fixenc.encode import REPLACEMENT, canonical
from fixenc.files import Outcome
from fixenc.render import detected, diff, explain, report, shown, summary, table, totals

if TYPE_CHECKING:
    from fixenc.names import Renaming
    from fixenc.unzip import Member

DONE, CHANGED, FAILED, LEFT = range(4)
# The worst code of all files is the run's: an error, then damage left, then a change that would be made.
_SEVERITY = (DONE, CHANGED, LEFT, FAILED)
_MIB = 1 << 20

Say = Callable[[str], object]
Write = Callable[[bytes], object]


class Run:
    """Counts. code: the exit code so far.  changed: files that were, or would be, changed."""

    def __init__(self, say: Say) -> None:
        """say: takes a message for people."""
        self.say = say
        self.code = DONE
        self.changed = 0
        self.sorts: Counter[str] = Counter()
        self._size = self._repairs = 0

    @property
    def progress(self) -> str:
        """The end of the progress bar."""
        return f"{self._size / _MIB:.1f} MiB, {self._repairs} repairs"

    def finish(self, journal: str) -> None:
        """What there is to say at the end. journal: the path of the batch's journal, "" for none."""
        raise NotImplementedError

    def take(self, outcome: Outcome) -> None:
        """Count an outcome, and say what went wrong with it."""
        self._size += outcome.size
        self._repairs += outcome.repairs.total()
        self.changed += outcome.changed and not outcome.error
        if message := outcome.error or outcome.note:
            self.say(f"{_name(outcome)}: {message}")

    def worsen(self, code: int) -> None:
        """Let the exit code be `code`, unless it is worse already."""
        self.code = max(self.code, code, key=_SEVERITY.index)


class Reporting(Run):
    """Of a run that repairs or checks.

    say: takes a message for people; note: a line of an explanation or of the end; write: bytes for standard output;
    report: bytes of the report, None where there is none.  is_terminal: the output may be in colour.
    """

    def __init__(self, action: str, say: Say, note: Say, write: Write, report: Write | None, is_explained: bool,
                 is_diff: bool, is_strict: bool, is_terminal: bool) -> None:
        """Keep what was asked for."""
        super().__init__(say)
        self._action, self._note, self._write, self._report = action, note, write, report
        self._is_explained, self._is_diff, self._is_strict, self._is_terminal = (
            is_explained, is_diff, is_strict, is_terminal)
        self._files = 0
        self._encodings: Counter[str] = Counter()
        self._kinds: dict[str, list[int]] = {}

    def take(self, outcome: Outcome) -> None:
        """Say, show and write down what became of a file."""
        super().take(outcome)
        if outcome.note and not outcome.encoding:
            return
        self._files += 1
        self._count(outcome)
        self.sorts[self._sort(outcome)] += 1
        self.worsen(self._code(outcome))
        if outcome.encoding == "binary" and self._action != "print":
            self.say(f"{_name(outcome)}: binary, {'copied as it is' if self._action == 'write' else 'skipped'}")
        if outcome.lost and not outcome.error:
            data = b" ".join(outcome.bad_bytes.values()).hex(" ", 1).upper()
            self.say(f"{_name(outcome)}: {outcome.lost} unreadable places are {REPLACEMENT} now: {shown(data)}")
        if outcome.result is not None and not outcome.error:
            self._show(outcome)
        if self._report is not None:
            self._report(utf8(report(outcome) + "\n"))
        outcome.result = None

    def finish(self, journal: str) -> None:
        """The line at the end of a batch. journal: its path, "" for none."""
        if self._action == "replace" or (self._files > 1 and self._action in ("write", "check")):
            self._note(f"fixenc: {summary(self.sorts)}")
            if self._files > 1 and (self._kinds or self.changed):
                deque(map(self._note, totals(self._encodings, self._kinds)), 0)
        if journal and self.changed:
            self._note(f"fixenc: to take it back: fixenc undo {journal}")

    def _count(self, outcome: Outcome) -> None:
        """What the tables at the end tell."""
        if outcome.error:
            return
        self._encodings[outcome.encoding or "empty"] += 1
        for kind in outcome.repairs.keys() | outcome.left.keys():
            row = self._kinds.setdefault(kind, [0, 0, 0])
            for column, count in enumerate((outcome.repairs[kind], 1, outcome.left[kind])):
                row[column] += count

    def _show(self, outcome: Outcome) -> None:
        assert outcome.result is not None
        name = _name(outcome)
        if self._is_explained:
            for line in explain(name, outcome.result):
                self._note(line)
        if self._is_diff and outcome.changed:
            read = canonical(outcome.encoding) + (" with BOM" if outcome.bom else "")
            if read != outcome.written:
                self._write(utf8(f"# {name}: {read}, to be written as {outcome.written}\n"))
            for line in diff(name, outcome.result, self._is_terminal):
                self._write(utf8(line))

    def _code(self, outcome: Outcome) -> int:
        if outcome.error:
            return FAILED
        if outcome.left or outcome.bad_bytes or (self._is_strict and outcome.guesses):
            return LEFT
        return CHANGED if outcome.changed and self._action == "check" else DONE

    def _sort(self, outcome: Outcome) -> str:
        if outcome.error:
            return "failed"
        if outcome.encoding == "binary":
            return "binary"
        if not outcome.changed:
            return "unchanged"
        done = {"check": "to be ", "replace": "", "write": "", "print": ""}[self._action]
        return done + ("repaired" if outcome.repairs else "recoded")


class Detecting(Run):
    """Of `fixenc detect`."""

    def __init__(self, say: Say, write: Write, as_json: bool) -> None:
        """write: takes the table, or the JSON lines."""
        super().__init__(say)
        self._write, self._as_json = write, as_json
        self._rows: list[tuple[str, ...]] = []

    def take(self, outcome: Outcome) -> None:
        """Keep a row for the table, or write a JSON line."""
        super().take(outcome)
        if outcome.error:
            self.worsen(FAILED)
        elif outcome.left or outcome.bad_bytes:
            self.worsen(LEFT)
        if self._as_json:
            self._write(utf8(report(outcome) + "\n"))
            outcome.result = None
        elif not outcome.error and not outcome.note:
            self._rows.append(detected(outcome))

    def finish(self, journal: str) -> None:
        """Write the table, whose columns are known only now."""
        for line in table(self._rows):
            self._write(utf8(line.lstrip() + "\n"))


class Naming(Run):
    """Of `fixenc names`.

    write: takes a line for each name.  is_applied: it is renamed, not only told.
    """

    def __init__(self, say: Say, write: Write, is_applied: bool) -> None:
        """Keep what was asked for."""
        super().__init__(say)
        self._write, self._is_applied = write, is_applied

    def name(self, each: Renaming) -> None:
        """Count a name, and say what it is, was, or why it stays."""
        self.sorts["left" if each.error else "renamed" if self._is_applied else "to be renamed"] += 1
        self.changed += not each.error
        if each.error:
            self.say(f"{shown(os.fspath(each.path), 400)}: {each.error}")
            self.worsen(FAILED)
        else:
            self._write(utf8(f"{shown(os.fspath(each.path), 400)} -> {shown(each.name, 400)}  ({each.why})\n"))
            self.worsen(DONE if self._is_applied else CHANGED)

    def finish(self, journal: str) -> None:
        """The line at the end."""
        self.say(summary(self.sorts, "name"))
        if journal and self.changed:
            self.say(f"to take it back: fixenc undo {journal}")


class Unpacking(Run):
    """Of `fixenc unzip`. write: takes a line for each member."""

    def __init__(self, say: Say, write: Write) -> None:
        """Keep what was asked for."""
        super().__init__(say)
        self._write = write

    def member(self, each: Member) -> None:
        """A line of the list, and why a member is left."""
        self.sorts["left" if each.error else "done"] += 1
        time = f"{each.time:%Y-%m-%d %H:%M}" if each.time else "-" * 16
        why = f"  ({shown(each.why, 200)})" if each.why else ""
        self._write(utf8(f"{each.size:12}  {time}  {shown(each.name, 400)}{why}\n"))
        if each.error:
            self.say(f"{shown(each.name, 400)}: {each.error}")
            self.worsen(FAILED)

    def finish(self, journal: str) -> None:
        """Nothing: the list says it all."""


class Undoing(Run):
    """Of `fixenc undo`."""

    def take(self, outcome: Outcome) -> None:
        """Count."""
        super().take(outcome)
        self.sorts["failed" if outcome.error else "given back" if outcome.changed else "as before already"] += 1
        if outcome.error:
            self.worsen(FAILED)

    def finish(self, journal: str) -> None:
        """The line at the end."""
        self.say(summary(self.sorts))


def _name(outcome: Outcome) -> str:
    return "standard input" if outcome.path == "-" else outcome.path
