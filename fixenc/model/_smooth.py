"""Probabilities from counts: interpolated modified Kneser-Ney, made for models that are pruned hard.

What reaches a lower order is what the higher orders let through: the discount of an n-gram that is kept, and the whole
count of one that is not (revised Kneser pruning; Siivola, Hirsimäki and Virpioja 2007). So pruning never leaves
the lower orders with counts that were made for another model.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fixenc.model._count import Grams
from fixenc.model._table import SYMBOL_BITS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_TINY = 1e-9
# A context leaves at least so much for what was never seen behind it, however sure its words are.
MOST_CLAIMED = 0.99


@dataclass(slots=True)
class Level:
    """The n-grams of one order and all that is computed for them.

    prefix, suffix: where the n-gram without its last or first character is found one order lower (of pairs: a symbol).
    extra, extra_context: evidence from word lists, for the n-gram and for everything behind its context.
    share: probability that the n-gram adds by itself.  gamma: per context, what is left for the lower order.
    """

    order: int
    grams: Grams
    prefix: NDArray[np.int64]
    suffix: NDArray[np.int64]
    kept: Bools
    contexts: int
    context_count: Floats
    extra: Floats
    extra_context: Floats
    absorbed: Floats = field(default_factory=lambda: np.zeros(0))
    reached: Floats = field(default_factory=lambda: np.zeros(0))
    retained: Floats = field(default_factory=lambda: np.zeros(0))
    context_total: Floats = field(default_factory=lambda: np.zeros(0))
    share: Floats = field(default_factory=lambda: np.zeros(0))
    gamma: Floats = field(default_factory=lambda: np.zeros(0))
    probability: Floats = field(default_factory=lambda: np.zeros(0))


def distribute(levels: list[Level]) -> Floats:
    """Fill `retained`, `share` and `gamma` of every level, highest order first; returns what the pairs hold back."""
    absorbed: Floats = np.zeros(len(levels[-1].grams.keys))
    raw_absorbed: Floats = absorbed
    for level in reversed(levels):
        grams = level.grams
        reached = np.maximum(grams.weighted - absorbed, 0.0)
        raw = np.maximum(grams.raw - raw_absorbed, 0.0)
        total = level.context_count - np.bincount(level.prefix, absorbed, level.contexts)
        ratio = _discount_ratio(raw, grams.discounts)
        corpus_retained = np.where(level.kept, reached * (1 - ratio), 0.0)
        # The evidence of word lists is not discounted, for it rests on hundreds of occurrences.
        worded = np.where(level.kept, level.extra, 0.0)
        total = np.maximum(total, np.bincount(level.prefix, reached, level.contexts)) + _TINY
        scale = 1.0 + (level.extra_context - np.bincount(level.prefix, level.extra, level.contexts)) / total
        level.context_total = total + level.extra_context
        level.retained = corpus_retained
        level.reached = reached
        level.share = (corpus_retained * scale[level.prefix] + worded) / level.context_total[level.prefix]
        claimed = np.bincount(level.prefix, level.share, level.contexts)
        level.share *= np.minimum(1.0, MOST_CLAIMED / np.maximum(claimed, _TINY))[level.prefix]
        level.gamma = 1.0 - np.minimum(claimed, MOST_CLAIMED)
        level.absorbed = absorbed
        below = len(level.grams.keys) if level.order == 2 else int(levels[level.order - 3].grams.keys.size)
        if level.order > 2:
            absorbed = _sums(level.suffix, absorbed + corpus_retained, below)
            raw_absorbed = _sums(level.suffix, raw_absorbed + np.where(level.kept, raw * (1 - ratio), 0.0), below)
    return levels[0].absorbed + levels[0].retained


def _sums(places: NDArray[np.int64], values: Floats, size: int) -> Floats:
    return np.bincount(places, values, size).astype(np.float64, copy=False)


def _discount_ratio(raw: Floats, discounts: tuple[float, float, float]) -> Floats:
    """What part of a count goes to the lower order; between whole counts the discount is interpolated."""
    discount = np.interp(raw, (0.0, 1.0, 2.0, 3.0), (0.0, *discounts))
    return np.where(raw > _TINY, discount / np.maximum(raw, _TINY), 1.0)


def interpolate(levels: list[Level], base: Floats) -> None:
    """Fill `probability` of every level. base: probability of each pair's last character by class alone."""
    lower = base
    for level in levels:
        if level.order > 2:
            lower = levels[level.order - 3].probability[level.suffix]
        level.probability = level.share + level.gamma[level.prefix] * lower


def worth(level: Level, base: Floats, levels: list[Level]) -> Floats:
    """What the text gains, in nats, by keeping each n-gram (Stolcke 1998)."""
    lower = base if level.order == 2 else levels[level.order - 3].probability[level.suffix]
    gamma = level.gamma[level.prefix]
    without = gamma + level.share
    total = level.context_total[level.prefix]
    occurrences = np.maximum(level.reached, level.extra)
    gain = occurrences * np.log(level.probability / np.maximum(without * lower, 1e-30))
    return gain - gamma * total * np.log(without / gamma)


def link(order: int, grams: Grams, below: NDArray[np.uint64] | None, counts: Floats, extra: Floats,
         extra_context: Floats) -> Level:
    """A level whose n-grams know their place one order lower. counts: weighted, of the contexts."""
    prefix = grams.keys >> np.uint64(SYMBOL_BITS)
    suffix = grams.keys & np.uint64((1 << SYMBOL_BITS * (order - 1)) - 1)
    if below is None:
        places = prefix.astype(np.int64), suffix.astype(np.int64)
    else:
        places = np.searchsorted(below, prefix).astype(np.int64), np.searchsorted(below, suffix).astype(np.int64)
    kept = np.ones(len(grams.keys), np.bool_)
    return Level(order, grams, places[0], places[1], kept, len(counts), counts, extra, extra_context)
