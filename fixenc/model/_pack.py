"""Makes the file of a model: chooses what is kept, rounds it to a few bits, and packs it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixenc.model import _format
from fixenc.model._base import Base
from fixenc.model._classes import ALL_CODES
from fixenc.model._format import BACKOFF_BITS, PROBABILITY_BITS, value_bits
from fixenc.model._smooth import Floats, Level
from fixenc.model._table import SLOTS, build

# N-grams offered for each slot of a table. Where four want the three slots of a bucket the least useful gives way. One
# in four is lost so, most of them near the limit of usefulness, and the table is seven eighths full instead of three
# quarters.
OFFERED = 1.3
# With fewer buckets the fingerprint of a pair would not be exact.
LEAST_PAIR_BUCKETS = 1 << 19


def buckets(order: int, kept: int) -> int:
    """How many buckets so many n-grams of an order are offered."""
    count = int(kept / SLOTS / OFFERED) + 1
    return max(count, LEAST_PAIR_BUCKETS) if order == 2 else count


def room(levels: list[Level]) -> int:
    """Bytes of the tables for what is kept."""
    return sum(8 * buckets(level.order, int(level.kept.sum())) for level in levels)


def settle(levels: list[Level], worths: list[Floats]) -> list[tuple[NDArray[np.int64], int]]:
    """Decide, by trying, which n-grams find room, and drop the others and all that builds on them.

    Returns for each level where its n-grams are, best first, and the number of buckets.
    """
    importance = [np.where(level.kept, np.maximum(worth, 0.0), 0.0)
                  for level, worth in zip(levels, worths, strict=True)]
    for level, own in reversed(list(zip(levels[1:], importance[1:], strict=True))):
        below = importance[level.order - 3]
        below += np.bincount(level.prefix, own, len(below)) + np.bincount(level.suffix, own, len(below))
    packed = []
    for level, own in zip(levels, importance, strict=True):
        if level.order > 2:
            below_kept = levels[level.order - 3].kept
            level.kept &= below_kept[level.prefix] & below_kept[level.suffix]
        count = buckets(level.order, int(level.kept.sum()))
        best = np.flatnonzero(level.kept)
        best = best[np.argsort(-own[best], kind="stable")]
        nothing = np.zeros(len(best), np.uint16)
        _, fits = build(level.grams.keys[best], nothing, level.order, value_bits(level.order), count)
        level.kept[best[~fits]] = False
        packed.append((best[fits], count))
    return packed


def codebook(values: Floats, weights: Floats, codes: int) -> Floats:
    """`codes` values that stand for all, with little squared error (Lloyd's method from weighted quantiles), sorted."""
    if not len(values):
        return np.zeros(codes)
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    running = np.cumsum(weights)
    centres: Floats = values[np.searchsorted(running, (np.arange(codes) + 0.5) / codes * running[-1])]
    total = np.concatenate(([0.0], np.cumsum(values * weights)))
    running = np.concatenate(([0.0], running))
    for _ in range(30):
        cuts = np.concatenate(([0], np.searchsorted(values, (centres[1:] + centres[:-1]) / 2), [len(values)]))
        mass = np.diff(running[cuts])
        centres = np.where(mass > 0, np.diff(total[cuts]) / np.maximum(mass, 1e-12), centres)
        centres.sort()
    return centres


def nearest(values: Floats, centres: Floats) -> NDArray[np.int64]:
    """Index of the nearest of some sorted centres."""
    return np.searchsorted((centres[1:] + centres[:-1]) / 2, values).astype(np.int64)


def pack(levels: list[Level], packed: list[tuple[NDArray[np.int64], int]], base: Base,
         symbol_of: NDArray[np.uint16]) -> bytes:
    """The bytes of the model file."""
    probabilities, backoffs, tables = [], [], []
    for level, (best, count) in zip(levels, packed, strict=True):
        bits = PROBABILITY_BITS[level.order - 2]
        value, book = _rounded(np.log(level.probability[best]), np.sqrt(level.grams.weighted[best] + 1), bits)
        probabilities.append(book)
        if level.order < 4:
            above = levels[level.order - 1]
            children = np.bincount(above.prefix, above.kept, len(level.kept))[best]
            codes, book = _rounded(np.log(above.gamma[best]), np.sqrt(children), BACKOFF_BITS[level.order - 2])
            value |= np.where(children > 0, codes, 0).astype(np.uint16) << np.uint16(bits)
            backoffs.append(book)
        table, fits = build(level.grams.keys[best], value, level.order, value_bits(level.order), count)
        assert fits.all()
        tables.append(table)
    symbols = levels[0].contexts
    backoff = np.zeros(symbols, "<f4")
    backoff[:] = np.log(levels[0].gamma)
    index, pages = _pages(base, symbol_of)
    size = 1 << _format.CLASS_BITS
    follows = np.full((size, size), -30.0, "<f4")
    follows[:len(base.follows), :len(base.follows)] = base.follows
    return _format.write([index, pages, follows, backoff, np.concatenate(probabilities).astype("<f4"),
                  np.concatenate([*backoffs, [0.0]]).astype("<f4"), *(table.words for table in tables)])


def _rounded(values: Floats, weights: Floats, bits: int) -> tuple[NDArray[np.uint16], Floats]:
    """Codes 1 and up, and the codebook; code 0 means "none" and stands for 0 nats."""
    used = weights > 0
    centres = codebook(values[used], weights[used], (1 << bits) - 1)
    return (nearest(values, centres) + 1).astype(np.uint16), np.concatenate(([0.0], centres))


def _pages(base: Base, symbol_of: NDArray[np.uint16]) -> tuple[NDArray[np.uint16], NDArray[np.uint32]]:
    within = np.minimum(np.round(base.within / -_format.WITHIN_STEP), _format.WITHIN_CODES - 1).astype(np.uint32)
    classes = base.classes.astype(np.uint32) << np.uint32(_format.CLASS_SHIFT)
    dense = (within << np.uint32(_format.WITHIN_SHIFT)) | classes | symbol_of
    pages, index = np.unique(dense.reshape(ALL_CODES // 256, 256), axis=0, return_inverse=True)
    return index.ravel().astype("<u2"), pages.astype("<u4")


