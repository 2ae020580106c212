"""Bytes of files and pipes -> repaired bytes, a block at a time; what is not damaged keeps every byte."""

from __future__ import annotations

import builtins
import hashlib
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self, TextIO

from fixenc import formatted, interface
from fixenc.encode import Writer, canonical
from fixenc.formats import of_file, of_text
from fixenc.values import Config, Decoded, Result

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

# A file up to twice this size is read as a whole; of a longer one each block is long enough to be judged by itself.
BLOCK_BYTES = 1 << 21
# Lines that are not UTF-8, kept to tell the charset of the next one: three Chinese characters say little, 200 say all.
_EVIDENCE_BYTES = 1 << 12
# A block that is so sure of its charset needs no advice from those before it.
_SURE = 0.99
# No double-byte charset has a second byte below 0x30 (GB18030's four-byte codes use 30-39), so behind such a byte no
# character is cut.
_BOUNDARIES = b"\n\r\t !\"#$%&'()*+,-./"


_DEFAULT = Config()


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read, changed and written.

    source, target: charsets, "" for one to be found; `target` may be "keep".  bom: whether to write a byte order mark;
    None keeps it where the charset stays and `keep_bom` is set.  format: how the text is read (`fixenc.formats`), "" to
    go by the name or, without one, by the looks.  keep_result: keep edits and findings in the outcome, for which a file has
    to be read as a whole.
    lines: the input comes line by line and each line is to go out at once.
    """

    style: str | None = None
    script: str | None = None
    config: Config = _DEFAULT
    source: str = ""
    target: str = "utf-8"
    bom: bool | None = None
    keep_bom: bool = False
    format: str = ""
    keep_result: bool = False
    lines: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of one file.

    encoding: "binary" where it is no text.  written: the charset of the output.  repairs, left: how many edits by unit,
    and how much damage by kind that is past repair.  guesses: characters restored by likelihood.  bad_bytes: bytes that
    could not be read, by offset in the file.  lost: how many of these places stand as U+FFFD in the output, because its
    charset is another.  before, after: SHA-256 of the contents.
    error: one line for people, "" where all went well; is_internal: it is a fault of fixenc.  note: likewise, where it
    is no error.  output: what is to be printed, where that was asked for.
    """

    path: str = "-"
    encoding: str = ""
    confidence: float = 1.0
    bom: bytes = b""
    size: int = 0
    mtime_ns: int = 0
    written: str = ""
    changed: bool = False
    repairs: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    guesses: int = 0
    bad_bytes: dict[int, bytes] = field(default_factory=dict)
    lost: int = 0
    before: str = ""
    after: str = ""
    error: str = ""
    is_internal: bool = False
    note: str = ""
    result: Result | None = None
    output: bytes = b""

    def brief(self) -> dict[str, Any]:
        """The counts as plain data, for a journal."""
        return {"encoding": self.encoding, "size": self.size, "repairs": dict(self.repairs), "left": dict(self.left),
                "guesses": self.guesses, "lost": self.lost,
                "bad_bytes": [[offset, data.hex()] for offset, data in self.bad_bytes.items()]}

    def recall(self, brief: Mapping[str, Any]) -> Self:
        """Take the counts over that `brief` gave."""
        self.encoding, self.size, self.guesses, self.lost = (
            brief[key] for key in ("encoding", "size", "guesses", "lost"))
        self.repairs, self.left = Counter(brief["repairs"]), Counter(brief["left"])
        self.bad_bytes = {offset: bytes.fromhex(data) for offset, data in brief["bad_bytes"]}
        return self


class Repairing:
    """Iterates over the repaired bytes of a file, and tells `outcome` what was done; it is complete at the end.

    Memory stays bounded unless `options.keep_result` is set.
    """

    def __init__(self, chunks: Iterable[bytes], options: Options, outcome: Outcome) -> None:
        """Raises UnknownNameError where nobody has the target charset."""
        self.outcome = outcome
        self.options = options
        self.block = b""
        self._blocks = _blocks(chunks, options)
        self._writer = Writer(options.target, options.bom, options.keep_bom)
        self._known = options.source
        self._evidence = b""
        self._format = options.format
        self._context = formatted.begin(options.config)
        self._hash = hashlib.sha256()
        self._hash_out: Any = None      # made where the output first differs

    def __iter__(self) -> Iterator[bytes]:
        """Raises FixencError for names and characters that a charset lacks, and OSError from reading."""
        outcome = self.outcome
        for block in self._blocks:
            self.block = block
            out = block if outcome.encoding == "binary" else self._repair(block)
            self._count(block, out)
            outcome.size += len(block)
            if out:
                yield out
        self.block = b""
        outcome.before = self._hash.hexdigest()
        outcome.after = self._hash_out.hexdigest() if self._hash_out else outcome.before
        outcome.changed = outcome.before != outcome.after

    def rest(self) -> Iterator[bytes]:
        """The block that is being worked on and all behind it, as they are."""
        yield self.block
        yield from self._blocks

    def _repair(self, block: bytes) -> bytes:
        decoded = self._decode(block)
        outcome, options = self.outcome, self.options
        is_first = not outcome.encoding
        if is_first:
            outcome.encoding, outcome.confidence, outcome.bom = decoded.encoding, decoded.confidence, decoded.bom
        if decoded.encoding == "binary":
            return block
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
        result = formatted.inspect(text, self._format, options.style, options.script, decoded.encoding, self._context)
        self.outcome.repairs.update(edit.unit for edit in result.edits)
        if is_first and options.target != "keep" and canonical(decoded.encoding) != canonical(options.target):
            result = formatted.declare(result, text, self._format, canonical(options.target))
        return replace(result, decoded=decoded)

    def _decode(self, block: bytes) -> Decoded:
        options = self.options
        if self._known:
            return interface.decode(block, encoding=self._known, config=options.config)
        if options.lines:
            return self._decode_line(block)
        decoded = self._decode_block(block)
        if _is_wide(decoded.encoding):
            self._known = decoded.encoding      # no later block has the mark that gave it away
        return decoded

    def _decode_block(self, block: bytes) -> Decoded:
        """A block that says too little about its charset is in that of the file so far, if it can be."""
        config, known = self.options.config, self.outcome.encoding
        decoded = interface.decode(block, config=config)
        is_doubtful = decoded.confidence < _SURE and decoded.encoding not in ("binary", known)
        if is_doubtful and known not in ("", "binary", "utf-8"):
            like_before = interface.decode(block, encoding=known, config=config)
            return decoded if like_before.bad else like_before
        return decoded

    def _decode_line(self, line: bytes) -> Decoded:
        """Lines that are not UTF-8 are read in the charset that fits the latest of them together."""
        if _is_utf8(line):
            return interface.decode(line, config=self.options.config)
        self._evidence = (self._evidence + line)[-_EVIDENCE_BYTES:]
        found = interface.decode(self._evidence, config=self.options.config).encoding
        encoding = "" if found in ("binary", "utf-8") else found
        return interface.decode(line, encoding=encoding, config=self.options.config)

    def _count(self, block: bytes, out: bytes) -> None:
        if out is not block and self._hash_out is None:
            self._hash_out = self._hash.copy()
        self._hash.update(block)
        if self._hash_out is not None:
            self._hash_out.update(out)


def open(path: str | os.PathLike[str], *, encoding: str = "", config: Config | None = None) -> TextIO:  # noqa: A001
    """The repaired text of a file, as a text stream; the file is read as the stream is, in bounded memory.

    encoding: the file's charset, "" to have it found.  Line ends come as "\\n", as from the built-in `open`.
    Raises OSError, and UnknownNameError for a charset or unit that nobody has.
    """
    pieces = interface.stream(_chunks(path), encoding=encoding, config=config)
    pulled = _Pulled(piece.encode("utf-8", "surrogatepass") for piece in pieces)
    return io.TextIOWrapper(io.BufferedReader(pulled), "utf-8", "surrogatepass")


def read_text(path: str | os.PathLike[str], *, encoding: str = "", config: Config | None = None) -> str:
    """The repaired text of a file, line ends as they are.

    Raises OSError, and UnknownNameError for a charset or unit that nobody has.
    """
    return interface.repair(Path(path).read_bytes(), encoding=encoding, config=config)


def read_chunks(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of an open file or pipe as they arrive."""
    read = file.read1 if isinstance(file, io.BufferedReader) else file.read
    while chunk := read(1 << 20):
        yield chunk


def _format_of(path: str, text: str) -> str:
    """By the name of the file, by the looks of what has no name that says anything."""
    name = os.path.basename(path)
    return of_file(name) or ("text" if "." in name.lstrip(".") else of_text(text))


def _chunks(path: str | os.PathLike[str]) -> Iterator[bytes]:
    with builtins.open(path, "rb") as file:
        yield from read_chunks(file)


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


def _blocks(chunks: Iterable[bytes], options: Options) -> Iterator[bytes]:
    """Cut where no character is cut; the last block is never shorter than the others, so that it can be judged too."""
    kept = bytearray()
    wide: bool | None = True if _is_wide(options.source) else None
    for chunk in chunks:
        kept += chunk
        if wide is None:
            wide = _looks_wide(kept)
        if options.lines and not wide:
            end = kept.rfind(b"\n") + 1
            yield from bytes(kept[:end]).splitlines(keepends=True) if end else ()
            del kept[:end]
        while len(kept) > 2 * BLOCK_BYTES and not options.keep_result:
            cut = _wide_cut(kept) if wide else _cut(kept)
            yield bytes(kept[:cut])
            del kept[:cut]
    if kept:
        yield bytes(kept)


def _cut(data: bytearray) -> int:
    cut = data.rfind(b"\n", 0, BLOCK_BYTES) + 1
    if not cut:
        cut = 1 + max(data.rfind(bytes([byte]), 0, BLOCK_BYTES) for byte in _BOUNDARIES)
    if not cut:
        cut = BLOCK_BYTES
        while cut > BLOCK_BYTES - 4 and data[cut] & 0xC0 == 0x80:
            cut -= 1
    return cut


def _wide_cut(data: bytearray) -> int:
    """Between two units of UTF-16 or UTF-32 in either byte order, not behind the first half of a surrogate pair."""
    cut = BLOCK_BYTES
    while cut > 4 and (0xD8 <= data[cut - 1] <= 0xDB or 0xD8 <= data[cut - 2] <= 0xDB):
        cut -= 4
    return cut


def _looks_wide(head: ReadableBuffer) -> bool:
    start = bytes(memoryview(head)[:1 << 16])
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start


def _is_wide(encoding: str) -> bool:
    return encoding.replace("_", "-").lower().startswith(("utf-16", "utf-32"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
