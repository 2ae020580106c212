"""A stretch of damaged text as the bytes that it may have been read from: known bytes, and holes where some were lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset
from fixenc.charsets._losses import Losses
from fixenc.damage._alphabet import FREE, LOST_ALONE, LOST_TOGETHER, Pattern
from fixenc.damage._gaps import Dropped, gaps, loses_spaces, patterns
from fixenc.damage._spaces import hidden_spaces
from fixenc.damage._syntax import LOOKED_AT, Habits, eaten_nats
from fixenc.model.codes import to_codes

# What may stand where a program wrote U+FFFD: some later program, or a person, turned it into one of these.
LATER_MARKS = "?？□"
# No program that writes U+FFFD takes an ASCII character along.
EATING_MARKS = tuple(LATER_MARKS)
LINE_FEED = 0x0A
_ASCII = "".join(map(chr, range(0x80)))
# A mark this far from characters beyond ASCII, and from other such marks, hides nothing.
NEAR = 2
# Nats for each change between text that was damaged and text that was not, inside a line.
SWITCH_NATS = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """One program that read the bytes, and how its losses look by now.

    mark: what stands in the text for lost bytes, "" where nothing does.  dropped: what else was lost without a mark.
    """

    charset: Charset
    dialect: str
    mark: str
    losses: Losses
    dropped: Dropped = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand for known bytes and surely were damaged. start, stop: code points of the line.  looked_at: how many
    of them hang on what the mark before them has eaten."""

    start: int
    stop: int
    data: bytes
    looked_at: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """One character of the line. readings: the patterns of bytes that it may stand for.  code: the character itself where it may
    be undamaged, or -1.  eaten: nats of each ASCII character that the mark may have taken along.  missing: the place has no
    character of the line; something may have stood there.  is_looked_at: an ASCII character
    here hangs on what the mark before it has eaten.  behind: nats of the one behind the mark, where the mark has eaten none."""

    start: int
    readings: tuple[Pattern, ...]
    code: int
    eaten: NDArray[np.float32] | None = None
    missing: bool = False
    is_looked_at: bool = False
    behind: float = 0.0


Step = Run | Place


def steps(line: str, start: int, stop: int, cores: Sequence[tuple[int, int]], reader: Reader, known_habits: Habits) -> list[Step]:
    """The steps of `line[start:stop]`. cores: the stretches that surely were damaged."""
    text = line[start:stop]
    known = _known(text, reader)
    certain = _certain(text, start, cores, reader.mark)
    spaces = _spaces(known, reader)
    broken = _broken(known, spaces) if reader.dropped else frozenset()
    lost = patterns(reader.charset, reader.dialect, reader.dropped) if broken else ()
    found: list[Step] = []
    place = 0
    while place < len(text):
        if place in broken:
            found.append(Place(start + place, lost, -1, missing=True))
        end = place
        while (end < len(text) and certain[end] and known[end] is not None and end not in spaces
               and (end == place or end not in broken)):
            end += 1
        if end > place + 1:
            data = b"".join(each or b"" for each in known[place:end])
            found.append(Run(start + place, start + end, data, min(end - place, looked_at(line, start + place, reader.mark))))
            place = end
            continue
        is_last = start + place + 1 == len(line)
        here = _place(text[place], start + place, known[place], is_last, not certain[place], reader)
        if place in spaces:
            here = replace(here, readings=(*here.readings, ((1 << spaces[place], FREE),)))
        if text[place] == reader.mark and not certain[place] and reader.mark in EATING_MARKS:
            here = _eating(here, line, reader, known_habits)
        elif looked_at(line, start + place, reader.mark):
            here = replace(here, is_looked_at=True)
        found.append(here)
        place += 1
    if len(text) in broken:
        found.append(Place(stop, lost, -1, missing=True))
    return found


def _spaces(known: Sequence[bytes | None], reader: Reader) -> dict[int, int]:
    """The places of spaces that may have been no-break spaces, with the byte of that."""
    octet = (reader.charset.to_bytes("\xa0", reader.dialect) or b"")[:1] if loses_spaces(reader.dropped) else b""
    return dict.fromkeys(hidden_spaces(known), octet[0]) if octet else {}


def _broken(known: Sequence[bytes | None], spaces: Mapping[int, int]) -> frozenset[int]:
    """The places in front of which something may be missing, whatever the spaces were."""
    others = [bytes((spaces[place],)) if place in spaces else data for place, data in enumerate(known)] if spaces else known
    return gaps(known) | gaps(others)


def looked_at(line: str, place: int, mark: str) -> int:
    """How many characters from a place on, the line end among them, hang on what a mark before them has eaten."""
    at = line.rfind(mark, max(0, place - LOOKED_AT), place) if mark in EATING_MARKS else -1
    if at < 0 or not line[at + 1:place].isascii():
        return 0
    ahead = (line + "\n")[place:at + 1 + LOOKED_AT]
    return next((index for index, character in enumerate(ahead) if character >= "\x80" or character == mark), len(ahead))


def _eating(place: Place, line: str, reader: Reader, known: Habits) -> Place:
    """A mark with what it may have eaten; where it ate nothing what stands behind is held to the same syntax."""
    eaten = eaten_nats(line, place.start, known) if reader.losses.first else None
    behind = line[place.start + 1:place.start + 2]
    if not behind or behind >= "\x80" or behind == reader.mark:
        return replace(place, eaten=eaten)
    return replace(place, eaten=eaten, behind=float(eaten_nats(line, place.start + 1, known)[ord(behind)]))


def _certain(text: str, start: int, cores: Sequence[tuple[int, int]], mark: str) -> list[bool]:
    """Which characters stand for what they were read from, and for nothing else.

    A mark far from all that may be damaged is what it seems to be: a lost byte leaves others of its character behind.
    """
    certain = [character < "\x80" for character in text]
    for first, last in cores:
        for place in range(max(0, first - start), min(last - start, len(text))):
            certain[place] = True
    near = -NEAR - 1
    odd = [place for place, character in enumerate(text) if character >= "\x80"]
    marks = [place for place, character in enumerate(text) if character == mark]
    following = iter([*odd, len(text) + NEAR + 1])
    ahead = next(following)
    for place in marks:
        while ahead <= place:
            near, ahead = ahead, next(following)
        if place - near <= NEAR or ahead - place <= NEAR:
            certain[place] = False
            near = place
    return certain


def _known(text: str, reader: Reader) -> list[bytes | None]:
    """The bytes of each character, None where the program reads it from none."""
    numbers, lengths = reader.charset.packed(to_codes(text), reader.dialect)
    return [number.to_bytes(length, "big") if length else None
            for number, length in zip(numbers.tolist(), lengths.tolist(), strict=True)]


def _place(character: str, start: int, known: bytes | None, is_last: bool, may_be_clean: bool,
           reader: Reader) -> Place:
    readings: list[Pattern] = []
    if known is not None:
        readings.append(tuple((1 << byte, FREE) for byte in known))
    if character == reader.mark:
        readings += _holes(is_last, reader.losses)
    clean = may_be_clean and (character != reader.mark) and character >= "\x80"
    return Place(start, tuple(readings), ord(character) if clean else -1)


def _holes(is_last: bool, losses: Losses) -> list[Pattern]:
    """What a mark may stand for."""
    found: list[Pattern] = []
    # Many programs read line by line: what the line end cuts is cut by the end of the data.
    if is_last:
        found.append(((losses.cuts | losses.alone_before[LINE_FEED], FREE),))
    elif losses.ever_alone:
        found.append(((losses.ever_alone, LOST_ALONE),))
    if losses.first:
        found.append(((losses.first, LOST_TOGETHER), (losses.second, FREE)))
    found += [tuple((allowed, FREE) for allowed in each) for each in losses.longer]
    return found


def stretch(line: str, mark: str) -> tuple[int, int]:
    """Where the damage of a line begins and ends: its characters beyond ASCII, the marks beside them, and one character more,
    for the second byte of a character may be an ASCII one."""
    start = len(line) - len(line.lstrip(_ASCII))
    stop = len(line.rstrip(_ASCII))
    while start > 0 and line[start - 1] == mark:
        start -= 1
    while stop < len(line) and line[stop] == mark:
        stop += 1
    return start, min(stop + 1, len(line))
