"""How likely a text is, in nats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fixenc.model._format import CLASS_BITS, CLASS_SHIFT, PROBABILITY_BITS, WITHIN_SHIFT, WITHIN_STEP, read
from fixenc.model._table import LINE_FEED, SYMBOL_BITS
from fixenc.model.codes import Codes, to_codes

Symbols = NDArray[np.uint64]
Values = NDArray[np.uint16]

# So many characters at a time keep every intermediate array in the processor's second-level cache.
_BLOCK = 1 << 15
_CONTEXT = 3
_SYMBOL_MASK = np.uint32((1 << SYMBOL_BITS) - 1)
_CLASS_MASK = np.uint32((1 << CLASS_BITS) - 1)
_SHIFT = np.uint64(SYMBOL_BITS)
_PROBABILITY = [np.uint16((1 << bits) - 1) for bits in PROBABILITY_BITS]


class Model:
    """Log probabilities of characters, each given the characters before it. A line feed begins a new context.

    Pairs, threes and fours of characters: the longest that the file holds counts, and where it holds none a shorter one
    after a penalty (interpolated Kneser-Ney in back-off form). Below the pairs stand classes of characters, so every
    code point, unassigned ones and lone surrogates included, has a finite score.
    """

    order = _CONTEXT + 1

    def __init__(self, data: NDArray[np.uint8]) -> None:
        """Of a mapped file; raises ValueError where it is no model."""
        parts = read(data)
        self._characters = parts.characters
        self._follows = parts.follows
        self._symbol_backoff = parts.symbol_backoff
        self._tables = parts.tables
        self._probabilities = parts.probabilities
        self._backoffs = parts.backoffs

    def running(self, codes: Codes) -> NDArray[np.float32]:
        """Log probability (nats, negative) of each code point given up to order-1 before it; same length as `codes`."""
        result = np.empty(len(codes), np.float32)
        padded = np.concatenate((np.full(_CONTEXT, 0x0A, np.uint32), codes))
        for start in range(0, len(codes), _BLOCK):
            result[start:start + _BLOCK] = self._block(padded[start:start + _BLOCK + _CONTEXT])
        return result

    def score(self, text: str) -> float:
        """Log probability of a text, nats. What follows the text (a line end, say) is not part of it."""
        return float(self.running(to_codes(text)).sum(dtype=np.float64))

    def score_many(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Log probability of each of many texts, nats; one call costs little more than one text."""
        if not texts:
            return np.zeros(0)
        scores = self.running(to_codes("\n".join(texts) + "\n")).astype(np.float64)
        lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
        ends = np.cumsum(lengths + 1) - 1
        scores[ends] = 0.0
        totals: NDArray[np.float64] = np.add.reduceat(scores, ends - lengths)
        return totals

    def given(self, contexts: Codes, candidates: Codes, which: NDArray[np.intp] | None = None) -> NDArray[np.float32]:
        """Log probability of each candidate behind its context, the same number that `running` gives there.

        contexts: shape (n, order-1), nearest character last, padded in front with line feeds; candidates: shape (n,).
        which: for each candidate the row of its context, where many stand behind the same few; n and n unless given.
        Costs three table look-ups a context and three a candidate at most, about 0.07 µs each.
        """
        result = np.empty(len(candidates), np.float32)
        shared = None if which is None else self._context(contexts)
        for start in range(0, len(candidates), _BLOCK):
            rows = slice(start, start + _BLOCK)
            behind = self._context(contexts[rows]) if shared is None or which is None else [each[which[rows]] for each in shared]
            result[rows] = self._behind(behind, candidates[rows])
        return result

    def _context(self, contexts: Codes) -> Sequence[NDArray[np.unsignedinteger]]:
        """What `_behind` has to know of each context."""
        found = [self._lookup(column) for column in np.ascontiguousarray(contexts.T)]
        far, middle, near = ((each & _SYMBOL_MASK).astype(np.uint64) for each in found)
        first, second = (far << _SHIFT) | middle, (middle << _SHIFT) | near
        pairs = self._pairs(first, middle), self._pairs(second, near)
        return found[2], near, second, (first << _SHIFT) | near, pairs[1], self._longer(1, first, near, *pairs)

    def _behind(self, context: Sequence[NDArray[Any]], candidates: Codes) -> NDArray[np.float32]:
        near, symbol, two, three, pair, triple = context
        found = self._lookup(candidates)
        last = (found & _SYMBOL_MASK).astype(np.uint64)
        pairs = self._pairs((symbol << _SHIFT) | last, last)
        threes = self._longer(1, two, last, pair, pairs)
        four = self._longer(2, three, last, triple, threes)
        return self._combine(near, found, symbol, (pair, triple), (pairs, threes, four))

    def _block(self, codes: Codes) -> NDArray[np.float32]:
        found = self._lookup(codes)
        symbols = (found & _SYMBOL_MASK).astype(np.uint64)
        keys = (symbols[:-1] << _SHIFT) | symbols[1:]
        pairs = self._pairs(keys, symbols[1:])
        threes = self._longer(1, keys[:-1], symbols[2:], pairs[:-1], pairs[1:])
        triples = (keys[:-2] << _SHIFT) | symbols[2:-1]
        four = self._longer(2, triples, symbols[3:], threes[:-1], threes[1:])
        contexts, values = (pairs[1:-1], threes[:-1]), (pairs[2:], threes[1:], four)
        return self._combine(found[2:-1], found[3:], symbols[2:-1], contexts, values)

    def _lookup(self, codes: Codes) -> NDArray[np.uint32]:
        """Symbol, class and probability in the class of each code point, in one number."""
        return self._characters.take(codes, mode="clip")

    def _pairs(self, keys: Symbols, second: Symbols) -> Values:
        value = self._tables[0].find(keys)
        # Nothing longer runs across a line end.
        np.bitwise_and(value, _PROBABILITY[0], out=value, where=second == LINE_FEED)
        return value

    def _longer(self, table: int, context: Symbols, last: Symbols, before: Values, shorter: Values) -> Values:
        """Values of n-grams, looked up only where both their shorter parts exist and the first one has successors."""
        value = np.zeros(len(last), np.uint16)
        worth = np.flatnonzero((before > _PROBABILITY[table - 1]) & (shorter != 0))
        if len(worth):
            value[worth] = self._tables[table].find((context[worth] << _SHIFT) | last[worth])
        return value

    def _combine(self, near: NDArray[np.uint32], last: NDArray[np.uint32], symbol: Symbols,
                 contexts: tuple[Values, ...], values: tuple[Values, ...]) -> NDArray[np.float32]:
        """The longest n-gram's probability, or a shorter one's after the penalties of the longer contexts.

        near, last: what `_lookup` gave for the character before and the one scored.  symbol: of the one before.
        """
        classes = (near >> np.uint32(CLASS_SHIFT)) & _CLASS_MASK
        classes <<= np.uint32(CLASS_BITS)
        classes |= (last >> np.uint32(CLASS_SHIFT)) & _CLASS_MASK
        result = (last >> np.uint32(WITHIN_SHIFT)).astype(np.float32)
        result *= np.float32(-WITHIN_STEP)
        result += self._follows.take(classes)
        result += self._symbol_backoff.take(symbol.view(np.int64))
        for level, value in enumerate(values):
            if level:
                result += self._backoffs[level - 1].take(contexts[level - 1] >> np.uint16(PROBABILITY_BITS[level - 1]))
            np.copyto(result, self._probabilities[level].take(value & _PROBABILITY[level]), where=value != 0)
        return result
