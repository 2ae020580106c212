"""The record of a batch: what was replaced and what stood there, so that it goes on where it stopped and can be undone.

A journal is a text file of JSON lines. The first names the batch: {"journal": 1, "fixenc": version, "batch": …}. Then,
in the order in which things happened:

    {"original": ID, "data": …}                             part of a file's old contents, zlib in base64
    {"replace": PATH, "id": ID, "before": SHA-256, "after": SHA-256, "seen": …}     about to be replaced
    {"rename": PATH, "to": PATH}                            a name about to be changed
    {"same": PATH, "size": …, "mtime_ns": …, "seen": …}     a file that needs no change
    {"end": true}                                           the batch went through, or was undone

Each process appends whole lines, the line end in front, so that a line torn by a power cut or a full disk spoils no
other; it is skipped when the journal is read.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import json
import os
import stat
import uuid
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

from fixenc._output import utf8
from fixenc.errors import FixencError

try:
    import fcntl
except ImportError:         # Windows: two runs over the same journal are not kept apart there
    fcntl = None  # type: ignore[assignment]

PART_BYTES = 1 << 20


class JournalError(FixencError, ValueError):
    """A journal that cannot be used. path: the file."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"{path}: {reason}")


@dataclass(slots=True)
class Replaced:
    """One file that the batch replaced. before, after: SHA-256."""

    path: Path
    identifier: str
    before: str
    after: str
    seen: Mapping[str, Any]


@dataclass(slots=True)
class Contents:
    """What a journal says.

    same: path -> its record.  renamed: old and new paths, in order.  parts: identifier -> where in the journal its contents
    stand.
    """

    batch: Any = None
    replaced: dict[str, Replaced] = field(default_factory=dict)
    same: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    renamed: list[tuple[Path, Path]] = field(default_factory=list)
    parts: dict[str, list[int]] = field(default_factory=dict)
    is_finished: bool = False


class Journal:
    """A journal that is open for writing. Processes that append to one journal each have their own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    @classmethod
    def begin(cls, path: Path, batch: Any, version: str) -> tuple[Self, Contents]:
        """Make a journal, or go on with one that was interrupted. The caller holds it until `close`.

        Raises JournalError where the file belongs to another batch, is finished, or is being written by another run.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        journal = cls(path)
        if not stat.S_ISREG(os.fstat(journal._descriptor).st_mode):
            journal.close()
            raise JournalError(path, "a journal has to be a regular file")
        if not journal._hold():
            journal.close()
            raise JournalError(path, "another fixenc is at work with this journal")
        if os.fstat(journal._descriptor).st_size == 0:
            journal.add({"journal": 1, "fixenc": version, "batch": batch})
            journal.sync()
            return journal, Contents(batch)
        contents = read(path)
        if contents.is_finished or contents.batch != batch:
            journal.close()
            what = "holds a finished batch" if contents.is_finished else "belongs to other files or options"
            raise JournalError(path, f"{what}; name another journal")
        return journal, contents

    @classmethod
    def at(cls, path: str | None, batch: Any, version: str) -> tuple[Self, Contents]:
        """The journal at a path; without one, in the user's state folder, that of the same batch if it was interrupted.

        Raises JournalError, also where it cannot be made.
        """
        place = Path(path) if path is not None else Path("~/.local/state/fixenc")
        try:
            if path is not None:
                return cls.begin(place, batch, version)
            place = folder = state_folder()
            folder.mkdir(parents=True, exist_ok=True)
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}.jsonl"
            return cls.begin(_unfinished(folder, batch) or folder / name, batch, version)
        except (OSError, RuntimeError) as error:        # RuntimeError: the user has no home
            reason = getattr(error, "strerror", None) or error
            raise JournalError(place, f"the journal cannot be made ({reason}); name a place for it with --journal "
                                      "FILE, or go without by --no-journal") from None

    @classmethod
    def again(cls, path: Path) -> tuple[Self, Contents]:
        """A journal that is to be undone. Raises JournalError where it is none, or in use by another run."""
        contents = read(path)
        journal = cls(path)
        if not journal._hold():
            journal.close()
            raise JournalError(path, "another fixenc is at work with this journal")
        return journal, contents

    @classmethod
    @cache
    def of_process(cls, path: Path) -> Self:
        """The journal as this process appends to it, held by the process that began it."""
        return cls(path)

    def fileno(self) -> int:
        """The descriptor that holds the lock."""
        return self._descriptor

    def add(self, record: Mapping[str, Any]) -> None:
        """Append a record. Raises JournalError where it could not be written whole."""
        line = _line(record)
        try:
            # One call, because other processes append too: the rest of a short write would land inside their lines.
            is_whole = os.write(self._descriptor, line) == len(line)
        except OSError as error:
            raise JournalError(self.path, f"the journal cannot be written ({error.strerror})") from None
        if not is_whole:
            raise JournalError(self.path, f"the journal cannot be written ({os.strerror(errno.ENOSPC)})")

    def keep(self, target: Path, before: str, after: str, seen: Mapping[str, Any]) -> None:
        """Write down that `target` is about to be replaced, with its contents; safe on the disk on return."""
        identifier = uuid.uuid4().hex
        digest = hashlib.sha256()
        compressor = zlib.compressobj(6)
        with target.open("rb") as file:
            while part := file.read(PART_BYTES):
                digest.update(part)
                self._original(identifier, compressor.compress(part))
        self._original(identifier, compressor.flush())
        if digest.hexdigest() != before:
            raise OSError(None, "changed while it was read; left as it is, try again", os.fspath(target))
        self.add({"replace": os.fspath(target), "id": identifier, "before": before, "after": after, "seen": seen})
        self.sync()

    def same(self, path: str, size: int, mtime_ns: int, seen: Mapping[str, Any]) -> None:
        """Write down that a file needs no change, as long as its size and time stay the same."""
        self.add({"same": path, "size": size, "mtime_ns": mtime_ns, "seen": seen})

    def renamed(self, path: str, target: str) -> None:
        """Write down that a file or folder is about to get another name; safe on the disk on return."""
        self.add({"rename": path, "to": target})
        self.sync()

    def end(self) -> None:
        """The batch went through."""
        self.add({"end": True})
        self.sync()

    def sync(self) -> None:
        """Wait until all that was added is on the disk."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def finish(self, is_kept: bool) -> None:
        """The batch went through. A journal that is not kept is deleted, as one that has nothing to take back."""
        if is_kept:
            self.end()
        else:
            self.path.unlink()

    def _original(self, identifier: str, data: bytes) -> None:
        if data:
            self.add({"original": identifier, "data": base64.b64encode(data).decode()})

    def _hold(self) -> bool:
        if fcntl is not None:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True


def read(path: Path) -> Contents:
    """What a journal says, without the original contents. Raises JournalError where the file is no journal."""
    contents = Contents()
    for offset, record in _records(path):
        if contents.batch is None:
            if record.get("journal") != 1:
                break
            contents.batch = record.get("batch")
        elif "original" in record:
            contents.parts.setdefault(record["original"], []).append(offset)
        elif "replace" in record:
            contents.replaced[record["replace"]] = Replaced(
                Path(record["replace"]), record["id"], record["before"], record["after"], record["seen"])
        elif "rename" in record:
            contents.renamed.append((Path(record["rename"]), Path(record["to"])))
        elif "same" in record:
            contents.same[record["same"]] = record
        elif "end" in record:
            contents.is_finished = True
    if contents.batch is None:
        raise JournalError(path, "not a journal of fixenc")
    return contents


def original(path: Path, offsets: Sequence[int]) -> Iterator[bytes]:
    """The old contents of a file, from the places of the journal where they stand (`Contents.parts`)."""
    inflator = zlib.decompressobj()
    with path.open("rb") as file:
        for offset in offsets:
            file.seek(offset)
            yield inflator.decompress(base64.b64decode(json.loads(file.readline())["data"]))
    yield inflator.flush()


def _unfinished(folder: Path, batch: Any) -> Path | None:
    """The latest journal in a folder that was begun for the same batch and neither went through nor is at work."""
    with contextlib.suppress(FileNotFoundError):
        for path in sorted(folder.glob("*.jsonl"), reverse=True)[:50]:
            with contextlib.suppress(JournalError, OSError):
                if _head(path).get("batch") == batch and not read(path).is_finished and not _is_held(path):
                    return path
    return None


def state_folder() -> Path:
    """Where journals are kept that nobody named a place for (XDG Base Directory Specification)."""
    state = os.environ.get("XDG_STATE_HOME", "")
    return (Path(state) if os.path.isabs(state) else Path.home() / ".local/state") / "fixenc"


def _is_held(path: Path) -> bool:
    journal = Journal(path)
    try:
        return not journal._hold()
    finally:
        journal.close()


def _head(path: Path) -> Mapping[str, Any]:
    return next((record for _, record in _records(path)), {})


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each record with the offset of its line."""
    offset = 0
    with path.open("rb") as file:
        for line in file:
            with contextlib.suppress(ValueError):
                record = json.loads(line)
                if isinstance(record, dict):
                    yield offset, record
            offset += len(line)


def _line(record: Mapping[str, Any]) -> bytes:
    return b"\n" + utf8(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
