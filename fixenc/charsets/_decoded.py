"""Readings as values of the interface, and their bytes again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find, shown
from fixenc.charsets._charset import Charset, Reading
from fixenc.charsets._colours import behind_characters
from fixenc.charsets._resync import resynced
from fixenc.charsets._segments import Stretch
from fixenc.model.codes import to_text
from fixenc.model.score import Model
from fixenc.values import BadBytes, Decoded, Segment, Span, Spelling

# Beyond this code point no character has two byte strings.
_LIMIT = 0x30000


def read_whole(data: bytes, charset: Charset, sure: float, model: Model) -> Decoded:
    """Read in one charset, keeping what it cannot read and what it would not write."""
    reading = charset.read(data)
    ordered, moved = behind_characters(charset, data, reading)
    reading = resynced(charset, ordered, charset.read(ordered) if moved else reading, model)
    name = shown(charset)
    bad = tuple(BadBytes(place, int(reading.starts[place]), ordered[reading.starts[place]:reading.starts[place + 1]])
                for place in (~reading.good).nonzero()[0].tolist())
    spellings = _spellings(ordered, charset, reading)
    if moved:
        whole = _whole_characters(data, reading, moved)
        covered = {offset for each in whole for offset in range(each.offset, each.offset + each.length)}
        bad = tuple(each for each in bad if each.offset not in covered)
        spellings = tuple(sorted([*(each for each in spellings if each.offset not in covered), *whole],
                                 key=lambda each: each.offset))
    segments = segments_of(len(data), name, sure, len(bad))
    return Decoded(to_text(reading.codes), name, sure, segments, b"", bad, spellings)


def read_stretches(data: bytes, found: list[Stretch], sure: float, model: Model) -> Decoded:
    """A file in two charsets."""
    parts = [read_whole(data[each.start:each.stop], each.charset, sure, model) for each in found]
    segments: list[Segment] = []
    bad: list[BadBytes] = []
    spellings: list[Spelling] = []
    length = 0
    for each, part in zip(found, parts, strict=True):
        segments.append(Segment(Span(each.start, each.stop, "bytes"), part.encoding, sure, length, len(part.bad)))
        bad += [replace(one, offset=one.offset + length, byte_offset=one.byte_offset + each.start) for one in part.bad]
        spellings += [replace(one, offset=one.offset + length) for one in part.spellings]
        length += len(part.text)
    sizes: Counter[str] = Counter()
    for each, part in zip(found, parts, strict=True):
        sizes[part.encoding] += each.stop - each.start
    text = "".join(part.text for part in parts)
    return Decoded(text, sizes.most_common(1)[0][0], sure, tuple(segments), b"", tuple(bad), tuple(spellings))


def read_utf_32(data: bytes, codec: str, sure: float) -> Decoded:
    """Read UTF-32, keeping what it cannot read. codec: "utf-32-le" or "utf-32-be"."""
    whole = len(data) & ~3
    codes = np.frombuffer(data[:whole], "<u4" if codec == "utf-32-le" else ">u4").astype(np.uint32)
    wrong = (codes > 0x10FFFF) | (codes & np.uint32(0xFFFFF800) == 0xD800)
    codes[wrong] = ord("\ufffd")
    bad = [BadBytes(place, 4 * place, data[4 * place:4 * place + 4]) for place in np.flatnonzero(wrong).tolist()]
    if whole < len(data):
        bad.append(BadBytes(len(codes), whole, data[whole:]))
    text = to_text(codes) + "\ufffd" * (whole < len(data))
    return Decoded(text, codec, sure, segments_of(len(data), codec, sure, len(bad)), bad=tuple(bad))


def segments_of(size: int, name: str, sure: float, damage: int = 0) -> tuple[Segment, ...]:
    """One segment for all of the data, or none for none."""
    return (Segment(Span(0, size, "bytes"), name, sure, damage=damage),) if size else ()


def to_bytes(decoded: Decoded) -> bytes:
    """The bytes that were read; see `fixenc.decode.to_bytes`."""
    if decoded.encoding == "binary":
        return decoded.text.encode("latin-1")
    kept = [(each.offset, each.offset + each.length, each.data) for each in decoded.spellings]
    if not (kept and decoded.segments and find(decoded.segments[0].encoding).kind == "escape"):
        kept = sorted(kept + [(each.offset, each.offset + 1, each.data) for each in decoded.bad])
    segments = decoded.segments or segments_of(1, decoded.encoding, 1.0)
    parts = [decoded.bom]
    index = 0
    for segment, following in zip(segments, (*segments[1:], None), strict=True):
        start, stop = segment.text_start, following.text_start if following else len(decoded.text)
        while index < len(kept) and kept[index][0] < stop:
            first, last, data = kept[index]
            parts += [_encode(decoded.text[start:first], segment.encoding), data]
            start = last
            index += 1
        parts.append(_encode(decoded.text[start:stop], segment.encoding))
    return b"".join(parts)


def _whole_characters(data: bytes, reading: Reading, stretches: list[tuple[int, int]]) -> list[Spelling]:
    """The characters that stretches of bytes touch, with the bytes as they stood."""
    found: list[Spelling] = []
    for start, stop in stretches:
        first = int(np.searchsorted(reading.starts, start, "right")) - 1
        last = int(np.searchsorted(reading.starts, stop))
        if found and first < found[-1].offset + found[-1].length:
            first = found.pop().offset
        found.append(Spelling(first, last - first, data[reading.starts[first]:reading.starts[last]]))
    return found


def _spellings(data: bytes, charset: Charset, reading: Reading) -> tuple[Spelling, ...]:
    if charset.kind == "escape":
        # There are many ways to escape the same text: all of it is one spelling.
        text = to_text(reading.codes)
        return () if charset.to_bytes(text) == data else (Spelling(0, len(text), data),)
    table = _twins(charset.name)
    if table is None:
        return ()
    places = (table.take(reading.codes, mode="clip") & reading.good).nonzero()[0]
    if not len(places):
        return ()
    numbers, lengths = charset.packed(reading.codes[places])
    starts = reading.starts[places]
    stood = reading.starts[places + 1] - starts
    octets = np.frombuffer(data + b"\0\0\0\0", np.uint8)
    written = np.zeros(len(places), np.uint32)
    for at in range(4):
        written |= octets[starts + at].astype(np.uint32) << np.uint32(24 - 8 * at)
    differ = (lengths != stood) | (numbers != written >> (32 - 8 * stood).astype(np.uint32))
    return tuple(Spelling(place, 1, data[reading.starts[place]:reading.starts[place + 1]])
                 for place in places[differ].tolist())


@cache
def _twins(name: str) -> NDArray[np.bool_] | None:
    """A flag for each code point that may stand for bytes that would not be written for it."""
    twins = find(name).twins()
    if not len(twins):
        return None
    table = np.zeros(_LIMIT, np.bool_)
    table[twins] = True
    return table


def _encode(text: str, encoding: str) -> bytes:
    if encoding.startswith("utf-32"):
        return text.encode(encoding, "surrogatepass")
    return find(encoding).to_bytes(text) or b""
