"""A hash table of n-grams that many keys are looked up in at once, one memory access a key.

A bucket is one 64-bit word of three entries; an entry is a fingerprint above a value, and value 0 means empty.
What does not fit its bucket is left out by the builder, least useful first, so nothing is ever looked for elsewhere.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

SYMBOL_BITS = 15
LINE_FEED = 1    # the symbol of U+000A; 0 stands for characters that are in no n-gram

SLOTS, WIDTH = 3, 21    # entries of a bucket, and their bits

_PAIR_MASK = np.uint64((1 << 30) - 1)


def locate_pairs(keys: Words, buckets: int) -> tuple[Words, Words]:
    """Bucket and 11-bit fingerprint of two-symbol keys.

    The mixing is one to one on 30 bits, and with 2**19 buckets or more the fingerprint holds all that the bucket
    does not say: a pair is never taken for another.
    """
    mixed = keys * np.uint64(0x2545F491)
    mixed &= _PAIR_MASK
    mixed ^= mixed >> np.uint64(15)
    mixed *= np.uint64(0x1B873593)
    mixed &= _PAIR_MASK
    mixed ^= mixed >> np.uint64(15)
    mixed *= np.uint64(buckets)
    place = mixed >> np.uint64(30)
    mixed >>= np.uint64(19)
    mixed &= np.uint64(0x7FF)
    return place, mixed


def locate(keys: Words, buckets: int, fingerprint_bits: int) -> tuple[Words, Words]:
    """Bucket and fingerprint of longer keys; one in 2**fingerprint_bits strangers is taken for an entry."""
    mixed = keys >> np.uint64(29)
    mixed ^= keys
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    place = mixed >> np.uint64(32)
    place *= np.uint64(buckets)
    place >>= np.uint64(32)
    mixed >>= np.uint64(14)
    mixed &= np.uint64((1 << fingerprint_bits) - 1)
    return place, mixed


class Table:
    """Values of n-grams of one order.

    words: the buckets.  value_bits: of an entry; the fingerprint has the rest of its 21 bits.
    """

    def __init__(self, words: Words, order: int, value_bits: int) -> None:
        self.words, self.order, self.value_bits = words, order, value_bits
        self.fingerprint_bits = WIDTH - value_bits
        self._repeat = np.uint64(sum(1 << (slot * WIDTH + value_bits) for slot in range(SLOTS)))
        self._shifts = np.arange(0, SLOTS * WIDTH, WIDTH, dtype=np.uint64)[:, None]
        self._value_mask = np.uint64((1 << value_bits) - 1)
        self._fingerprint_mask = np.uint64(((1 << self.fingerprint_bits) - 1) << value_bits)

    def place(self, keys: Words) -> tuple[Words, Words]:
        """Bucket and fingerprint of each key."""
        if self.order == 2:
            return locate_pairs(keys, len(self.words))
        return locate(keys, len(self.words), self.fingerprint_bits)

    def find(self, keys: Words) -> NDArray[np.uint16]:
        """The value of each key, 0 where it has none."""
        place, fingerprint = self.place(keys)
        entries = self.words[place.view(np.int64)]
        fingerprint *= self._repeat
        fingerprint ^= entries
        differs = fingerprint >> self._shifts
        differs &= self._fingerprint_mask
        values = entries >> self._shifts
        values &= self._value_mask
        values *= differs == 0
        values[0] |= values[1]
        values[0] |= values[2]
        found: NDArray[np.uint16] = values[0].astype(np.uint16)
        return found


def build(keys: Words, values: NDArray[np.uint16], order: int, value_bits: int,
          buckets: int) -> tuple[Table, NDArray[np.bool_]]:
    """A table of keys given in the order of their worth, best first, and which of them found room."""
    table = Table(np.zeros(buckets, np.uint64), order, value_bits)
    place, fingerprint = table.place(keys)
    by_place = np.argsort(place, kind="stable")
    sorted_place = place[by_place]
    first = np.concatenate(([True], sorted_place[1:] != sorted_place[:-1])) if len(keys) else np.zeros(0, np.bool_)
    starts = np.flatnonzero(first)
    rank = np.arange(len(keys)) - np.repeat(starts, np.diff(np.append(starts, len(keys))))
    twin = _twins(sorted_place, fingerprint[by_place])
    fits = np.zeros(len(keys), np.bool_)
    # A twin takes no room: those behind it in the bucket move up.
    before: NDArray[np.int64] = np.cumsum(twin) - twin
    rank = rank - (before - np.repeat(before[starts], np.diff(np.append(starts, len(keys)))))
    good = (rank < SLOTS) & ~twin
    fits[by_place] = good
    entry = (fingerprint[by_place[good]] << np.uint64(value_bits)) | values[by_place[good]].astype(np.uint64)
    entry <<= (rank[good] * WIDTH).astype(np.uint64)
    np.bitwise_or.at(table.words, sorted_place[good].view(np.int64), entry)
    return table, fits


def _twins(place: Words, fingerprint: Words) -> NDArray[np.bool_]:
    """Which entries share bucket and fingerprint with a better one before them."""
    both = (place << np.uint64(16)) | fingerprint
    order = np.argsort(both, kind="stable")
    same = np.zeros(len(both), np.bool_)
    same[order[1:]] = both[order[1:]] == both[order[:-1]]
    return same
