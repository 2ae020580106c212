"""Text that was written in one charset and read in another, where no byte was lost.

    ÎÄ¼þ -> 文件        浣犲ソ -> 你好        æ–‡ä»¶ -> 文件

Any charset that can hold Chinese, read as any other: the pairs come from the charsets that there are. Damaged stretches
are found inside lines; a stretch is repaired when the text that it makes is so much likelier than what stands there
that "nothing happened" is out of the question, and when reading its bytes wrongly once more gives exactly what stood there.
Leaves alone: rare characters that make sense together, other languages, single characters.
Source: UTF-8 read as code page 936 makes up most of the damage in public source code, GBK read as Latin-1 comes next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, compress, islice

from fixenc.damage._batch import Batch
from fixenc.damage._bulk import alike, by_words, convert, known
from fixenc.damage._decide import CLEAN_NATS, ODD_SHARE, Line, decide
from fixenc.damage._kind import LAYERS, Context, Kind, Proposal, Stage
from fixenc.damage._letters import covering, has_controls
from fixenc.damage._lines import LONGEST, apart, applied, blocks, line_index, windows
from fixenc.damage._neighbours import of_the_same
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._search import search
from fixenc.damage._two_codes import as_written, with_best_codes
from fixenc.model.scan import Family, alarms, rising_lines, suspicious

# So many lines are searched first; what is proved there is tried on all the others, and then so many times as many are searched.
FIRST_LINES, MORE_LINES = 8, 16
MOST_LINES = 4096
# The least by which a stretch must be likelier before it is looked at more closely: a little less than what a stranger, and
# what a process proved nearby, needs in the end.
STRANGER_CANDIDATE_NATS = 10.0
PROVED_CANDIDATE_NATS = 3.0


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The damaged stretches of a text, each with what stood there."""
    everything = pairs(context.config)
    found = list(_found(text, context))
    found += of_the_same(text, found, everything, context)
    for each in found:
        process = by_words(everything).get(each.process.words)
        before = text[each.span.start:each.span.stop]
        if process is not None:
            each = as_written(with_best_codes(before, each, process, context.model), process, context.model)
        yield replace(each, runners_up=tuple(other for other in each.runners_up if other[0] != each.after))


def _found(text: str, context: Context) -> Iterator[Proposal]:
    left = [line for start, stop in rising_lines(text) if (line := Line(start, text[start:stop])).text not in context.explained]
    everything = pairs(context.config)
    for line in left:
        if len(line.text) > LONGEST:
            # What a look at the start of a long line proves may convert all of it.
            _note(text, _searched(list(islice(windows(line), FIRST_LINES)), everything, context), everything, context)
    take, tried = FIRST_LINES, -1
    while left:
        if len(context.proved) > tried:
            converted, left = convert(left, known(context.proved, everything), context.model)
            yield from converted
            tried = len(context.proved)
        chunk, left = left[:take], left[take:]
        lines = _suspicious([window for line in chunk for window in windows(line)], context)
        found = _searched(lines, everything, context)
        found = apart(found + _wide(text, lines, found, everything, context))
        _note(text, found, everything, context)
        yield from found
        take = min(MORE_LINES * take, MOST_LINES)


def _suspicious(lines: Sequence[Line], context: Context) -> list[Line]:
    return list(compress(lines, suspicious([line.text for line in lines], context.model)))


def _note(text: str, found: Sequence[Proposal], everything: tuple[Pair, ...], context: Context) -> None:
    """Remember what was proved, and what the same text would have proved as well."""
    for proposal in found:
        if proposal.process.words not in context.proved:
            before = text[proposal.span.start:proposal.span.stop]
            context.proved.update(dict.fromkeys(alike(before, proposal, everything), 0))


def _searched(lines: Sequence[Line], everything: Sequence[Pair], context: Context) -> list[Proposal]:
    """What a search finds in some lines: by the pairs proved so far, then by those whose reader covers some line, and where
    these leave something odd by all of them."""
    near = [pair for pair in everything if not context.proved.keys().isdisjoint(pair.words)]
    found = _settled(lines, list(_repaired(lines, near, everything, context)), context) if near else []
    strangers = [line for line in _untouched(lines, found) if line.text not in context.searched]
    likely = covering([line.text for line in strangers], everything)
    found_likely = _settled(strangers, list(_repaired(strangers, likely, everything, context)), context)
    strangers = _untouched(strangers, found_likely)
    found_there = list(_repaired(strangers, everything, everything, context))
    context.searched.update(line.text for line in _untouched(strangers, found_there))
    return found + found_likely + found_there


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
              layers: int = LAYERS) -> Iterator[Proposal]:
    if not lines:
        return
    proved = set(context.proved)
    batch = Batch.of([line.text for line in lines], context.model)
    least = PROVED_CANDIDATE_NATS if proved else STRANGER_CANDIDATE_NATS
    found = search(batch, tried_pairs, least, context.model)

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


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find)
