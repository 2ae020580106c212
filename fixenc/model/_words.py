"""Evidence from lists of words and their counts: what stands inside a word, as n-grams."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from fixenc.model._count import Grams
from fixenc.model._table import SYMBOL_BITS

Floats = NDArray[np.float64]

# The counts come from some nine billion characters; they weigh as this many characters of the corpora do.
SCALE = 12e6 / 9e9
# Rarer n-grams (after scaling) are left to the corpora.
LEAST_SCALED = 0.3


def inside(words: list[tuple[str, int]], symbol_of: NDArray[np.uint16],
           order: int) -> tuple[dict[int, float], dict[int, float]]:
    """Scaled counts of the n-grams of one order inside words, and of everything one shorter (their contexts)."""
    found: Counter[int] = Counter()
    contexts: Counter[int] = Counter()
    for word, count in words:
        symbols = [int(symbol_of[ord(character)]) for character in word]
        if 0 in symbols:
            continue
        for length, counter in ((order, found), (order - 1, contexts)):
            for start in range(len(symbols) - length + 1):
                key = 0
                for symbol in symbols[start:start + length]:
                    key = key << SYMBOL_BITS | symbol
                counter[key] += count
    scaled = {key: count * SCALE for key, count in found.items() if count * SCALE >= LEAST_SCALED}
    return scaled, {key: count * SCALE for key, count in contexts.items()}


def merge(grams: Grams, found: dict[int, float]) -> tuple[Grams, Floats]:
    """The n-grams of a corpus and those of words together, and the words' evidence for each."""
    added = np.array(sorted(found), np.uint64)
    keys = np.union1d(grams.keys, added)
    places = np.searchsorted(keys, grams.keys)
    raw, weighted, extra = np.zeros(len(keys)), np.zeros(len(keys)), np.zeros(len(keys))
    raw[places], weighted[places] = grams.raw, grams.weighted
    extra[np.searchsorted(keys, added)] = [found[int(key)] for key in added]
    return Grams(keys, raw, weighted, grams.discounts), extra


def at(keys: NDArray[np.uint64], counts: dict[int, float]) -> Floats:
    """The counts of some sorted keys, 0 where there is none."""
    result = np.zeros(len(keys))
    wanted = np.array(sorted(counts), np.uint64)
    places = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    here = keys[places] == wanted
    result[places[here]] = [counts[int(key)] for key in wanted[here]]
    return result
