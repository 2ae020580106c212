"""A stretch of damaged text as the bytes that it may have been read from: known bytes, and holes where some were lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fixenc.charsets._charset import Charset
from fixenc.charsets._losses import Losses
from fixenc.damage._alphabet import FREE, LOST_ALONE, LOST_TOGETHER, Pattern
from fixenc.model.codes import to_codes

# What may stand where a program wrote U+FFFD: some later program, or a person, turned it into one of these.
LATER_MARKS = "?？□"
LINE_FEED = 0x0A
# Nats for each change between text that was damaged and text that was not, inside a line.
SWITCH_NATS = 4.0


@dataclass(frozen=True, slots=True)
class Reader:
    """One program that read the bytes, and how its losses look by now. mark: what stands in the text for lost bytes."""

    charset: Charset
    dialect: str
    mark: str
    losses: Losses


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand for known bytes and surely were damaged. start, stop: code points of the line."""

    start: int
    stop: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """One character of the line. readings: the patterns of bytes that it may stand for.  code: the character itself where it may
    be undamaged, or -1."""

    start: int
    readings: tuple[Pattern, ...]
    code: int


Step = Run | Place


def steps(line: str, start: int, stop: int, cores: Sequence[tuple[int, int]], reader: Reader) -> list[Step]:
    """The steps of `line[start:stop]`. cores: the stretches that surely were damaged."""
    known = _known(line[start:stop], reader)
    inside = {place for first, last in cores for place in range(first, last)}
    found: list[Step] = []
    place = start
    while place < stop:
        end = place
        while end < stop and end in inside and line[end] != reader.mark and known[end - start] is not None:
            end += 1
        if end > place + 1:
            found.append(Run(place, end, b"".join(each or b"" for each in known[place - start:end - start])))
            place = end
            continue
        is_last = place + 1 == len(line)
        found.append(_place(line[place], place, known[place - start], is_last, place not in inside, reader))
        place += 1
    return found


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
    return found
