"""Compressed files, read and written through: gzip, xz, bzip2, and zstd where Python has it."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from fixenc.errors import FixencError

SUFFIXES = (".gz", ".xz", ".bz2", ".zst")
_PART_BYTES = 1 << 20
# The head of a gzip file holds a file name.
HEAD_BYTES = 300


class PackedError(FixencError, ValueError):
    """A compressed file that cannot be read to its end."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"its {name} data cannot be read ({reason}); unpack what can be saved of it with another program")


class Packer(Protocol):
    """Compresses what it is given, piece by piece."""

    def compress(self, data: bytes) -> bytes:
        """The compressed bytes that are ready."""
        ...

    def flush(self) -> bytes:
        """The last of them."""
        ...


@dataclass(frozen=True, slots=True)
class Packing:
    """One way to compress a file.

    magic: how such a file begins.  reader: a decompressor of one stream, None where Python has none.  packer: takes the
    beginning of the old file, whose head is kept where it says more than the format needs.
    """

    name: str
    magic: bytes
    reader: Callable[[], Any] | None
    packer: Callable[[bytes], Packer]

    def unpack(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The bytes inside, at most a MiB at a time. Raises PackedError."""
        assert self.reader is not None
        reader = self.reader()
        for chunk in chunks:
            while chunk:
                if reader.eof:
                    chunk = chunk.lstrip(b"\0")     # tape blocks are filled up with zeros
                    if not chunk:
                        break
                    reader = self.reader()
                try:
                    part = reader.decompress(chunk, _PART_BYTES)
                    while part:
                        yield part
                        part = reader.decompress(b"", _PART_BYTES) if not reader.eof else b""
                except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
                    raise PackedError(self.name, str(error)) from None
                except Exception as error:      # zstd's own, of a module that need not be there
                    raise PackedError(self.name, str(error)) from None
                chunk = reader.unused_data if reader.eof else b""
        if not reader.eof:
            raise PackedError(self.name, "it ends too early")


class _Inflating:
    """`zlib.decompressobj` with the face of the other decompressors: what it could not take yet it keeps itself."""

    def __init__(self) -> None:
        self._inflator = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._inflator.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflator.unused_data

    def decompress(self, data: bytes, limit: int) -> bytes:
        return self._inflator.decompress(self._inflator.unconsumed_tail + data, limit)


class _Deflating:
    """A gzip file with the head of the old one: the name and time that it carries stay (RFC 1952)."""

    def __init__(self, head: bytes) -> None:
        self._head = _gzip_head(head)
        self._deflator = zlib.compressobj(9, zlib.DEFLATED, -15)
        self._sum = self._size = 0

    def compress(self, data: bytes) -> bytes:
        self._sum = zlib.crc32(data, self._sum)
        self._size += len(data)
        head, self._head = self._head, b""
        return head + self._deflator.compress(data)

    def flush(self) -> bytes:
        return self.compress(b"") + self._deflator.flush() + struct.pack("<II", self._sum, self._size & 0xFFFFFFFF)


def _gzip_head(head: bytes) -> bytes:
    """The head of a gzip member, or one that says nothing where it holds more than a name and a time."""
    flags, end = head[3], 10
    if flags & ~0b01001:        # anything but FNAME and FTEXT
        return b"\x1f\x8b\x08\0\0\0\0\0\2\xff"
    if flags & 0b01000:
        end = head.find(b"\0", end) + 1 or 10
    return head[:end] if end > 10 or not flags & 0b01000 else b"\x1f\x8b\x08\0\0\0\0\0\2\xff"


def _zstd() -> Any:
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


def _zstd_packer(_: bytes) -> Packer:
    packer: Packer = _zstd().ZstdCompressor()
    return packer


_KNOWN = (
    Packing("gzip", b"\x1f\x8b\x08", _Inflating, _Deflating),
    Packing("xz", b"\xfd7zXZ\0", lzma.LZMADecompressor, lambda _: lzma.LZMACompressor()),
    Packing("bzip2", b"BZh", bz2.BZ2Decompressor, lambda _: bz2.BZ2Compressor()),
    Packing("zstd", b"\x28\xb5\x2f\xfd", lambda: _zstd().ZstdDecompressor(), _zstd_packer),
)
# What a bzip2 file goes on with behind its magic and the size of its blocks: text may begin with BZh too.
_BZIP2_BLOCK = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")


def is_undecided(head: bytes) -> bool:
    """Whether more bytes are needed to say how a file is packed."""
    return len(head) < HEAD_BYTES and any(each.magic.startswith(head[:len(each.magic)]) for each in _KNOWN)


def packing(head: bytes) -> Packing | None:
    """How a file that begins so is packed; None where it is not, or by what Python cannot read."""
    found = next((each for each in _KNOWN if head.startswith(each.magic)), None)
    if found is None or (found.name == "zstd" and _zstd() is None) or (found.name == "bzip2" and head[4:10] not in _BZIP2_BLOCK):
        return None
    return found
