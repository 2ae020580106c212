"""Bytes of files and pipes -> repaired bytes, a block at a time; what is not damaged keeps every byte."""

from __future__ import annotations

import builtins
import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from fixenc import _packing, formatted, interface
from fixenc._blocks import blocks, is_wide
from fixenc._follow import Follower
from fixenc._outcome import Options as Options
from fixenc._outcome import Outcome as Outcome
from fixenc.clean import check
from fixenc.encode import Writer, canonical
from fixenc.formats import of_file, of_text
from fixenc.values import Config, Decoded, Result

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Repairing:
    """Iterates over the repaired bytes of a file, and tells `outcome` what was done; it is complete at the end.

    A packed file is unpacked and packed again. Memory stays bounded unless `options.keep_result` is set.
    """

    def __init__(self, chunks: Iterable[bytes], options: Options, outcome: Outcome) -> None:
        """Raises UnknownNameError where nobody has the target charset, or a unit or charset of the config."""
        self.outcome = outcome
        self.options = replace(options, config=check(options.config))
        self.block = b""
        self._blocks = blocks(self._unpacked(chunks), options.source, is_whole=options.keep_result, by_line=options.lines)
        self._writer = Writer(options.target, options.bom, options.keep_bom)
        self._known = options.source
        self._follower = Follower(options.config)
        self._format = options.format or ("text" if options.lines else "")      # one line has the looks of nothing
        self._context = formatted.begin(options.config)
        self._packer: _packing.Packer | None = None
        self._packed_hash: Any = None
        self._hash = hashlib.sha256()
        self._hash_out: Any = None      # made where the output first differs

    def __iter__(self) -> Iterator[bytes]:
        """Raises FixencError for names and characters that a charset lacks, and OSError from reading."""
        outcome = self.outcome
        packed_out = hashlib.sha256()
        for out in self._packed(self._pieces()):
            if self._packer:
                packed_out.update(out)
            yield out
        outcome.changed = self._hash_out is not None and self._hash.digest() != self._hash_out.digest()
        outcome.before = (self._packed_hash or self._hash).hexdigest()
        after = packed_out if self._packer else self._hash_out
        outcome.after = after.hexdigest() if outcome.changed else outcome.before

    def rest(self) -> Iterator[bytes]:
        """The block that is being worked on and all behind it, as they are."""
        return self._packed(chain((self.block,), self._blocks))

    def _unpacked(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        head = b""
        chunks = iter(chunks)
        for chunk in chunks:
            head += chunk
            if not _packing.is_undecided(head):
                break
        whole = chain((head,), chunks)
        packing = _packing.packing(head)
        if packing is None:
            yield from whole
            return
        self._packer = packing.packer(head)
        self._packed_hash = hashlib.sha256()
        yield from packing.unpack(self._hashed(whole))

    def _hashed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._packed_hash.update(chunk)
            yield chunk

    def _packed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            out = self._packer.compress(piece) if self._packer else piece
            if out:
                yield out
        if self._packer:
            yield self._packer.flush()

    def _pieces(self) -> Iterator[bytes]:
        outcome = self.outcome
        for block in self._blocks:
            self.block = block
            out = block if outcome.encoding == "binary" else self._repair(block)
            self._count(block, out)
            outcome.size += len(block)
            if self.options.seen:
                self.options.seen(len(block))
            yield out
        self.block = b""

    def _repair(self, block: bytes) -> bytes:
        decoded = self._decode(block)
        outcome, options = self.outcome, self.options
        is_first = not outcome.encoding
        if is_first:
            outcome.encoding, outcome.confidence, outcome.bom = decoded.encoding, decoded.confidence, decoded.bom
        if decoded.encoding == "binary":
            return block
        if options.looks or options.keep_result:
            outcome.looks.take(decoded)
        result = self._inspect(decoded, is_first)
        out, lost = self._writer.encode(block, result, is_first)
        outcome.written = self._writer.form
        outcome.lost += lost
        outcome.bad_bytes.update({outcome.size + bad.byte_offset: bad.data for bad in decoded.bad})
        outcome.left.update(finding.kind for finding in result.past_repair)
        outcome.guesses += sum(len(edit.guesses) for edit in result.edits)
        if options.keep_result:
            outcome.result = result
        return out

    def _inspect(self, decoded: Decoded, is_first: bool) -> Result:
        options, text = self.options, decoded.text
        if is_first and not self._format:
            self._format = _format_of(self.outcome.path, text)
        self.outcome.format = self._format
        result = formatted.inspect(text, self._format, options.style, options.script, decoded.encoding, self._context)
        self.outcome.repairs.update(edit.unit for edit in result.edits)
        if is_first and options.target != "keep" and canonical(decoded.encoding) != canonical(options.target):
            result = formatted.declare(result, text, self._format, canonical(options.target))
        return replace(result, decoded=decoded)

    def _decode(self, block: bytes) -> Decoded:
        options = self.options
        if self._known:
            return interface.decode(block, encoding=self._known, config=options.config)
        decoded = self._follower.read(block)
        if is_wide(decoded.encoding):
            self._known = decoded.encoding      # no later block has the mark that gave it away
        return decoded

    def _count(self, block: bytes, out: bytes) -> None:
        if out is not block and self._hash_out is None:
            self._hash_out = self._hash.copy()
        self._hash.update(block)
        if self._hash_out is not None:
            self._hash_out.update(out)


def open(path: str | os.PathLike[str], *, encoding: str = "", config: Config | None = None) -> TextIO:  # noqa: A001
    """The repaired text of a file, as a text stream, in bounded memory; what the command would write.

    encoding: the file's charset, "" to have it found.  Line ends come as "\\n", as from the built-in `open`; a byte that
    cannot be read is U+FFFD.  Raises OSError, and UnknownNameError for a charset or unit that nobody has.
    """
    pieces = Repairing(_unpacked(path), _options(encoding, config), Outcome(os.fspath(path)))
    return io.TextIOWrapper(io.BufferedReader(_Pulled(iter(pieces))), "utf-8", "replace")


def read_text(path: str | os.PathLike[str], *, encoding: str = "", config: Config | None = None) -> str:
    """The repaired text of a file, line ends as they are; what the command would write.

    Bytes that are no text come one character a byte (U+0000..U+00FF).  Raises OSError, and UnknownNameError for a charset
    or unit that nobody has.
    """
    outcome = Outcome(os.fspath(path))
    data = b"".join(Repairing(_unpacked(path), replace(_options(encoding, config), keep_result=True), outcome))
    return outcome.result.text if outcome.result else data.decode("latin-1")


def read_chunks(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of an open file or pipe as they arrive."""
    read = file.read1 if isinstance(file, io.BufferedReader) else file.read
    while chunk := read(1 << 20):
        yield chunk


def _format_of(path: str, text: str) -> str:
    """By the name of the file, by the looks of what has no name that says anything."""
    name = os.path.basename(path)
    for suffix in _packing.SUFFIXES:
        name = name.removesuffix(suffix)
    return of_file(name) or ("text" if "." in name.lstrip(".") else of_text(text))


def _unpacked(path: str | os.PathLike[str]) -> Iterator[bytes]:
    with builtins.open(path, "rb") as file:
        packing = _packing.packing(file.peek(_packing.HEAD_BYTES))
        yield from packing.unpack(read_chunks(file)) if packing else read_chunks(file)


def _options(encoding: str, config: Config | None) -> Options:
    return Options(source=encoding, config=config or Config())


class _Pulled(io.RawIOBase):
    """A readable file over an iterator of bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._kept = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if not self._kept:
            self._kept = memoryview(next(self._pieces, b""))
        count = min(len(view), len(self._kept))
        view[:count] = self._kept[:count]
        self._kept = self._kept[count:]
        return count
