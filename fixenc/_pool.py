"""Several processes at work on one list of files. A process that is killed is replaced and its files are done again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice

from fixenc._atomic import clear_folder
from fixenc._walk import Task
from fixenc.files import Outcome

# A clean file of 4 KB takes less time than the way to a process and back: they go in handfuls.
_HANDFUL = 16
_AHEAD = 4

Work = Callable[[Task], Outcome | None]


@dataclass(slots=True)
class _Handful:
    tasks: list[Task]
    known: dict[int, Outcome] = field(default_factory=dict)
    future: Future[list[Outcome | None]] | None = None

    def open_tasks(self) -> list[Task]:
        return [task for index, task in enumerate(self.tasks) if index not in self.known]

    def paired(self, results: Iterable[Outcome | None]) -> Iterator[tuple[Task, Outcome | None]]:
        rest = iter(results)
        for index, task in enumerate(self.tasks):
            yield task, self.known[index] if index in self.known else next(rest)


class Pool:
    """Does `work` (a picklable function) on tasks in `processes` processes.

    known: tells what is finished already, and is asked before a task is given out.  after_kill: makes a newer `known`
    after a process was killed.  held: a descriptor that only this process is to hold, -1 for none.
    """

    def __init__(self, work: Work, processes: int, known: Work, after_kill: Callable[[], Work], held: int = -1) -> None:
        self._work = work
        self._processes = processes
        self._known = known
        self._after_kill = after_kill
        self._held = held
        self._executor = self._start(processes)

    def outcomes(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | None]]:
        """Each task with what became of it, in their order; None is left to the caller to do."""
        source = iter(tasks)
        waiting: deque[_Handful] = deque()
        try:
            while True:
                while len(waiting) < _AHEAD * self._processes and (handful := list(islice(source, _HANDFUL))):
                    waiting.append(self._give(_Handful(handful)))
                if not waiting:
                    return
                first = waiting.popleft()
                try:
                    results = first.future.result() if first.future else []
                except BrokenProcessPool:
                    self._recover(waiting)
                    _clear_after(first)
                    results = self._one_by_one(first)
                yield from first.paired(results)
        finally:
            self._executor.shutdown(cancel_futures=True)

    def _start(self, processes: int) -> ProcessPoolExecutor:
        held = self._held if multiprocessing.get_start_method() == "fork" else -1
        return ProcessPoolExecutor(processes, initializer=_begin, initargs=(os.getpid(), held))

    def _give(self, handful: _Handful) -> _Handful:
        for index, task in enumerate(handful.tasks):
            if index not in handful.known and (outcome := self._known(task)):
                handful.known[index] = outcome
        handful.future = None
        if left := handful.open_tasks():
            try:
                handful.future = self._executor.submit(_all, self._work, left)
            except BrokenProcessPool as error:
                handful.future = Future()
                handful.future.set_exception(error)
        return handful

    def _recover(self, waiting: Iterable[_Handful]) -> None:
        """New processes; the handfuls that were lost with the old ones are given out again."""
        self._executor.shutdown()
        self._executor = self._start(self._processes)
        self._known = self._after_kill()
        for handful in waiting:
            if handful.future and handful.future.done() and handful.future.exception() is not None:
                _clear_after(handful)
                self._give(handful)

    def _one_by_one(self, handful: _Handful) -> list[Outcome | None]:
        """One of these files may be what kills the processes: each gets a process of its own, once."""
        results: list[Outcome | None] = []
        for task in handful.open_tasks():
            outcome = self._known(task)
            if outcome is None:
                with self._start(1) as executor:
                    try:
                        outcome = executor.submit(_all, self._work, [task]).result()[0]
                    except BrokenProcessPool:
                        outcome = Outcome(os.fspath(task.path or "-"), error="the process that worked on it was killed "
                                                                             "twice; left as it is")
            results.append(outcome)
        return results


def _clear_after(handful: _Handful) -> None:
    """Delete what processes that are gone had begun to write: with one that is killed the executor ends all others."""
    for folder in {written.parent for task in handful.tasks if (written := task.target or task.path)}:
        clear_folder(folder)


_at_work = threading.Lock()


def _all(work: Work, tasks: Iterable[Task]) -> list[Outcome | None]:
    outcomes = []
    for task in tasks:
        with _at_work:
            outcomes.append(work(task))
    return outcomes


def _begin(parent: int, held: int) -> None:
    """Called first in each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # Ctrl-C reaches the whole group; the parent answers it
    if held >= 0:
        os.close(held)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """A process of ProcessPoolExecutor whose parent was killed would wait for work for ever."""
    while os.getppid() == parent:
        time.sleep(0.5)
    with _at_work:      # not in the middle of a file
        os._exit(1)
