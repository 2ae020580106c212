"""Text that was written in one charset and read in another, where no byte was lost.

    ÎÄ¼þ -> 文件        浣犲ソ -> 你好        æ–‡ä»¶ -> 文件

Any charset that can hold Chinese, read as any other: the pairs come from the charsets that there are. Damaged stretches
are found inside lines; a stretch is repaired when the text that it makes is so much likelier than what stands there
that "nothing happened" is out of the question, and when reading its bytes wrongly once more gives exactly what stood there.
Leaves alone: rare characters that make sense together, other languages, single characters.
Source: UTF-8 read as code page 936 makes up most of the damage in public source code, GBK read as Latin-1 comes next.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from fixenc.damage._batch import Batch
from fixenc.damage._bulk import convert
from fixenc.damage._decide import CLEAN_NATS, ODD_SHARE, Line, decide
from fixenc.damage._kind import LAYERS, Context, Kind, Proposal, Stage
from fixenc.damage._known import Known, alike, by_words, known
from fixenc.damage._letters import covering, has_controls
from fixenc.damage._lines import LONGEST, SHORTER, apart, applied, blocks, line_index, windows
from fixenc.damage._neighbours import of_the_same
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._readers import MARKS
from fixenc.damage._rows import Rows
from fixenc.damage._search import search
from fixenc.damage._spans import Places, are_apart, holding, spans_of, suspicious, unexplained, windowed
from fixenc.damage._two_codes import as_written, with_best_codes
from fixenc.model.scan import Family, alarms, suspects_at

# So many lines are searched first; what is proved there is tried on all the others, and then so many times as many are searched.
FIRST_LINES, MORE_LINES = 8, 16
MOST_LINES = 4096
# A new file is looked at so often, for as many processes, at so many of its lines. It is worth while where more than FIRST_LINES
# of these are damaged.
LOOKS, LOOKED_AT = 4, 64
# Most often two lines tell it all.
VERY_FIRST = 2
# The least by which a stretch must be likelier before it is looked at more closely: a little less than what a stranger, and
# what a process proved nearby, needs in the end.
STRANGER_CANDIDATE_NATS = 10.0
PROVED_CANDIDATE_NATS = 3.0


def first(text: str, context: Context) -> Iterator[Proposal]:
    """The lines that a process explains from end to end: one that was proved earlier in the file, or on its first lines."""
    starts, stops = unexplained(text, context)
    is_new, tried = not context.proved, set[str]()
    for _ in range(LOOKS if is_new else 1):
        if not len(starts) or (is_new and not _is_some_proved(text, starts, stops, context)):
            return
        found = _converted(text, starts, tried, context)
        yield from found
        tried |= context.proved.keys()
        left = are_apart(found, starts, stops)
        starts, stops = starts[left], stops[left]


def _is_some_proved(text: str, starts: Places, stops: Places, context: Context) -> bool:
    """Whether a look at the first lines that have lost nothing proves some process, where more of them are to come."""
    begins, ends = windowed(text, starts, stops)
    whole = np.flatnonzero(~holding(text, begins, ends, MARKS))[:LOOKED_AT]
    some = suspicious(text, begins[whole], ends[whole], context.model)
    before = len(context.proved)
    # A long line is in windows here, and of one piece where it is converted.
    if len(some) <= FIRST_LINES and (stops - starts).max() <= LONGEST:
        return False
    for part in (some[:VERY_FIRST], some[VERY_FIRST:FIRST_LINES]):
        if len(context.proved) == before:
            _prove(text, part, context)
    return len(context.proved) > before


def _prove(text: str, lines: Sequence[Line], context: Context) -> None:
    """Remember what a search in some lines of a text proves, and what it proves in the layers below."""
    everything = pairs(context.config)
    for _ in range(LAYERS):
        found = _searched(text, lines, everything, context)
        _note(text, found, everything, context)
        below = [proposal.after or "" for proposal in found if proposal.is_layer]
        if not below:
            return
        lines = [Line(start, after) for start, after in zip(_starts(below), below, strict=True)]
        text = "\n".join(below)


def _converted(text: str, starts: Places, tried: Collection[str], context: Context) -> list[Proposal]:
    """The lines that begin at some places and that a proved process explains whole, one that was not tried yet."""
    new = Counter({words: count for words, count in context.proved.items() if words not in tried})
    everything = pairs(context.config)
    processes = known(new, everything)
    if not processes:
        return []
    rows = Rows.of(text)
    found = convert(rows, np.searchsorted(rows.starts, starts), processes, known(context.proved, everything), context.model)
    return [_best(text, each.proposal, each.known, context) if each.is_special else each.proposal for each in found]


def _best(text: str, proposal: Proposal, process: Known, context: Context) -> Proposal:
    """The proposal with the likelier of two codes, as the program wrote it that makes the likeliest text of it."""
    before = text[proposal.span.start:proposal.span.stop]
    return as_written(with_best_codes(before, proposal, process, context.model), process, context.model)


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The damaged stretches of a text, each with what stood there."""
    everything = pairs(context.config)
    found = list(_found(text, context))
    found += of_the_same(text, [*context.converted, *found], everything, context)
    for each in found:
        process = by_words(everything).get(each.process.words)
        if process is not None:
            each = _best(text, each, process, context)
        if each.runners_up:
            each = replace(each, runners_up=tuple(other for other in each.runners_up if other[0] != each.after))
        yield each


def _found(text: str, context: Context) -> Iterator[Proposal]:
    everything = pairs(context.config)
    starts, stops = unexplained(text, context)
    take, tried = FIRST_LINES, set(context.proved)
    while len(starts):
        lines = suspicious(text, *windowed(text, starts[:take], stops[:take]), context.model)
        starts, stops = starts[take:], stops[take:]
        take = min(MORE_LINES * take, MOST_LINES)
        if lines:
            found = _searched(text, lines, everything, context)
            found = apart(found + _wide(text, lines, found, everything, context))
            _note(text, found, everything, context)
            yield from found
        if len(starts) and not context.proved.keys() <= tried:
            converted = _converted(text, starts, tried, context)
            yield from converted
            tried |= context.proved.keys()
            left = are_apart(converted, starts, stops)
            starts, stops = starts[left], stops[left]


def _note(text: str, found: Sequence[Proposal], everything: tuple[Pair, ...], context: Context) -> None:
    """Remember what was proved, and what the same text would have proved as well."""
    for proposal in found:
        if proposal.process.words not in context.proved:
            before = text[proposal.span.start:proposal.span.stop]
            context.proved.update(dict.fromkeys(alike(before, proposal, everything), 0))


def _searched(text: str, lines: Sequence[Line], everything: Sequence[Pair], context: Context) -> list[Proposal]:
    """What a search finds in some suspicious lines: by the pairs proved so far, then by those whose reader covers some line, and
    where these leave something odd by all that may explain a line."""
    near = [pair for pair in everything if not context.proved.keys().isdisjoint(pair.words)]
    found = _settled(lines, list(_repaired(lines, near, everything, context, is_shifted=True)), context) if near else []
    strangers = [line for line in _untouched(lines, found) if line.text not in context.searched]
    if near:
        found += _in_parts(text, strangers, everything, context)
        strangers = [line for line in strangers if not _is_window(line)]
    suspected = suspects_at(text, *spans_of(strangers), context.model)
    named = {line.start: names | _whole_utf_8(line, everything) for line, names in zip(strangers, suspected, strict=True)}
    names = frozenset().union(*named.values())
    able = [pair for pair in everything if pair.misreading in names]
    likely = covering([line.text for line in strangers], able)
    first_found = list(_repaired(strangers, likely, everything, context, named=named))
    found_likely = _settled(strangers, first_found, context)
    strangers = _untouched(strangers, found_likely)
    # What found nothing need not be asked again.
    rest = able if first_found else [pair for pair in able if pair not in set(likely)]
    found_there = list(_repaired(strangers, rest, everything, context, named=named)) if rest else []
    left = _untouched(strangers, found_there)
    found_cut = list(_repaired(left, able, everything, context, named=named, is_shifted=True))
    context.searched.update(line.text for line in _untouched(left, found_cut))
    return found + found_likely + found_there + found_cut


def _whole_utf_8(line: Line, everything: Sequence[Pair]) -> frozenset[str]:
    """The misreadings in charsets of two bytes by which a line is UTF-8 from end to end: no chance, though what it says may be
    letters that were misread before, of which no misreading is suspected."""
    names = set()
    for pair in everything:
        if pair.written.name == "utf_8" and pair.read.kind == "double-byte" and not line.text.isascii():
            data = pair.read.to_bytes(line.text)
            if data is not None and pair.written.strict(data) is not None:
                names.add(pair.misreading)
    return frozenset(names)


def _in_parts(text: str, lines: Sequence[Line], everything: Sequence[Pair], context: Context) -> list[Proposal]:
    """What is found in the windows of long lines, some of which is explained: the rest is in few places of them."""
    windows_of_long = [line for line in lines if _is_window(line)]
    if not windows_of_long:
        return []
    starts, stops = spans_of([part for line in windows_of_long for part in windows(line, SHORTER)])
    parts = [line for line in suspicious(text, starts, stops, context.model) if line.text not in context.searched]
    able = covering([part.text for part in parts], everything)
    found = list(_repaired(parts, able, everything, context, is_shifted=True))
    context.searched.update(line.text for line in _untouched(parts, found))
    return found


def _is_window(line: Line) -> bool:
    """Whether a line is so long that it is likely a window of a longer one."""
    return len(line.text) >= LONGEST // 2


def _wide(text: str, lines: Sequence[Line], found: Sequence[Proposal], everything: Sequence[Pair],
          context: Context) -> list[Proposal]:
    """What was UTF-16: there a byte of a character is a line feed now and then, so lines that stand together are one."""
    starts = [line.start for line in lines]
    known_wide = {line_index(starts, each.span.start) for each in found if each.process.words.startswith("utf-16")}
    parts = [line for index, line in enumerate(lines) if index in known_wide or has_controls(line.text)]
    rows = blocks(text, parts, LONGEST)
    wide = [pair for pair in everything if pair.written.name.startswith("utf_16")]
    return list(_repaired(rows, covering([row.text for row in rows], wide), wide, context))


def _settled(lines: Sequence[Line], found: Sequence[Proposal], context: Context) -> list[Proposal]:
    """The proposals for lines in which, once they are repaired, nothing is odd any more, or little of what was gained."""
    if not found:
        return []
    starts = [line.start for line in lines]
    by_line: dict[int, list[Proposal]] = defaultdict(list)
    for proposal in found:
        by_line[line_index(starts, proposal.span.start)].append(proposal)
    odd = alarms([applied(lines[index], each) for index, each in by_line.items()], context.model).tolist()
    return [proposal for each, nats in zip(by_line.values(), odd, strict=True)
            if nats <= max(CLEAN_NATS, ODD_SHARE * sum(proposal.gain_nats for proposal in each)) for proposal in each]


def _repaired(lines: Sequence[Line], tried_pairs: Sequence[Pair], everything: Sequence[Pair], context: Context,
              layers: int = LAYERS, named: Mapping[int, frozenset[str]] | None = None,
              is_shifted: bool = False) -> Iterator[Proposal]:
    """What some pairs find in some lines. named: by where a line begins, the misreadings that may explain it, if not all.
    is_shifted: whether rows of bytes that begin with half a character are read as well."""
    if not lines:
        return
    proved = set(context.proved)
    batch = Batch.of([line.text for line in lines], context.model, [named[line.start] for line in lines] if named else ())
    least = PROVED_CANDIDATE_NATS if proved else STRANGER_CANDIDATE_NATS
    found = search(batch, tried_pairs, least, context.model)
    if is_shifted:
        found += search(batch, tried_pairs, least, context.model, is_shifted=True)

    def deeper(texts: Sequence[str]) -> list[float]:
        gains = dict.fromkeys(texts, 0.0)
        below = [Line(start, text) for start, text in zip(_starts(list(gains)), gains, strict=True)]
        starts = [line.start for line in below]
        likely = covering(list(gains), everything) if len(tried_pairs) < len(everything) else tried_pairs
        for proposal in _repaired(below, likely, everything, context, layers - 1):
            gains[below[line_index(starts, proposal.span.start)].text] += proposal.gain_nats
        return [gains[text] for text in texts]

    yield from decide(lines, found, proved, context.model, deeper if layers > 1 else None)


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each text begins when they stand one below the other."""
    return list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))


def _untouched(lines: Sequence[Line], found: Sequence[Proposal]) -> list[Line]:
    """The lines in which nothing was found."""
    starts = [line.start for line in lines]
    touched = {line_index(starts, proposal.span.start) for proposal in found}
    return [line for index, line in enumerate(lines) if index not in touched]


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find, first=first)
