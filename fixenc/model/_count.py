"""Counts n-grams by sorting: every window of the text becomes one 64-bit number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.model._corpus import Corpus
from fixenc.model._table import LINE_FEED, SYMBOL_BITS

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]

# Rarer n-grams are left out unless asked for: they say more about one text than about the language.
LEAST = 3
# A window's key leaves four bits for the weight of its file, so weights are rounded to these sixteen.
LEVELS = 4.0 * 0.66 ** np.arange(16)


@dataclass(slots=True)
class Grams:
    """The n-grams of one order that occur often enough, sorted by key.

    keys: symbols, SYMBOL_BITS each, the last character lowest.  raw: occurrences.
    weighted: the same by the files' weights.
    discounts: what modified Kneser-Ney takes off n-grams seen once, twice and more often.
    """

    keys: Keys
    raw: Floats
    weighted: Floats
    discounts: tuple[float, float, float]


def level(weight: float) -> int:
    """The nearest of LEVELS."""
    return int(np.argmin(np.abs(np.log(LEVELS / weight))))


def windows(symbols: NDArray[np.uint16], order: int) -> Keys:
    """The keys of all windows of `order` symbols in a text that begins behind a line feed.

    Windows that cross a line feed or hold a character without a symbol are left out.
    """
    padded = np.concatenate(([np.uint16(LINE_FEED)], symbols)).astype(np.uint64)
    count = max(len(padded) - order + 1, 0)
    keys = np.zeros(count, np.uint64)
    usable = np.ones(count, np.bool_)
    for place in range(order):
        part = padded[place:place + count]
        keys = (keys << np.uint64(SYMBOL_BITS)) | part
        usable &= part != 0
        if 0 < place < order - 1:
            usable &= part != LINE_FEED
    return keys[usable]


def count(corpora: list[Corpus], symbol_of: NDArray[np.uint16], order: int, least: int = LEAST) -> Grams:
    """All n-grams of one order that occur `least` times or more."""
    # What a converter wrote repeats the original, and counts of counts would take the repetition for regularity.
    discounts = _discounts(_tally([corpus for corpus in corpora if not corpus.converted], symbol_of, order)[1])
    keys, raw, weighted = _tally(corpora, symbol_of, order)
    kept = raw >= least
    return Grams(keys[kept], raw[kept], weighted[kept], discounts)


def _tally(corpora: list[Corpus], symbol_of: NDArray[np.uint16], order: int) -> tuple[Keys, Floats, Floats]:
    """The sorted keys of all windows, how often each occurs, and its weighted count."""
    parts = []
    for corpus in corpora:
        keys = windows(symbol_of[corpus.codes], order)
        keys <<= np.uint64(4)
        keys |= np.uint64(level(corpus.weight))
        parts.append(keys)
    everything = np.concatenate(parts)
    del parts
    everything.sort()
    starts = _starts(everything)
    counts = np.diff(np.append(starts, len(everything))).astype(np.float64)
    leveled = everything[starts]
    del everything, starts
    keys = leveled >> np.uint64(4)
    starts = _starts(keys)
    weighted = counts * LEVELS[(leveled & np.uint64(15)).astype(np.intp)]
    return keys[starts], np.add.reduceat(counts, starts), np.add.reduceat(weighted, starts)


def _starts(ordered: Keys) -> NDArray[np.intp]:
    return np.concatenate(([0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1))


def _discounts(raw: Floats) -> tuple[float, float, float]:
    """Chen and Goodman (1999), eq. 26, from how many n-grams occur once, twice, three and four times."""
    once, twice, thrice, four = (float(max(int(np.count_nonzero(raw == times)), 1)) for times in (1, 2, 3, 4))
    share = once / (once + 2 * twice)
    wanted = (1 - 2 * share * twice / once, 2 - 3 * share * thrice / twice, 3 - 4 * share * four / thrice)
    # A few lines of text have no regular counts of counts; something is always taken off and something left.
    first, second, third = (min(max(discount, 0.1), 0.95 * times) for times, discount in enumerate(wanted, 1))
    return first, second, third
