"""UTF-8 that was read in another charset and then lost characters without a mark.

    鐩墠 -> 目前 (a private-use letter got lost)        æ°æ® -> 数据 (control characters did)        鏁版嵁搴 -> 数据库 (cut)

What the bytes are is clear, and where they break off as UTF-8 something is missing; what it was is weighed as in lossy mojibake.
Leaves alone: letters of other languages, whose bytes are not lead bytes with others behind them, and rare characters that are
whole.
Source: code page 936 in browsers has private-use letters for half of all misread lines, and copying loses them; C1 controls and
the soft hyphen are dropped by editors, and the no-break space is copied as a space; bug reports about the last character of a cut
field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find as find_charset
from fixenc.damage._alphabet import Pattern
from fixenc.damage._decide import Line
from fixenc.damage._gaps import CONTROLS, Dropped, controls_dropped, gaps, patterns
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._letters import ODD_CHARACTER, commonness
from fixenc.damage._lines import LONGEST, SHORTER, windows
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._readers import leaves, mark_of, process, reader_of
from fixenc.damage._restore import Job
from fixenc.damage._spaces import hidden_spaces
from fixenc.damage._spans import are_apart, suspicious, unexplained
from fixenc.damage._steps import LATER_MARKS, Reader
from fixenc.damage._syntax import habits
from fixenc.damage._weighed import decided, restored
from fixenc.model.codes import Codes, to_codes
from fixenc.model.scan import Family, rows_at

# So many lines are searched before anything is proved.
FIRST_LINES = 16
# Misreadings that are looked at before anything is proved: the commonest.
COMMON = 8
# Readers of a charset that a line is searched with before anything is proved.
TRIED = 6
# Of what is nearly UTF-8 so many lead bytes are those of Chinese, and so many bytes follow each at least.
LEADS, LEAST_LEADS, LEAST_FOLLOWING = frozenset((0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)), 3, 0.5
# At a glance this share of the lead bytes is enough.
GLANCE = 0.5
KINDS: dict[str, tuple[Dropped, ...]] = {"double-byte": ("private use", "unreadable bytes", "the end"),
                                         "single-byte": (*CONTROLS, "the end"), "unicode": (), "escape": ()}


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The stretches from which something was dropped, each with what stood there."""
    written = [pair for pair in pairs(context.config) if pair.written.name == "utf_8" and KINDS[pair.read.kind]]
    near = [pair for pair in written if not context.proved.keys().isdisjoint(pair.words)]
    if context.proved and not near:
        return
    if near:
        lines = [line for line in _odd_lines(text, 0, context.converted) if line.text not in context.explained]
    else:
        suspects = suspicious(text, *unexplained(text, context), context.model)
        lines = [line for whole in suspects[:FIRST_LINES] for line in _odd_lines(whole.text, whole.start)]
    shown = frozenset(context.proved)
    likely = _likely([line.text for line in lines], near or written[:COMMON])
    todo = [job for index, tried in likely
            for job in sorted(_jobs(index, lines[index].text, tried, shown), key=lambda job: -_controls_lost(job.reader))]
    if not todo:
        return
    yield from (proposal for _, proposal in decided(lines, restored(lines, todo, habits(text), context.model), text, context))


def _odd_lines(text: str, offset: int = 0, found: Sequence[Proposal] = ()) -> list[Line]:
    """The lines that hold a character which clean Chinese hardly ever has, and in which nothing was found yet.

    offset: where the text begins (code points)."""
    codes = to_codes(text)
    starts, stops = rows_at(text, np.flatnonzero((codes >= 0x80) & (commonness().take(codes, mode="clip") >= ODD_CHARACTER)))
    left = are_apart(found, starts, stops)
    lines = [Line(offset + start, text[start:stop].rstrip("\r"))
             for start, stop in zip(starts[left].tolist(), stops[left].tolist(), strict=True)]
    return [part for line in lines for part in windows(line, SHORTER if len(line.text) > LONGEST else LONGEST)]


def _jobs(index: int, line: str, tried: Sequence[Pair], shown: frozenset[str]) -> Iterator[Job]:
    """The jobs of a line, under the programs that may have dropped something; only those that did so nearby, where some did."""
    codes = to_codes(line)
    places = np.flatnonzero(_in_stretch(codes, np.array([0])))
    odd = int(places[0]), int(places[-1]) + 1
    mark = mark_of(line)
    seen: set[tuple[tuple[bytes | None, ...], tuple[Pattern, ...]]] = set()
    tries: Counter[str] = Counter()
    possible = [(pair, reader) for pair in tried for reader in _readers(pair, mark)]
    near = [(pair, reader) for pair, reader in possible if not shown.isdisjoint(_alike(pair, reader))]
    for pair, reader in near or possible:
        if tries[pair.read.name] < TRIED:
            start, stop = _widened(codes, *odd, reader) if reader.dropped in CONTROLS else odd
            octets = _bytes(codes[start:stop], reader)
            spaces = _hidden(octets, line, stop) if reader.dropped in CONTROLS else []
            end = start + max([stop - start, *(place + 1 for place in spaces)])
            key = tuple(octets), patterns(reader.charset, reader.dialect, reader.dropped)
            if (octets and key not in seen and _is_of(reader, line[start:end], bool(spaces))
                    and _is_broken(octets, reader.dropped, end == len(line))):
                seen.add(key)
                tries[pair.read.name] += 1
                yield Job(index, start, end, ((start, end),), pair, reader)


def _controls_lost(reader: Reader) -> int:
    """How many later bytes of UTF-8 a program loses as controls. Where several could be read from all that is left, the one that
    leaves nothing else is likelier than one of whose other bytes none happens to stand there."""
    lost = patterns(reader.charset, reader.dialect, reader.dropped) if reader.dropped in CONTROLS else ()
    return max((alone[0].bit_count() for alone, *rest in lost if not rest), default=0)


def _widened(codes: Codes, start: int, stop: int, reader: Reader) -> tuple[int, int]:
    """A stretch with what stands beside it that an 8-bit charset has too: of its bytes some are characters that are not odd, and
    no Chinese is."""
    fits = (codes >= 0x80) & (reader.charset.packed(codes, reader.dialect)[1] == 1)
    outside = np.flatnonzero(~fits)
    before, behind = outside[outside < start], outside[outside >= stop]
    return int(before[-1]) + 1 if len(before) else 0, int(behind[0]) if len(behind) else len(codes)


def _hidden(octets: Sequence[bytes | None], line: str, stop: int) -> list[int]:
    """The places in a stretch, and behind it, of spaces that may have been no-break spaces."""
    behind = len(line) - stop - len(line[stop:].lstrip(" "))
    return hidden_spaces([*octets, *[b" "] * behind])


def _is_of(reader: Reader, stretch: str, has_spaces: bool) -> bool:
    """Whether a stretch shows what the program has lost of the controls, where it has lost some."""
    return reader.dropped not in CONTROLS or reader.dropped == controls_dropped(stretch, has_spaces)


def _alike(pair: Pair, reader: Reader) -> set[str]:
    """The process in words, and those of others that lose controls: not every line has soft hyphens and no-break spaces."""
    return {process(pair, replace(reader, dropped=dropped)).words
            for dropped in (CONTROLS if reader.dropped in CONTROLS else (reader.dropped,))}


def _likely(lines: Sequence[str], tried: Sequence[Pair]) -> list[tuple[int, list[Pair]]]:
    """The lines (index) in which, where they are odd, the lead bytes are mostly Chinese ones, at a glance, and the pairs under
    which they are: programs differ in a few characters only."""
    if not lines:
        return []
    codes = to_codes("".join([line + "\n" for line in lines]))
    starts = np.cumsum([0, *(len(line) + 1 for line in lines[:-1])])
    in_stretch = _in_stretch(codes, starts)
    likely: dict[str, NDArray[np.bool_]] = {}
    for name in {pair.read.name for pair in tried}:
        leads, chinese = (np.add.reduceat(table.take(codes, mode="clip") * in_stretch, starts, dtype=np.int64)
                          for table in _leads(name))
        likely[name] = (leads >= LEAST_LEADS) & (chinese >= GLANCE * leads)
    some = np.flatnonzero(np.logical_or.reduce(list(likely.values()))).tolist()
    return [(index, [pair for pair in tried if likely[pair.read.name][index]]) for index in some]


@cache
def _leads(name: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """For each code unit, how many of its bytes in a charset may begin a character of UTF-8, and how many a Chinese one."""
    numbers, _ = find_charset(name).packed(np.arange(0x10000, dtype=np.uint32))
    octets = numbers.view(np.uint8).reshape(-1, 4)
    return (octets >= 0xC0).sum(1, np.uint8), np.isin(octets, tuple(LEADS)).sum(1, np.uint8)


def _in_stretch(codes: Codes, starts: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which characters of some lines (that begin at `starts`, and each hold an odd one) stand from the first odd one to the last,
    with one more on each side where that is beyond ASCII."""
    places = np.arange(len(codes))
    beyond = codes >= 0x80
    odd = beyond & (commonness().take(codes, mode="clip") >= ODD_CHARACTER)
    odd_ends, beyond_ends = ((np.minimum.reduceat(np.where(flags, places, len(codes)), starts),
                              np.maximum.reduceat(np.where(flags, places, -1), starts)) for flags in (odd, beyond))
    sizes = np.diff(np.append(starts, len(codes)))
    first = np.repeat(np.maximum(odd_ends[0] - 1, beyond_ends[0]), sizes)
    last = np.repeat(np.minimum(odd_ends[1] + 1, beyond_ends[1]), sizes)
    return (places >= first) & (places <= last)


def _readers(pair: Pair, found: str) -> Iterator[Reader]:
    """The programs that may have dropped something. found: the mark in the line. Where browsers read an 8-bit charset none is
    left, and a question mark is what it seems to be."""
    for mark in dict.fromkeys(("", found)) if found in LATER_MARKS and pair.read.kind == "single-byte" else (found,):
        for dropped in KINDS[pair.read.kind]:
            for dialect in pair.read.dialects:
                reader = reader_of(pair.read.name, dialect, mark, dropped)
                if dropped == "unreadable bytes":
                    fits = not mark and not reader.losses.mark
                else:
                    fits = bool(reader.losses.mark) and (not mark or leaves(reader, mark))
                if fits:
                    yield reader


def _bytes(codes: Codes, reader: Reader) -> list[bytes | None]:
    """The bytes of each character, None for a mark of lost bytes; nothing where another has none."""
    numbers, lengths = reader.charset.packed(codes, reader.dialect)
    is_mark = codes == ord(reader.mark) if reader.mark else np.zeros(len(codes), np.bool_)
    if not (is_mark | (lengths > 0)).all():
        return []
    return [None if marked else number.to_bytes(length, "big")
            for number, length, marked in zip(numbers.tolist(), lengths.tolist(), is_mark.tolist(), strict=True)]


def _is_broken(known: Sequence[bytes | None], dropped: Dropped, is_last: bool) -> bool:
    """Whether the bytes are nearly UTF-8, of Chinese, and something is missing."""
    data = b"".join(each or b"" for each in known)
    leads = sum(byte >= 0xC0 for byte in data)
    following = sum(0x80 <= byte < 0xC0 for byte in data)
    chinese = sum(byte in LEADS for byte in data)
    if leads < LEAST_LEADS or chinese < leads or following < LEAST_FOLLOWING * leads:
        return False
    found = gaps(known)
    return bool(found) if dropped != "the end" else is_last and max(found, default=0) == len(known)


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find)
