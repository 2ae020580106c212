"""Bytes -> text: which charset, how surely, and what could not be read.

Certain things first: a byte order mark, then UTF-8, which nothing else looks like. What is left is read in every charset
there is, and the language model says which reading is likely; a byte that cannot be read costs nats and disqualifies nothing.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from fixenc.charsets import find, shown
from fixenc.charsets._charset import Charset, Reading
from fixenc.model.codes import to_text
from fixenc.model.load import load
from fixenc.registry import collect
from fixenc.values import BadBytes, Config, Decoded, Segment, Span

# A byte that the charset cannot read is a fault in the file: once in some 3,000 bytes (e^-8) of a damaged one, and the
# character that it cost is unknown (another e^-6).
BAD_BYTE_NATS = 14.0
# So many bytes with characters beyond ASCII, and their lines, are enough to tell charsets apart.
EVIDENCE_BYTES = 8192
# What a file is, before it is read: Chinese charsets lead where Chinese is repaired.
PRIOR_NATS = {"gb18030": -1.0, "big5": -1.5, "utf_8": 0.0}
STRANGER_NATS = -6.0
# The head of a stream that decides its charset.
HEAD_BYTES = 1 << 20

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"%PDF", b"BZh", b"\xfd7zXZ\x00", b"Rar!",
          b"7z\xbc\xaf", b"MZ\x90\x00", b"\xca\xfe\xba\xbe", b"RIFF", b"OggS", b"ID3", b"\x00\x00\x01\x00", b"SQLite format 3")


def decode(data: bytes, config: Config | None = None, encoding: str = "") -> Decoded:
    """Read bytes as text; see `fixenc.decode`.

    encoding: a charset to be used instead of searching one.  Raises UnknownNameError for a charset that nobody has.
    """
    config = config or Config()
    if encoding:
        return _as_named(data, encoding)
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _as_marked(data, bom, name)
    if (text := _utf_8(data)) is not None:
        return Decoded(text, "utf-8", 1.0, _whole(data, "utf-8", 1.0))
    if is_binary(data):
        return Decoded(data.decode("latin-1"), "binary", 1.0)
    return _searched(data, config)


def texts(chunks: Iterable[str | bytes], config: Config, encoding: str = "") -> Iterator[str]:
    """The text of a stream of bytes or text, in bounded memory; blocks of bytes end behind a line feed where they can."""
    kept = b""
    for chunk in chunks:
        if isinstance(chunk, str):
            yield chunk
            continue
        kept += chunk
        while len(kept) > HEAD_BYTES:
            cut = kept.rfind(b"\n", 0, HEAD_BYTES) + 1 or HEAD_BYTES
            found = decode(kept[:cut], config, encoding)
            if found.bom and found.encoding.startswith(("utf-16", "utf-32")):
                encoding, cut = found.encoding, HEAD_BYTES
                found = decode(kept[:cut], config, encoding)
            yield found.text
            kept = kept[cut:]
    if kept:
        yield decode(kept, config, encoding).text


def to_bytes(decoded: Decoded) -> bytes:
    """The bytes that were read, those that could not be read included.

    >>> to_bytes(decode(bytes.fromhex("c4e3bac3"))).hex()
    'c4e3bac3'
    """
    if decoded.encoding == "binary":
        return decoded.text.encode("latin-1")
    parts, start = [decoded.bom], 0
    for bad in decoded.bad:
        parts += [_encode(decoded.text[start:bad.offset], decoded.encoding), bad.data]
        start = bad.offset + 1
    return b"".join([*parts, _encode(decoded.text[start:], decoded.encoding)])


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text: a known head, or control characters that no text has.

    >>> is_binary(b"\\x89PNG\\r\\n"), is_binary("文件".encode("gbk"))
    (True, False)
    """
    head = data[:HEAD_BYTES]
    return head.startswith(_MAGIC) or len(_CONTROL.findall(head)) > len(head) // 50


def _utf_8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _as_marked(data: bytes, bom: bytes, name: str) -> Decoded:
    found = _as_named(data[len(bom):], name)
    bad = tuple(BadBytes(each.offset, each.byte_offset + len(bom), each.data) for each in found.bad)
    return Decoded(found.text, found.encoding, 1.0, _whole(data, found.encoding, 1.0), bom, bad)


def _as_named(data: bytes, encoding: str) -> Decoded:
    if codec := _UTF_32.get(encoding.casefold().replace("_", "-")):
        return _with_codec(data, codec, 1.0)
    charset = find(encoding)
    return _decoded(data, charset.read(data), shown(charset), 1.0)


_UTF_32 = {"utf-32-le": "utf-32-le", "utf-32le": "utf-32-le", "utf-32-be": "utf-32-be", "utf-32be": "utf-32-be"}


def _with_codec(data: bytes, codec: str, confidence: float) -> Decoded:
    """Read with one of Python's codecs, keeping what it cannot read."""
    parts: list[str] = []
    bad: list[BadBytes] = []
    place = length = 0
    while place < len(data):
        try:
            parts.append(data[place:].decode(codec))
            break
        except UnicodeDecodeError as error:
            good = data[place:place + error.start].decode(codec)
            length += len(good)
            bad.append(BadBytes(length, place + error.start, data[place + error.start:place + error.end]))
            parts += [good, "\ufffd"]
            length += 1
            place += error.end
    return Decoded("".join(parts), codec, confidence, _whole(data, codec, confidence), bad=tuple(bad))


def _decoded(data: bytes, reading: Reading, name: str, confidence: float) -> Decoded:
    bad = tuple(BadBytes(int(place), int(reading.starts[place]), data[reading.starts[place]:reading.starts[place + 1]])
                for place in np.flatnonzero(~reading.good).tolist())
    return Decoded(to_text(reading.codes), name, confidence, _whole(data, name, confidence), bad=bad)


def _whole(data: bytes, name: str, confidence: float) -> tuple[Segment, ...]:
    return (Segment(Span(0, len(data), "bytes"), name, confidence),) if data else ()


@dataclass(frozen=True, slots=True)
class _Rival:
    charset: Charset
    cost_nats: float


def _searched(data: bytes, config: Config) -> Decoded:
    rivals = _rivals(_evidence(data), config)
    best = rivals[0]
    confidence = 1.0 / sum(math.exp(min(best.cost_nats - each.cost_nats, 0.0)) for each in rivals)
    if best.charset.kind == "single-byte":
        return _foreign(data, best.charset, confidence)
    return _decoded(data, best.charset.read(data), shown(best.charset), min(confidence, 0.999))


def _evidence(data: bytes) -> bytes:
    """The lines that hold bytes beyond ASCII, up to EVIDENCE_BYTES, wherever in the data they are."""
    found: list[bytes] = []
    size = 0
    for match in re.finditer(rb"[^\n]*[\x80-\xff][^\n]*\n?", data):
        line = match.group()
        if len(line) > 1024:
            first = next(re.finditer(rb"[\x80-\xff]", line)).start()
            line = line[max(0, first - 64):first + 960]
        found.append(line)
        size += len(line)
        if size > EVIDENCE_BYTES:
            break
    return b"".join(found)


def _rivals(evidence: bytes, config: Config) -> list[_Rival]:
    """Every charset that may be, the likeliest first; charsets that read the same text count once."""
    include = {find(name).name for name in config.encodings}
    exclude = {find(name).name for name in config.not_encodings}
    model = load(config.model)
    seen: set[bytes] = set()
    rivals = []
    charsets: Iterable[Charset] = collect("fixenc.charsets", "CHARSET").values()
    for charset in sorted(charsets, key=lambda each: (-PRIOR_NATS.get(each.name, STRANGER_NATS), each.name)):
        if charset.kind == "escape" or charset.name.startswith("utf_16") or charset.name in exclude:
            continue
        if include and charset.name not in include:
            continue
        reading = charset.read(evidence)
        if (key := reading.codes.tobytes()) in seen:
            continue
        seen.add(key)
        bad = int((~reading.good).sum())
        if bad and not reading.good[-1] and charset.kind == "double-byte":
            bad -= 1      # a last character cut in half is no fault of the charset
        nats = -model.running(reading.codes).astype(np.float64)
        cost = float(nats[reading.good].sum()) + bad * BAD_BYTE_NATS
        rivals.append(_Rival(charset, cost - PRIOR_NATS.get(charset.name, STRANGER_NATS)))
    return sorted(rivals, key=lambda each: each.cost_nats) or [_Rival(find("utf-8"), 0.0)]


def _foreign(data: bytes, charset: Charset, confidence: float) -> Decoded:
    """Text that is not Chinese: charset-normalizer knows more languages, its answer counts where it reads every byte."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:HEAD_BYTES]).best()
    if best is not None:
        try:
            if data.decode(best.encoding).encode(best.encoding) == data:
                return _with_codec(data, best.encoding, min(confidence, 0.9))
        except UnicodeError:
            pass
    return _decoded(data, charset.read(data), shown(charset), min(confidence, 0.9))


def _encode(text: str, encoding: str) -> bytes:
    try:
        charset = find(encoding)
    except LookupError:
        return text.encode(encoding)
    return charset.to_bytes(text) or b""
