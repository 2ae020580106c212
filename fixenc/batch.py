"""Many files, by one process or several: each is done whole or left as it is, and one that fails stops no other."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from fixenc._atomic import NotReplacedError, replacing, resolve, sync_folder
from fixenc._blocks import WHOLE_BYTES
from fixenc._journal import Contents, Journal, JournalError, original, read
from fixenc._packing import packing
from fixenc._walk import Task, Walk
from fixenc.errors import FixencError
from fixenc.files import Options, Outcome, Repairing, read_chunks

__all__ = ["WHOLE_BYTES", "Action", "Contents", "Job", "Journal", "JournalError", "Options", "Outcome", "Task", "Walk", "run",
           "undo"]

Action = Literal["print", "check", "replace", "write"]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with each file.

    suffix: in place, the old file stays under its name with this behind it.  hard_links: rewrite a file that has other
    names, which then keep the old contents.  journal: path of a journal that has begun, "" for none.
    """

    options: Options
    action: Action
    suffix: str = ""
    hard_links: bool = False
    journal: str = ""


class _UnchangedError(Exception):
    """Leaves the block that writes a file whose contents turn out to be the same."""


def run(tasks: Iterable[Task], job: Job, write: Callable[[bytes], object], stdin: BinaryIO | None, processes: int = 1,
        journal: Journal | None = None, known: Contents | None = None) -> Iterator[Outcome]:
    """Work on the files and tell what became of each, in their order.

    write: takes the output of action "print"; its exceptions end the run, those of a file are in its outcome.
    journal: has begun for this batch; `known` is what an interrupted run has done already.
    """
    for outcome in _outcomes(tasks, job, write, stdin, processes, journal, known or Contents()):
        if journal is not None and not (outcome.changed or outcome.error or outcome.note):
            journal.same(os.path.realpath(outcome.path), outcome.size, outcome.mtime_ns, outcome.brief())
        yield outcome


def _outcomes(tasks: Iterable[Task], job: Job, write: Callable[[bytes], object], stdin: BinaryIO | None, processes: int,
              journal: Journal | None, known: Contents) -> Iterator[Outcome]:
    work = partial(_work, job)
    if processes == 1:      # one file needs no pool, and need not wait for it to be imported
        pairs: Iterable[tuple[Task, Outcome | None]] = ((task, _done(known, task)) for task in tasks)
    else:
        from fixenc._pool import Pool

        def after_kill() -> Callable[[Task], Outcome | None]:
            return partial(_done, read(journal.path) if journal else Contents())

        pool = Pool(work, processes, partial(_done, known), after_kill, journal.fileno() if journal else -1)
        pairs = pool.outcomes(tasks)
    for task, outcome in pairs:
        if outcome is None and job.action == "print":
            yield _print(task, job, write, stdin)
        elif outcome is None:
            yield _work(job, task, stdin, is_alone=True) or Outcome()
        else:
            if outcome.output:
                write(outcome.output)
                outcome.output = b""
            yield outcome


def undo(path: Path) -> Iterator[Outcome]:
    """Give every file of a batch its old contents and name back. Raises JournalError where `path` is no journal or in use."""
    journal, contents = Journal.again(path)
    try:
        for replaced in reversed(contents.replaced.values()):
            outcome = Outcome(os.fspath(replaced.path))
            with _told(outcome):
                now = _sha256(replaced.path)
                if now == replaced.after:
                    target, state = resolve(replaced.path, hard_links=True)
                    with replacing(target, state) as file:
                        file.writelines(original(path, contents.parts.get(replaced.identifier, ())))
                    outcome.changed = True
                elif now != replaced.before:
                    outcome.error = "has been changed since the batch; left as it is"
            yield outcome
        for old, new in reversed(contents.renamed):
            yield _renamed_back(old, new)
        journal.end()
    finally:
        journal.close()


def _renamed_back(old: Path, new: Path) -> Outcome:
    outcome = Outcome(os.fspath(new))
    with _told(outcome):
        if os.path.lexists(new) and os.path.lexists(old):
            outcome.error = f"{old.name} exists again; left as it is"
        elif os.path.lexists(new) or not os.path.lexists(old):
            new.rename(old)
            sync_folder(old.parent)
            outcome.changed = True
    return outcome


def _work(job: Job, task: Task, stdin: BinaryIO | None = None, is_alone: bool = False) -> Outcome | None:
    """One file, start to end, in any process; None where it has to be done by the process that holds the pipes."""
    outcome = Outcome(os.fspath(task.path or "-"), error=task.error, note=task.note)
    if task.error or task.note:
        return outcome
    if task.path is None and not is_alone:
        return None
    with _told(outcome):
        if job.action == "replace" and task.path is not None:
            _replace(task.path, job, outcome)
            return outcome
        with _source(task, stdin) as file:
            state = os.fstat(file.fileno()) if task.path is not None else None
            pieces = _pieces(file, job, outcome)
            if job.action == "write" and task.target is not None:
                _write(task, task.target, pieces, file, state)
            elif job.action == "check":
                deque(pieces, 0)
            elif state is not None and state.st_size <= WHOLE_BYTES:
                outcome.output = b"".join(pieces)
            else:
                return None
    return outcome


def _pieces(file: BinaryIO, job: Job, outcome: Outcome) -> Iterable[bytes]:
    """The repaired bytes. A packed file is read twice where it can be: unless something is repaired it keeps its bytes."""
    start = file.tell() if job.action != "check" and file.seekable() else -1
    if start < 0 or not packing(_head(file, start)):
        return Repairing(read_chunks(file), job.options, outcome)
    try:
        deque(Repairing(read_chunks(file), job.options, outcome), 0)
    finally:
        file.seek(start)
    return Repairing(read_chunks(file), job.options, Outcome(outcome.path)) if outcome.changed else read_chunks(file)


def _head(file: BinaryIO, start: int) -> bytes:
    head = file.read(16)
    file.seek(start)
    return head


def _source(task: Task, stdin: BinaryIO | None) -> AbstractContextManager[BinaryIO]:
    if task.path is not None:
        return task.path.open("rb")
    if stdin is None:
        raise OSError(None, "it is closed", "-")
    return contextlib.nullcontext(stdin)


def _print(task: Task, job: Job, write: Callable[[bytes], object], stdin: BinaryIO | None) -> Outcome:
    """Write the output as it comes, a block at a time; after a fault of fixenc the rest goes through as it is."""
    outcome = Outcome(os.fspath(task.path or "-"), error=task.error, note=task.note)
    if task.error or task.note:
        return outcome
    with contextlib.ExitStack() as stack:
        file = repairing = pieces = None
        with _told(outcome):
            file = stack.enter_context(_source(task, stdin))
            repairing = _pieces(file, job, outcome)
            pieces = iter(repairing)
        while pieces is not None:
            piece = None
            with _told(outcome):
                piece = next(pieces, None)
            if piece is None:
                break
            write(piece)
        if outcome.is_internal and file is not None:
            for piece in repairing.rest() if isinstance(repairing, Repairing) else read_chunks(file):
                write(piece)
    return outcome


def _replace(path: Path, job: Job, outcome: Outcome) -> None:
    backup = path.resolve().with_name(path.resolve().name + job.suffix) if job.suffix else None
    is_backed_up = backup is not None and backup.exists() and backup.samefile(path)
    target, state = resolve(path, job.hard_links or (is_backed_up and path.stat().st_nlink == 2))

    def before() -> None:
        if job.journal:
            Journal.of_process(Path(job.journal)).keep(target, outcome.before, outcome.after, outcome.brief())
        if backup is not None and not is_backed_up:
            _back_up(target, backup)

    with contextlib.ExitStack() as stack:
        file = stack.enter_context(target.open("rb"))
        outcome.mtime_ns = state.st_mtime_ns
        pieces: Iterable[bytes] = Repairing(read_chunks(file), job.options, outcome)
        if state.st_size <= WHOLE_BYTES:
            pieces = list(pieces)       # most files are clean, and need no temporary file to show it
            if not outcome.changed:
                return
        with contextlib.suppress(_UnchangedError), replacing(target, state, before) as new:
            new.writelines(pieces)
            if not outcome.changed:
                raise _UnchangedError


def _back_up(target: Path, backup: Path) -> None:
    if backup.exists():
        raise NotReplacedError(target, f"{backup.name} exists already; move it away, or choose another suffix")
    try:
        backup.hardlink_to(target)
    except OSError:         # a file system without hard links
        with target.open("rb") as old, replacing(backup, None, like=target.stat()) as new:
            shutil.copyfileobj(old, new)


def _write(task: Task, target: Path, pieces: Iterable[bytes], file: BinaryIO, state: os.stat_result | None) -> None:
    """Write to another file; `file` is what is read, `state` what it was when it was opened (None for a pipe)."""
    def before() -> None:
        now = os.fstat(file.fileno()) if state else None
        if state and now and (now.st_size, now.st_mtime_ns) != (state.st_size, state.st_mtime_ns):
            raise NotReplacedError(target, f"{task.path} changed while it was read; nothing is written, try again")

    target = target.resolve()
    if task.path is not None and target == task.path.resolve():
        raise NotReplacedError(task.path, "is the input itself; -i rewrites files in place")
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        with target.open("wb") as device:       # /dev/null is written to, never replaced
            device.writelines(pieces)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target, None, before, like=state) as new:
        new.writelines(pieces)


@contextlib.contextmanager
def _told(outcome: Outcome) -> Iterator[None]:
    """Turns what goes wrong with one file into a line of its outcome."""
    try:
        yield
    except OSError as error:
        names = (outcome.path, os.path.realpath(outcome.path))
        is_other = error.filename is not None and os.fsdecode(error.filename) not in names
        place = f"{os.fsdecode(error.filename)}: " if is_other and not isinstance(error, NotReplacedError) else ""
        outcome.error = place + (error.strerror or str(error))
    except FixencError as error:
        outcome.error = str(error)
    except Exception as error:
        outcome.is_internal = True
        outcome.error = f"internal error {type(error).__name__}: {error}; the file is unchanged; please report"


def _done(known: Contents, task: Task) -> Outcome | None:
    """The outcome of a file that an interrupted run has finished, if it has not been touched since."""
    if task.path is None or not (known.replaced or known.same):
        return None
    real = os.path.realpath(task.path)
    outcome = Outcome(os.fspath(task.path))
    with contextlib.suppress(OSError):
        if (replaced := known.replaced.get(real)) and _sha256(Path(real)) == replaced.after:
            outcome.changed, outcome.before, outcome.after = True, replaced.before, replaced.after
            return outcome.recall(replaced.seen)
        if same := known.same.get(real):
            state = os.stat(real)
            if (state.st_size, state.st_mtime_ns) == (same["size"], same["mtime_ns"]):
                return outcome.recall(same["seen"])
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
