"""The lowest order: a character by its class, and the class by the class before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.model._classes import ALL_CODES, NAMES, RUNS_ON, SHARES, class_table
from fixenc.model._corpus import Corpus
from fixenc.model._count import LEVELS, level

Floats = NDArray[np.float64]

# How much the counts over nine billion characters weigh against the corpora, where both know a character's class.
COUNTS_SHARE = 0.3
# What a class keeps for its members that were never seen; shared evenly.
UNSEEN_SHARE = 0.006
# Characters' worth of prior evidence behind each class, and how much of it says that a script runs on.
PRIOR_CHARACTERS = 30.0
RUN_SHARE = 0.6


@dataclass(slots=True)
class Base:
    """Weighted counts of characters and of pairs of classes, and what is made of them.

    classes: of each code point.  within: log probability of each code point in its class.
    follows: log probability [class before, class].
    """

    classes: NDArray[np.uint8]
    counts: Floats
    pairs: Floats
    within: Floats
    follows: Floats


def gather(corpora: list[Corpus]) -> Base:
    """Counts of all characters and pairs of classes."""
    classes = class_table()
    size = len(NAMES)
    counts, pairs = np.zeros(ALL_CODES), np.zeros(size * size)
    for corpus in corpora:
        weight = float(LEVELS[level(corpus.weight)])
        counts += weight * np.bincount(corpus.codes, minlength=ALL_CODES)
        found = classes[corpus.codes].astype(np.int64)
        before = np.concatenate(([NAMES.index("line_feed")], found[:-1]))
        pairs += weight * np.bincount(before * size + found, minlength=size * size)
    return Base(classes, counts, pairs.reshape(size, size), np.zeros(0), np.zeros(0))


def settle(base: Base, left: Floats, left_pairs: Floats, outside: Floats) -> None:
    """Fill `within` and `follows` from what the higher orders leave.

    left: weighted counts per code point.  left_pairs: per pair of classes.  outside: counts of other, much larger text.
    """
    size = len(NAMES)
    members = np.bincount(base.classes, minlength=size)
    mass = np.bincount(base.classes, left, size)
    seen_outside = np.bincount(base.classes, outside, size)
    scale = COUNTS_SHARE * mass / np.maximum(seen_outside, 1.0)
    # The outside counts are of Simplified text: they may speak for Han and for nothing else.
    scale[[index for index, name in enumerate(NAMES) if name != "han"]] = 0.0
    blended = left + outside * scale[base.classes]
    total = np.bincount(base.classes, blended, size)
    unseen = np.maximum(UNSEEN_SHARE * total, 3.0)
    probability = (blended + (unseen / members)[base.classes]) / (total + unseen)[base.classes]
    base.within = np.log(probability)
    # Every class is given its share of all text, for its first member must come from somewhere.
    prior = left_pairs.sum(0) / left_pairs.sum() + SHARES
    prior /= prior.sum()
    runs = np.where(RUNS_ON, RUN_SHARE, 0.0)
    expected = (1 - runs)[:, None] * prior[None, :]
    expected[np.arange(size), np.arange(size)] += runs
    # A class that hardly ever occurred has said nothing about what follows it.
    evidence = left_pairs + PRIOR_CHARACTERS * expected
    follows = evidence / evidence.sum(1, keepdims=True)
    follows = 0.995 * follows + 0.005 * expected
    base.follows = np.log(follows)
