"""Archives -> their files under the names that were meant."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fixenc._archive import DAMAGED, Entry, entries
from fixenc._atomic import replacing
from fixenc.names import mend
from fixenc.values import Config

_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an archive.

    name: as it was meant, with "/" between folders and at the end of one.  written: as the archive has it, its bytes
    beyond ASCII as surrogates where it does not say that they are UTF-8.  size: bytes.  why: what had happened to the
    name.  error: why it is not unpacked.
    """

    name: str
    written: str
    size: int
    time: datetime | None
    why: str = ""
    error: str = ""


def members(path: Path, config: Config, encoding: str = "") -> list[Member]:
    """What an archive holds. encoding: of names that do not say that they are UTF-8, "" to have it found from all of them.

    Raises ArchiveError, and OSError.
    """
    with entries(path) as listed:
        pass
    meant = mend({part for entry in listed for part in entry.name.split("/")}, config, encoding)
    found = []
    for entry in listed:
        parts = [meant.get(part, (part, "")) for part in entry.name.split("/")]
        right = "/".join(part for part, _ in parts)
        if entry.is_windows and "/" not in right:
            right = right.replace("\\", "/")
        why = next((each for _, each in parts if each), "")
        found.append(Member(right, entry.name, entry.size, entry.time, why, _refusal(entry, right)))
    return found


def unpack(path: Path, found: Iterable[Member], folder: Path) -> Iterator[Member]:
    """Write the members of an archive (all of them, in its order) into a folder; what is there already is left.

    Each comes back with the reason in `error` if it was not written.  Raises ArchiveError, and OSError for the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = folder.resolve()
    with entries(path) as listed:
        for entry, member in zip(listed, found, strict=True):
            yield member if member.error else replace(member, error=_unpack(entry, member, root))


def _refusal(entry: Entry, name: str) -> str:
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in re.split(r"[/\\]", name):
        return "leads out of the folder; not unpacked"
    if _CONTROL.search(name):
        return "holds control characters; not unpacked"
    return entry.refusal


def _unpack(entry: Entry, member: Member, root: Path) -> str:
    """Write one member, or say why not."""
    target = root.joinpath(*filter(None, member.name.split("/")))
    try:
        if not target.parent.resolve().is_relative_to(root):
            return "leads out of the folder; not unpacked"
        if member.name.endswith("/"):
            target.mkdir(parents=True, exist_ok=True)
            return ""
        if os.path.lexists(target):
            return "exists already; left as it is"
        target.parent.mkdir(parents=True, exist_ok=True)
        with entry.open() as old, replacing(target, None) as new:
            shutil.copyfileobj(old, new)
        if entry.mode:
            target.chmod(entry.mode)
        if member.time is not None:
            seconds = member.time.timestamp()
            os.utime(target, (seconds, seconds))
    except DAMAGED as error:
        return f"cannot be unpacked ({error})"
    except OSError as error:
        return error.strerror or str(error)
    return ""
