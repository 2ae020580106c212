"""What is said about each file and about the whole run, and the exit code that comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from fixenc._output import utf8
from fixenc.encode import REPLACEMENT, canonical
from fixenc.files import Outcome
from fixenc.render import detected, diff, explain, report, shown, summary, table

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

    def take(self, outcome: Outcome) -> None:
        """Say, show and write down what became of a file."""
        super().take(outcome)
        if outcome.note and not outcome.encoding:
            return
        self._files += 1
        self.sorts[self._sort(outcome)] += 1
        self.worsen(self._code(outcome))
        if outcome.encoding == "binary" and self._action != "print":
            self.say(f"{_name(outcome)}: binary, {'copied as it is' if self._action == 'write' else 'skipped'}")
        if outcome.lost:
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
        if journal and self.changed:
            self._note(f"fixenc: to take it back: fixenc undo {journal}")

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
