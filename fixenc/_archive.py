"""Archives as lists of entries, whatever their format."""

from __future__ import annotations

import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from lzma import LZMAError
from pathlib import Path
from typing import IO

from fixenc.errors import FixencError

_UTF_8 = 0x800              # APPNOTE.TXT 4.4.4, bit 11: the name is UTF-8
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075      # APPNOTE.TXT 4.6.9: the name in UTF-8, beside one in the charset of the system
_LINK = "is a link or a device; not unpacked"

# What the readers of Python raise where the data of an archive are damaged, or packed in a way that they do not know.
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, LZMAError, EOFError, NotImplementedError, RuntimeError)


class ArchiveError(FixencError, ValueError):
    """A file that cannot be read as an archive."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of an archive, as the archive has it.

    name: its bytes beyond ASCII as surrogates where it does not say that they are UTF-8; a folder's ends with "/".
    size: bytes.  mode: permissions, 0 where none are kept.  refusal: why it is not unpacked, "" where it can be.
    is_windows: written by a program of Windows that may not have known the standard.  open: gives its contents.
    """

    name: str
    size: int
    time: datetime | None
    mode: int
    refusal: str
    is_windows: bool
    open: Callable[[], IO[bytes]]


@contextmanager
def entries(path: Path) -> Iterator[list[Entry]]:
    """The members of a zip or tar archive, which may be packed with gzip, bzip2 or xz, while it is open.

    Raises ArchiveError, and OSError.
    """
    with ExitStack() as stack:
        try:
            if zipfile.is_zipfile(path):
                archive = stack.enter_context(zipfile.ZipFile(path))
                listed = [_zipped(archive, info) for info in archive.infolist()]
            else:
                file = stack.enter_context(path.open("rb"))
                # Names in pax headers are UTF-8; those of older formats are bytes.
                tar = stack.enter_context(tarfile.open(fileobj=file, encoding="utf-8", errors="surrogateescape"))
                listed = [_tarred(tar, info) for info in tar]
                _require_end(tar)
        except (*DAMAGED, UnicodeError) as error:
            raise ArchiveError(f"{path}: neither a zip nor a tar archive that can be read ({_first_line(error)})") from None
        yield listed


def _require_end(archive: tarfile.TarFile) -> None:
    """Raises ReadError for an archive that breaks off: `tarfile` takes a header that it cannot read for the end."""
    assert archive.fileobj is not None
    archive.fileobj.seek(archive.offset)
    if any(archive.fileobj.read(tarfile.BLOCKSIZE)):
        raise tarfile.ReadError("it is cut or damaged in the middle")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(":")


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
    mode = info.external_attr >> 16 if info.create_system == 3 else 0
    refusal = _LINK if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR) else ""
    if info.flag_bits & _ENCRYPTED:
        refusal = refusal or "is encrypted; unpack it with a program that asks for the password"
    time = None
    with suppress(ValueError):
        time = datetime(*info.date_time)
    return Entry(_zip_name(info), info.file_size, time, mode & 0o777, refusal, info.create_system == 0,
                 partial(archive.open, info))


def _zip_name(info: zipfile.ZipInfo) -> str:
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


def _tarred(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Entry:
    time = None
    with suppress(ValueError, OverflowError, OSError):
        time = datetime.fromtimestamp(info.mtime)
    refusal = "" if info.isreg() or info.isdir() else _LINK
    name = info.name + "/" if info.isdir() and not info.name.endswith("/") else info.name

    def opened() -> IO[bytes]:
        file = archive.extractfile(info)
        assert file is not None      # only links and devices have no contents
        return file
    return Entry(name, info.size, time, info.mode & 0o777, refusal, False, opened)
