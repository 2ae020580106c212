"""Bytes -> text: which charset, how surely, and what could not be read.

Certain things first: a byte order mark, then UTF-8, which nothing else looks like, escape sequences, UTF-16 by its rows. What is
left is read in every charset there may be, and the language model says which reading is likely. A byte that cannot be read
costs nats and disqualifies nothing; it becomes U+FFFD and is kept, so that `to_bytes` gives every byte back.
"""

from __future__ import annotations

import codecs
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from fixenc.charsets import _decoded, find
from fixenc.charsets._binary import is_binary
from fixenc.charsets._charset import Charset
from fixenc.charsets._decoded import read_stretches, read_utf_32, read_whole, segments_of
from fixenc.charsets._evidence import evidence
from fixenc.charsets._rivals import CHINESE, Rival, confidence, rank
from fixenc.charsets._segments import Lines, stretches
from fixenc.charsets._wide import maybe_wide, wide
from fixenc.errors import UnknownNameError
from fixenc.model.codes import to_text
from fixenc.model.load import load
from fixenc.model.score import Model
from fixenc.registry import collect
from fixenc.values import Config, Decoded

# Bytes of lines beyond ASCII that decide. 40 Chinese characters tell the charsets of Chinese apart, all others need more.
_FIRST_BYTES = 512
_EVIDENCE_BYTES = 4096
# A reading that is settled without asking the rest: no character of ordinary Chinese text costs as much on average (names and
# verse cost 7; a wrong reading 10 to 14), and no rival is within e^30.
_SETTLED_EACH_NATS = 8.0
# Text as plain as this is not asked for more: nothing but Chinese is ever so likely.
_PLAIN_EACH_NATS = 6.5
_SETTLED_GAP_NATS = 30.0
# So much dearer charset-normalizer's reading may be: the model knows Chinese, and of other languages only what letters they have.
_UNLIKELIER_NATS = 4.0
# Of a stream, so many bytes are read at a time.
_PIECE_BYTES = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"\x84\x31\x95\x33", "gb18030"))
_LIKELIEST = ("utf_8", "gb18030", "big5")
_FIRST = ("utf_8", "gb18030", "big5", "euc_tw", "shift_jis", "euc_jp", "euc_kr")
_UTF_32 = {"utf-32-le": "utf-32-le", "utf-32le": "utf-32-le", "utf-32-be": "utf-32-be", "utf-32be": "utf-32-be"}
_ESCAPES = ((b"~{", "hz"), (b"\x1b$)A", "iso_2022_cn"), (b"\x1b$)G", "iso_2022_cn"), (b"\x1b$)E", "iso_2022_cn"),
            (b"\x1b$)C", "iso_2022_kr"), (b"\x1b$B", "iso_2022_jp"), (b"\x1b$@", "iso_2022_jp"))


def decode(data: bytes, config: Config | None = None, encoding: str = "") -> Decoded:
    """Read bytes as text; see `fixenc.decode`.

    encoding: a charset to be used instead of searching one.  Raises UnknownNameError for a charset that nobody has.
    """
    config = config or Config()
    if encoding:
        return _as_named(data, encoding, 1.0, config)
    for bom, name in _BOMS:
        if data.startswith(bom) and not _lies(data[len(bom):], name):
            return _behind(bom, _as_named(data[len(bom):], name, 1.0, config), 1.0)
        if data.startswith(bom):
            return _behind(bom, _unmarked(data[len(bom):], config), 0.9)
    return _unmarked(data, config)


def texts(chunks: Iterable[str | bytes], config: Config, encoding: str = "") -> Iterator[str]:
    """The text of a stream of bytes or text, in bounded memory; pieces of bytes end behind a line feed where they can."""
    kept = b""
    for chunk in chunks:
        if isinstance(chunk, str):
            yield chunk
            continue
        kept += chunk
        while len(kept) > _PIECE_BYTES:
            cut = kept.rfind(b"\n", 0, _PIECE_BYTES) + 1 or _PIECE_BYTES
            found = decode(kept[:cut], config, encoding)
            if found.encoding.startswith(("utf-16", "utf-32")):
                encoding, cut = found.encoding, _PIECE_BYTES
                found = decode(kept[len(found.bom):cut], config, encoding)
            yield found.text
            kept = kept[cut:]
    if kept:
        yield decode(kept, config, encoding).text


def to_bytes(decoded: Decoded) -> bytes:
    """The bytes that were read, those that could not be read included.

    >>> to_bytes(decode(bytes.fromhex("c4e3bac3"))).hex()
    'c4e3bac3'
    """
    return _decoded.to_bytes(decoded)


def _unmarked(data: bytes, config: Config) -> Decoded:
    if name := _escaped(data, config):
        return read_whole(data, find(name), 0.99, load(config.model))
    if b"\0" in data and (name := wide(data)):
        return _as_named(data, name, 0.98, config)
    if is_binary(data) and not maybe_wide(data):
        return Decoded(data.decode("latin-1"), "binary", 1.0)
    if (text := _valid_utf_8(data)) is not None:
        return Decoded(text, "utf-8", 1.0, segments_of(len(data), "utf-8", 1.0))
    return _searched(data, config)


def _searched(data: bytes, config: Config) -> Decoded:
    """What is neither marked nor valid UTF-8 as a whole."""
    model = load(config.model)
    allowed = _allowed(config)
    lines = Lines.of(data)
    invalid = _joined(data, lines) if lines.mixed else b""
    rivals = _ranked(invalid or evidence(data, _EVIDENCE_BYTES), data, allowed, config)
    best, sure = rivals[0].charset, min(confidence(rivals), 0.999)
    if best.name.startswith("utf_16"):
        return read_whole(data, best, sure, model)
    if is_binary(data):
        return Decoded(data.decode("latin-1"), "binary", 1.0)
    other = next((each.charset for each in rivals if each.charset.kind != "unicode"), None)
    if lines.mixed and other is not None and "utf_8" in allowed:
        found = stretches(data, lines, allowed["utf_8"], other, model)
        if len(found) > 1 or found[0].charset.name == "utf_8":
            return read_stretches(data, found, sure, model)
    if best.kind == "single-byte" and not config.encodings and not config.not_encodings:
        return _foreign(data, rivals[0], sure, model)
    return read_whole(data, best, sure, model)


def _ranked(sample: bytes, data: bytes, allowed: Mapping[str, Charset], config: Config) -> list[Rival]:
    """GB 18030 and Big5 first, then other charsets of Chinese and its neighbours; all there are only where none is settled."""
    model = load(config.model)
    orders = [name for name in maybe_wide(data) if name in allowed]
    if not orders:
        likeliest = [allowed[name] for name in _LIKELIEST if name in allowed]
        rivals = rank(sample[:_FIRST_BYTES // 2], likeliest, model, config.prior, may_be_cut=False) if likeliest else []
        if rivals and _is_settled(rivals, _PLAIN_EACH_NATS):
            return rivals
    sample = data[:_FIRST_BYTES] if orders else sample
    first = [allowed[name] for name in (*_FIRST, *orders) if name in allowed]
    rivals = rank(sample[:_FIRST_BYTES], first, model, config.prior) if first else []
    if rivals and _is_settled(rivals, _SETTLED_EACH_NATS):
        return rivals
    return rank(sample[:_EVIDENCE_BYTES], [each for name, each in allowed.items() if orders or not name.startswith("utf_16")],
                model, config.prior)


def _is_settled(rivals: list[Rival], each_nats: float) -> bool:
    best = rivals[0]
    gap = rivals[1].cost_nats - best.cost_nats if len(rivals) > 1 else 0.0
    return best.charset.name in CHINESE and best.each_nats < each_nats and gap > _SETTLED_GAP_NATS


def _allowed(config: Config) -> dict[str, Charset]:
    include = {find(name).name for name in config.encodings}
    exclude = {find(name).name for name in config.not_encodings}
    charsets: Mapping[str, Charset] = collect("fixenc.charsets", "CHARSET")
    found = {name: each for name, each in charsets.items()
             if each.kind != "escape" and name not in exclude and (not include or name in include)}
    return found or {"utf_8": charsets["utf_8"]}


def _joined(data: bytes, lines: Lines) -> bytes:
    """The lines that are not valid UTF-8, as many as are needed."""
    parts: list[bytes] = []
    size = 0
    for (start, stop), valid in zip(lines.spans, lines.valid.tolist(), strict=True):
        if not valid and size < _EVIDENCE_BYTES:
            parts.append(data[start:stop].rstrip(b"\n") + b"\n")
            size += stop - start
    return b"".join(parts)


def _foreign(data: bytes, best: Rival, sure: float, model: Model) -> Decoded:
    """Text that is not Chinese: charset-normalizer knows more languages. Its answer counts where it reads every byte, and where
    the characters that it reads are no less likely than those of the best rival."""
    from charset_normalizer import from_bytes

    sample, chosen = evidence(data, _EVIDENCE_BYTES), best.charset
    found = from_bytes(sample).best()
    try:
        charset = find(found.encoding) if found is not None else chosen
    except UnknownNameError:
        charset = chosen
    if charset.kind == "single-byte" and charset.strict(data) is not None:
        rivals = rank(sample, [charset, chosen], model, "none")
        own = next((each.cost_nats for each in rivals if each.charset is chosen), math.inf)
        theirs = next((each.cost_nats for each in rivals if each.charset is charset), own)
        chosen = charset if theirs < own + _UNLIKELIER_NATS else chosen
    return read_whole(data, chosen, min(sure, 0.9), model)


def _escaped(data: bytes, config: Config) -> str:
    """The 7-bit charset whose escape sequences stand in the data, or ""."""
    if not data.isascii():
        return ""
    include, exclude = ({find(name).name for name in names} for names in (config.encodings, config.not_encodings))
    for mark, name in _ESCAPES:
        is_allowed = name not in exclude and (not include or name in include)
        if mark in data and is_allowed and _is_likelier(data, find(name), config):
            return name
    return ""


def _is_likelier(data: bytes, charset: Charset, config: Config) -> bool:
    """Whether the text behind the escape sequences is likelier than the ASCII characters that stand there."""
    sample = data[:_EVIDENCE_BYTES]
    reading = charset.read(sample)
    model = load(config.model)
    is_likelier = model.score(to_text(reading.codes)) > model.score(sample.decode("ascii"))
    return bool(is_likelier and reading.good.sum() > 0.9 * len(reading.good))


def _valid_utf_8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _lies(rest: bytes, name: str) -> bool:
    """Whether what follows a byte order mark is in no such charset."""
    if name == "utf-8" or not rest:
        return False
    if name == "gb18030":
        return False
    # Text in UTF-16 or UTF-32 has NUL bytes, or bytes beyond ASCII; a mark before ASCII or UTF-8 text was put there by mistake.
    head = rest[:4096]
    return b"\0" not in head and _valid_utf_8(head[:head.rfind(b"\n") + 1] or head) is not None


def _behind(bom: bytes, found: Decoded, sure: float) -> Decoded:
    """What was read behind a byte order mark, with the offsets of the whole."""
    count = len(bom)
    sure = sure if sure == 1.0 else min(sure, found.confidence)
    segments = tuple(replace(each, span=each.span.moved(count), confidence=sure) for each in found.segments)
    bad = tuple(replace(each, byte_offset=each.byte_offset + count) for each in found.bad)
    return replace(found, confidence=sure, segments=segments, bom=bom, bad=bad)


def _as_named(data: bytes, encoding: str, sure: float, config: Config) -> Decoded:
    codec = _UTF_32.get(encoding.casefold().replace("_", "-"))
    return read_utf_32(data, codec, sure) if codec else read_whole(data, find(encoding), sure, load(config.model))
