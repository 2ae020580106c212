"""Suspicious lines in which nothing has to be searched: all that may explain them are pairs of two-byte charsets, and under none
of these do they read better.

Two bytes stay two bytes, so what each character would have been is one look into a table. Rare ideographs near each other are
what the scan takes for such damage most often: of 70 suspicious lines of clean text kept out 50 are explained by nothing else,
and 36 of these read no better under any such pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice

import numpy as np

from fixenc.charsets._inverse import joined
from fixenc.damage._decide import ALONE_NATS, STRANGER_NATS
from fixenc.damage._kind import Context
from fixenc.damage._lines import SHORTER
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._readers import MARKS
from fixenc.model._explain import highest_rises
from fixenc.model.codes import Codes, to_codes, to_units
from fixenc.model.misreadings import UNITS
from fixenc.model.scan import are_suspicious, each_suspicious_line, suspects_at
from fixenc.model.score import Model
from fixenc.values import Config

LINE_FEED = 0x0A
# So many lines are looked at together. Where more than MOST_LEFT have to be searched the text is damaged: the rest needs no look.
LINES, MOST_LEFT = 32, 8
# What is lost besides makes a line a matter of `lossy_mojibake`: before anything is proved in a file it must be explained
# by so much more than a suspicious line. Of 135 damaged lines that are restored one, of three characters, is not; of clean lines
# that are suspicious and hold a mark one in six is.
LOSSY_NATS = 5.0
# Half of what is read in it are letters of one byte.
_ONE_BYTE = "shift_jis"
# More than any line gains.
_WALL_NATS = 1e6


def is_some_readable(text: str, context: Context) -> bool:
    """Whether some suspicious line of a text has to be searched. Those that need not be are noted in `context.unreadable`."""
    context.unreadable.clear()
    by_name = _two_byte(context.config)
    left, lines = 0, each_suspicious_line(text, context.model)
    while left <= MOST_LEFT and (some := list(islice(lines, LINES))):
        columns = np.array(some, np.intp)
        names = suspects_at(text, columns[:, 0], columns[:, 1], context.model)
        lossy = are_suspicious(text, columns[:, 0], columns[:, 1], context.model, LOSSY_NATS).tolist()
        able = [(text[start:stop], named, start) for (start, stop), named, is_lossy in zip(some, names, lossy, strict=True)
                if named <= by_name.keys() and _is_whole(text[start:stop], is_lossy)]
        unreadable = _are_unreadable([line for line, _, _ in able], [named for _, named, _ in able], by_name, context.model)
        context.unreadable += [start for (_, _, start), each in zip(able, unreadable, strict=True) if each]
        left += len(some) - sum(unreadable)
    return left > 0


def _is_whole(line: str, is_lossy: bool) -> bool:
    """Whether a line is searched as a whole, and for nothing that was lost."""
    return len(line) <= SHORTER and not (is_lossy and any(mark in line for mark in MARKS))


def _are_unreadable(lines: Sequence[str], names: Sequence[frozenset[str]], by_name: Mapping[str, Sequence[Pair]],
                    model: Model) -> list[bool]:
    """Which of some lines read no better under any pair of the misreadings that may explain them."""
    if not lines:
        return []
    codes = to_codes("".join([line + "\n" for line in lines]))
    ends = np.flatnonzero(codes == LINE_FEED)
    named = sorted(frozenset().union(*names))
    tried = [(name, pair) for name in named for pair in by_name[name]]
    units = to_units(codes)
    originals = np.array([_originals(pair).take(units) for _, pair in tried])
    gained = model.running(originals.ravel()).astype(np.float64).reshape(originals.shape) - model.running(codes)
    gained[(originals == LINE_FEED) & (codes != LINE_FEED)] = -_WALL_NATS
    all_ends = (ends + np.arange(len(tried))[:, np.newaxis] * len(codes)).ravel()
    rises = highest_rises(gained.ravel(), all_ends).reshape(len(tried), len(lines))
    asked = np.array([[name in each for each in names] for name, _ in tried])
    # A line of nothing else needs the least.
    needed = np.array([STRANGER_NATS - ALONE_NATS - pair.prior_nats for _, pair in tried])
    unreadable: list[bool] = np.logical_and.reduce(np.where(asked, rises, 0.0) <= needed[:, np.newaxis]).tolist()
    return unreadable


@cache
def _two_byte(config: Config) -> Mapping[str, tuple[Pair, ...]]:
    """The misreadings that hold none but pairs of two-byte charsets, by name, with their pairs that the caller allows."""
    found: dict[str, list[Pair]] = defaultdict(list)
    others = set()
    for pair in pairs(config):
        found[pair.misreading].append(pair)
        if any(each.kind != "double-byte" or each.name == _ONE_BYTE for each in (pair.written, pair.read)):
            others.add(pair.misreading)
    return {name: tuple(some) for name, some in found.items() if name not in others}


@cache
def _originals(pair: Pair) -> Codes:
    """For each unit the code point that its two bytes are in the charset they were written in, else a line feed."""
    codes = np.arange(UNITS, dtype=np.uint32)
    numbers, lengths = pair.read.packed(codes)
    two = np.flatnonzero(lengths == 2)
    # A line feed behind each keeps what cannot be read from taking the next one along.
    data = joined(numbers[two] << np.uint32(8) | np.uint32(LINE_FEED), np.full(len(two), 3, np.uint8))
    reading = pair.written.read(data)
    first = np.minimum(np.searchsorted(reading.starts, np.arange(len(two)) * 3), len(reading.codes) - 1)
    whole = (reading.starts[first + 1] - reading.starts[first] == 2) & reading.good[first]
    originals = np.full(UNITS, LINE_FEED, np.uint32)
    originals[:0x80] = codes[:0x80]
    originals[two[whole]] = reading.codes[first[whole]]
    return originals
