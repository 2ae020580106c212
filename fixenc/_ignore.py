"""What .gitignore files leave out, as Git reads them."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_NAME = ".gitignore"


class Ignored:
    """The patterns that hold in a folder and below it, those of the repository around it included.

    A folder that is itself ignored was named on purpose: only its own patterns hold then.
    """

    def __init__(self, root: str) -> None:
        """root: an absolute path without links."""
        self._specs: dict[str, GitIgnoreSpec | None] = {}
        self._top = root
        repository = next((folder for folder in _above(root) if os.path.lexists(os.path.join(folder, ".git"))), None)
        if repository is not None and repository != root:
            for folder in _above(root):
                with suppress(OSError):     # above the folder that was named nothing is told
                    self.enter(folder)
                if folder == repository:
                    break
            self._top = repository
            if self.covers(root, is_folder=True):
                self._top = root

    def enter(self, folder: str) -> None:
        """Read the patterns of a folder, before anything in it is asked for. Raises OSError."""
        if folder not in self._specs:
            self._specs[folder] = None
            path = os.path.join(folder, _NAME)
            if os.path.isfile(path):
                text = Path(path).read_text("utf-8", "surrogateescape")
                self._specs[folder] = _spec(text.splitlines())

    def covers(self, path: str, is_folder: bool) -> bool:
        """Whether a path (absolute, below the root) is left out. The innermost pattern that speaks of it decides."""
        for folder in _above(os.path.dirname(path)):
            spec = self._specs.get(folder)
            if spec is not None:
                name = os.path.relpath(path, folder).replace(os.sep, "/") + "/" * is_folder
                is_left_out = spec.check_file(name).include
                if is_left_out is not None:
                    return is_left_out
            if folder == self._top:
                break
        return False


def _spec(patterns: list[str]) -> GitIgnoreSpec:
    """The patterns of a file, those left out that mean nothing: Git matches nothing with them and says nothing either."""
    # Most folders have none, and a pipe has no folder: the first answer of the command need not wait for this.
    from pathspec import GitIgnoreSpec
    with warnings.catch_warnings(action="ignore", category=FutureWarning):     # `[[:alpha:]]` is more to Git than to Python
        return GitIgnoreSpec.from_lines([each for each in patterns if _has_meaning(each, GitIgnoreSpec)])


def _has_meaning(pattern: str, kind: type[GitIgnoreSpec]) -> bool:
    try:
        kind.from_lines([pattern])
    except (ValueError, re.error):
        return False
    return True


def _above(folder: str) -> Iterator[str]:
    """The folder, and all above it."""
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
