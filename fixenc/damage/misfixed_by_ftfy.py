"""Chinese that was read as Latin-1 and then "repaired" by ftfy, which took some of its bytes for UTF-8.

    ÇëÔÚĿ¼ÀïÑ¡ÔñÎļþ -> 请在目录里选择文件

目录 in GBK is C4 BF C2 BC: as Latin-1 Ä¿Â¼, and by chance two characters of UTF-8. Each character that stands there now may be
one byte, or several that ftfy put together; of all the ways through, the likeliest that is Chinese is read, and running ftfy
on it again must give exactly what stands there.
Leaves alone: whatever ftfy does not make of some Chinese text, and lines in which only letters of Latin-1 are left.
Source: pages of web corpora; 19 of 20 are reproduced by `ftfy.fix_text` (6.3) with its default options.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import compress, product

import numpy as np

from fixenc.charsets import find as find_charset
from fixenc.damage._decide import CLEAN_NATS, STRANGER_NATS, weigh
from fixenc.damage._ftfy import by_default
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._lines import LONGEST
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._search import commonness
from fixenc.model.scan import Family, alarms, rising_lines, suspicious
from fixenc.values import Process, Span, Step

# No Chinese stands in what ftfy made, save a character that it put together behind a letter of Latin-1.
_RUNS = (re.compile("(?:[ -\u2dff\ua000-\ud7ff]|(?<=[\xa1-\xff])[\u4e00-\u9fff])+"), re.compile("[ -\u2dff\ua000-\ud7ff]{2,}"))
# What it made: next to a letter of Latin-1 something that code page 1252 lacks, or letters that stand for a ligature.
_MADE = "[\u0100-\u0151\u0154-\u0177\u0179-\u017c\u017f-\u0191\u0193-\u02c5\u02c7-\u02db\u02dd-\u1fff\u4e00-\u9fff\ua000-\ud7ff]"
_TOLD = re.compile(f"[\xa1-\xff](?:{_MADE}|IJ|ij|DZ|Dz|dz|LJ|Lj|lj|NJ|Nj|nj)|{_MADE} ?[\xa1-\xff]")
# This came after GBK read as Latin-1 once in some fifty pages.
RARE_NATS = STRANGER_NATS + 4.0
# Ways through the bytes that are kept, and tried for proof.
KEPT = 4
# ftfy tries these after Latin-1 and 1252 on a few characters that stand together.
_TRIED = ("cp1251", "cp1250", "cp1253", "cp1254", "iso8859_2", "mac_roman", "cp437")
# What ftfy writes for characters of two bytes: ligatures as letters, a curled apostrophe as a straight one.
_SPELLED = {"IJ": "\u0132", "ij": "\u0133", "DŽ": "\u01c4", "Dž": "\u01c5", "dž": "\u01c6", "LJ": "\u01c7", "Lj": "\u01c8",
            "lj": "\u01c9", "NJ": "\u01ca", "Nj": "\u01cb", "nj": "\u01cc", "DZ": "\u01f1", "Dz": "\u01f2", "dz": "\u01f3",
            "'": "\u02bc"}
# It takes a space for the no-break space (byte A0) that it may have been.
_SPACED = {"\xe0 ": b"\xc3 ", "\xa0": b"\xc2 "}
_STEP = Process("ftfy was run on it", (Step("fix", "ftfy.fix_text"),))

# Cost in quarters of a nat, the text so far, and the first byte of a character that is not complete (0: none).
_Way = tuple[int, str, int]


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The stretches that ftfy makes of some Chinese text in GBK or Big5."""
    if not _TOLD.search(text):
        return
    lines = [(start, text[start:stop]) for start, stop in rising_lines(text)]
    lines = [(start, line) for start, line in lines if len(line) <= LONGEST and _TOLD.search(line)]
    odd = suspicious([line for _, line in lines], context.model)
    for start, line in compress(lines, odd):
        for run in _RUNS:
            found = [each for match in run.finditer(line) if (each := _proposal(line, match, context))]
            yield from (replace(each, span=each.span.moved(start)) for each in found)
            if found:
                break


def _proposal(line: str, match: re.Match[str], context: Context) -> Proposal | None:
    before = match[0].strip(" ")
    if not _TOLD.search(before):
        return None
    start = match.start() + match[0].index(before)
    for name in ("gb18030", "big5"):
        after = _unfixed(before, name)
        if not after:
            continue
        likelier = float(np.diff(weigh([before, after], context.model))[0])
        height = max(0.0, float(alarms([after], context.model)[0]))
        gain = likelier - height - RARE_NATS - quotation_nats(line, start, start + len(before), after)
        if gain > 0.0 and height <= max(CLEAN_NATS, likelier / 4):
            process = Process.mixup(name, "iso8859-1").then(_STEP)
            return Proposal(Span(start, start + len(before)), after, gain, process)
    return None


def _unfixed(before: str, name: str) -> str:
    """The likeliest text of a charset that, read as Latin-1, ftfy makes `before` of; "" where there is none."""
    for after in _ways(before, name):
        data = find_charset(name).to_bytes(after)
        if data is not None and before in (by_default(data.decode("latin-1")), by_default(find_charset("cp1252").decode(data))):
            return after
    return ""


def _ways(before: str, name: str) -> list[str]:
    """The few likeliest texts whose bytes may stand behind `before`, by the commonness of their characters."""
    costs = _costs()
    reached: list[list[_Way]] = [[] for _ in range(len(before) + 1)]
    reached[0] = [(0, "", 0)]
    for place in range(len(before)):
        for cost, text, lead in _best(reached[place]):
            for size, data in _edges(before, place):
                way = _along(cost, text, lead, data, name, costs)
                if way is not None:
                    reached[place + size].append(way)
    return [text for _, text, lead in _best(reached[-1]) if not lead]


def _best(ways: list[_Way]) -> list[_Way]:
    kept: list[_Way] = []
    counts = {0: 0}
    for way in sorted(ways):
        counts[way[2]] = counts.get(way[2], 0) + 1
        if counts[way[2]] <= KEPT:
            kept.append(way)
    return kept


def _along(cost: int, text: str, lead: int, data: bytes, name: str, costs: Sequence[int]) -> _Way | None:
    for byte in data:
        if lead:
            character = _character(name, lead, byte)
            if not character:
                return None
            cost, text, lead = cost + costs[min(ord(character), 0xFFFF)], text + character, 0
        elif byte < 0x80:
            cost, text = cost + costs[byte], text + chr(byte)
        else:
            lead = byte
    return cost, text, lead


def _edges(before: str, place: int) -> Iterator[tuple[int, bytes]]:
    """How many characters from a place on may stand for which bytes."""
    for size in (1, 2):
        part = before[place:place + size]
        if len(part) == size and part in _SPELLED:
            yield size, _SPELLED[part].encode()
        if len(part) == size and part in _SPACED:
            yield size, _SPACED[part]
    for data in _bytes_of(before[place]):
        yield 1, data


@cache
def _bytes_of(character: str) -> tuple[bytes, ...]:
    """The bytes of Latin-1 that may stand behind a character: its own, or those that ftfy read as UTF-8."""
    code = ord(character)
    if code < 0x80:
        return (character.encode(),)
    octets = character.encode("utf-8", "surrogatepass")
    found = []
    single = bytes([code]) if code < 0x100 else find_charset("cp1252").to_bytes(character)
    if single:
        found += [single, *_again(single)]
    if code >= 0x100:
        # It goes on until nothing changes: a byte of UTF-8 may itself have been two.
        parts = [[octets[place:place + 1], *_again(octets[place:place + 1])] for place in range(len(octets))]
        found += [b"".join(way) for way in product(*parts)]
    for name in _TRIED if code >= 0x100 else ():
        text = find_charset(name).decode(octets)
        if all(each < "\u0100" for each in text):
            found.append(text.encode("latin-1"))
    return tuple(dict.fromkeys(found))


def _again(octet: bytes) -> tuple[bytes]:
    """The two bytes of UTF-8 for the character of Latin-1 that is a byte."""
    return (octet.decode("latin-1").encode(),)


@cache
def _costs() -> list[int]:
    return [int(cost) for cost in commonness()]


@cache
def _character(name: str, lead: int, trail: int) -> str:
    """The character of two bytes, "" where they are none. A line asks for few of the 24,000, which take a second together."""
    text = find_charset(name).strict(bytes((lead, trail)))
    return text if text is not None and len(text) == 1 else ""


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find)
