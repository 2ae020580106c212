"""Puts new contents in the place of a file: at every moment the file is whole, old or new."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

# The process is part of the name, so that what a killed run left behind can be told from what a living one is writing.
_TEMPORARY = re.compile(r"\.fixenc-(\d+)-.*\.tmp")


class NotReplacedError(OSError):
    """A file that is left as it is, for a reason that the user can do something about."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(None, reason, os.fspath(path))
        self.strerror = reason


def resolve(path: Path, hard_links: bool = False) -> tuple[Path, os.stat_result]:
    """The file that `path` leads to, and its state, if it is one that may be rewritten.

    Raises NotReplacedError for what is no regular file, may not be written, or has several names where `hard_links` is
    False.
    """
    try:
        target = path.resolve(strict=True)
    except RuntimeError:        # Python before 3.13 says so of links that lead to each other
        raise NotReplacedError(path, os.strerror(errno.ELOOP)) from None
    state = target.stat()
    if not stat.S_ISREG(state.st_mode):
        raise NotReplacedError(path, "not a regular file; it cannot be rewritten in place")
    if state.st_nlink > 1 and not hard_links:
        raise NotReplacedError(path, f"has {state.st_nlink} names (hard links), and only this one would be rewritten; "
                                     "left as it is, unless you give --hard-links")
    is_allowed = partial(os.access, target, effective_ids=os.access in os.supports_effective_ids)
    if is_allowed(os.R_OK) and not is_allowed(os.W_OK):
        raise NotReplacedError(path, "is read-only; left as it is")
    return target, state


@contextlib.contextmanager
def replacing(target: Path, state: os.stat_result | None, before: Callable[[], None] = lambda: None,
              like: os.stat_result | None = None) -> Iterator[BinaryIO]:
    """A file to write into, which takes the place of `target` when the block ends well and goes away when it does not.

    state: of the file as it was read; its mode, owner, times and extended attributes are kept, and NotReplacedError is
    raised where the file has changed since. None where a new file is made; `like` may lend it mode and times.
    before: called when the new contents are safe on the disk and the target is still the old one.
    """
    try:
        descriptor, name = tempfile.mkstemp(".tmp", f".fixenc-{os.getpid()}-", target.parent)
    except OSError as error:
        raise NotReplacedError(target, f"the folder {target.parent} takes no new file ({error.strerror})") from None
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            if state is not None:
                _dress(file.fileno(), target, state)
            else:
                _dress_new(file.fileno(), like)
            os.fsync(file.fileno())
        before()
        if state is not None and not is_same(target, state):
            raise NotReplacedError(target, "changed while it was read; left as it is, try again")
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(target.parent)


def is_same(path: Path, state: os.stat_result) -> bool:
    """Whether the file is still the one whose state was read."""
    now = path.stat()
    return ((now.st_ino, now.st_dev, now.st_size, now.st_mtime_ns)
            == (state.st_ino, state.st_dev, state.st_size, state.st_mtime_ns))


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    with contextlib.suppress(OSError):      # Windows opens no folders, and some network file systems sync none
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def is_temporary(name: str) -> bool:
    """Whether a file name is one that `replacing` uses."""
    return _TEMPORARY.fullmatch(name) is not None


def clear(path: Path) -> None:
    """Delete the temporary file of a run that was killed; that of a living process is left."""
    match = _TEMPORARY.fullmatch(path.name)
    if match is None:
        return
    try:
        os.kill(int(match[1]), 0)
    except (ProcessLookupError, OverflowError):
        with contextlib.suppress(OSError):
            path.unlink()
    except OSError:
        return      # somebody else's living process


def clear_folder(folder: Path) -> None:
    """Delete what killed runs left in a folder, if it can be listed."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            clear(path)


def _dress_new(descriptor: int, like: os.stat_result | None) -> None:
    if like is None:
        os.fchmod(descriptor, 0o666 & ~_umask())
    else:
        os.fchmod(descriptor, stat.S_IMODE(like.st_mode) & 0o777)
        os.utime(descriptor, ns=(like.st_atime_ns, like.st_mtime_ns))


def _dress(descriptor: int, target: Path, state: os.stat_result) -> None:
    """Give an open file the mode, owner, times and attributes of the file that it will replace."""
    own = os.fstat(descriptor)
    if (own.st_uid, own.st_gid) != (state.st_uid, state.st_gid):
        try:
            os.fchown(descriptor, state.st_uid, state.st_gid)
        except PermissionError:
            raise NotReplacedError(target, "belongs to another user or group, and that could not be kept; "
                                           "left as it is") from None
    os.fchmod(descriptor, stat.S_IMODE(state.st_mode))      # after chown, which clears set-user-id
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):                  # a file system without attributes has none to keep
            for name in os.listxattr(target):
                os.setxattr(descriptor, name, os.getxattr(target, name))
    os.utime(descriptor, ns=(state.st_atime_ns, state.st_mtime_ns))


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
