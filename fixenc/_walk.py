"""Operands -> files, in an order that is the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fixenc._atomic import clear, is_temporary
from fixenc._ignore import Ignored


@dataclass(frozen=True, slots=True)
class Task:
    """One file to be worked on. path: None for standard input.  target: where the output goes, if to another file.

    error, note: why there is nothing to be done, in one line.
    """

    path: Path | None
    target: Path | None = None
    error: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """How folders are walked.

    output: the folder that gets the tree, which is not walked itself.  in_place: links that lead out of the operand are
    left alone, and what killed runs left behind is cleared away.  suffix: of backups, which are no input.  leave: files
    that are not to be read, by their resolved paths.  is_ignoring: what .gitignore files name is left out of folders.
    """

    output: Path | None = None
    in_place: bool = False
    suffix: str = ""
    leave: frozenset[str] = frozenset()
    is_ignoring: bool = True

    def tasks(self, operands: Sequence[Path | None]) -> Iterator[Task]:
        """A task for each file, once, however many operands lead to it; names sorted by code point."""
        seen: set[str] = set()
        for operand in operands:
            if operand is not None and operand.is_dir():
                yield from self._tree(operand, operand.parent if len(operands) > 1 else operand, seen)
            else:
                real = "-" if operand is None else os.path.realpath(operand)
                if real not in seen:
                    seen.add(real)
                    yield Task(operand, self._target(operand))

    def _tree(self, root: Path, base: Path, seen: set[str]) -> Iterator[Task]:
        """Depth first by a stack, because folders may be deeper than Python recurses."""
        real_root = os.path.realpath(root)
        stack = [(root, real_root)]
        ignored = Ignored(real_root) if self.is_ignoring else None
        while stack:
            path, real = stack.pop()
            if not os.path.isdir(path) or (os.path.islink(path) and path != root):
                yield from self._file(path, base, real, real_root, seen)
                continue
            if self.output is not None and real == os.path.realpath(self.output):
                continue
            try:
                entries = sorted(os.scandir(path), key=lambda entry: entry.name, reverse=True)
            except OSError as error:
                yield Task(path, error=error.strerror or str(error))
                continue
            try:
                if ignored is not None:
                    ignored.enter(real)
            except OSError as error:
                yield Task(path, error=f"its .gitignore cannot be read ({error.strerror}); the folder is left as it is")
                continue
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                inside = os.path.join(real, entry.name)
                if not (is_folder and entry.name.startswith(".")) and not (ignored and ignored.covers(inside, is_folder)):
                    stack.append((path / entry.name, inside))

    def _file(self, path: Path, base: Path, real: str, root: str, seen: set[str]) -> Iterator[Task]:
        if is_temporary(path.name):
            if self.in_place:
                clear(path)
            return
        if os.path.islink(path):
            real = os.path.realpath(path)
            if os.path.isdir(real):
                yield Task(path, note="a link to a folder, which is not followed")
                return
            if self.in_place and not real.startswith(os.path.join(root, "")):
                yield Task(path, note="a link that leads out of the folder; name the file itself to have it rewritten")
                return
        elif not os.path.isfile(path):
            yield Task(path, note="neither a file nor a folder, skipped")
            return
        if self.suffix and path.name.endswith(self.suffix):
            return
        # A link and the file it leads to are one file in place, and two where a tree is copied.
        key = os.path.abspath(path) if self.output is not None else real
        if key not in seen and real not in self.leave:
            seen.add(key)
            yield Task(path, self.output / path.relative_to(base) if self.output is not None else None)

    def _target(self, operand: Path | None) -> Path | None:
        if self.output is None or operand is None:
            return None
        return self.output / operand.name
