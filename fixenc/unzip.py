"""Zip archives -> their files under the names that were meant."""

from __future__ import annotations

import os
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fixenc._atomic import replacing
from fixenc.errors import FixencError
from fixenc.names import mend
from fixenc.values import Config

_UTF_8 = 0x800              # APPNOTE.TXT 4.4.4, bit 11: the name is UTF-8
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075      # APPNOTE.TXT 4.6.9: the name in UTF-8, beside one in the charset of the system
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f]")


class ArchiveError(FixencError, ValueError):
    """A file that cannot be read as an archive."""


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
    with _opened(path) as archive:
        infos = archive.infolist()
    written = [_written(info) for info in infos]
    meant = mend({part for name in written for part in re.split(r"[/]", name)}, config, encoding)
    found = []
    for info, name in zip(infos, written, strict=True):
        parts = [meant.get(part, (part, "")) for part in name.split("/")]
        right = "/".join(part for part, _ in parts)
        if info.create_system == 0 and "/" not in right:    # made by a program of Windows that did not know the standard
            right = right.replace("\\", "/")
        why = next((each for _, each in parts if each), "")
        found.append(Member(right, name, info.file_size, _time(info), why, _refusal(info, right)))
    return found


def unpack(path: Path, found: Iterable[Member], folder: Path) -> Iterator[Member]:
    """Write the members of an archive (all of them, in its order) into a folder; what is there already is left.

    Each comes back with the reason in `error` if it was not written.  Raises ArchiveError, and OSError for the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = folder.resolve()
    with _opened(path) as archive:
        for info, member in zip(archive.infolist(), found, strict=True):
            yield member if member.error else replace(member, error=_unpack(archive, info, member, root))


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError) as error:
        raise ArchiveError(f"{path}: not a zip archive that can be read ({error})") from None


def _written(info: zipfile.ZipInfo) -> str:
    """The name as the archive has it; the bytes of one that does not say that it is UTF-8 as Python has those of files."""
    if info.flag_bits & _UTF_8:
        return info.orig_filename
    data = info.orig_filename.encode("cp437")       # `zipfile` reads names so, and each byte has its character there
    return os.fsdecode(_unicode_path(info.extra, data) or data)


def _unicode_path(extra: bytes, name: bytes) -> bytes:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4:4 + length], extra[4 + length:]
        if kind == _UNICODE_PATH and field[:1] == b"\1" and field[1:5] == struct.pack("<I", zlib.crc32(name)):
            return field[5:]
    return b""


def _time(info: zipfile.ZipInfo) -> datetime | None:
    with suppress(ValueError):
        return datetime(*info.date_time)
    return None


def _refusal(info: zipfile.ZipInfo, name: str) -> str:
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in re.split(r"[/\\]", name):
        return "leads out of the folder; not unpacked"
    if _CONTROL.search(name):
        return "holds control characters; not unpacked"
    if info.create_system == 3 and stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device; not unpacked"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted; unpack it with a program that asks for the password"
    return ""


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, member: Member, root: Path) -> str:
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
        with archive.open(info) as old, replacing(target, None) as new:
            shutil.copyfileobj(old, new)
        if info.create_system == 3 and info.external_attr >> 16:
            target.chmod((info.external_attr >> 16) & 0o777)
        if member.time is not None:
            seconds = member.time.timestamp()
            os.utime(target, (seconds, seconds))
    except OSError as error:
        return error.strerror or str(error)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        return f"cannot be unpacked ({error})"
    return ""
