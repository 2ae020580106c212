"""python -m fixenc.model.train FOLDER... -o model.bin: makes a language model from text.

FOLDER holds .txt and .txt.xz files (UTF-8, a paragraph or sentence a line; NAME.other.txt is text of another language),
and may hold char_distribution.json and word_distribution.json. Lines with zlib.crc32(line) % 50 in (0, 1) are left out,
for testing. The same files give the same model, byte for byte.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fixenc.model import _base, _corpus, _pack, _smooth, _words
from fixenc.model._classes import ALL_CODES, NAMES
from fixenc.model._corpus import Corpus
from fixenc.model._count import LEAST, Grams, count
from fixenc.model._smooth import Floats, Level
from fixenc.model._table import LINE_FEED, SYMBOL_BITS

ORDERS = (2, 3, 4)
# Characters seen this often stand in n-grams; of characters that are not Han more is asked.
LEAST_HAN, LEAST_OTHER = 3, 20
MEGABYTE = 1 << 20


@dataclass(slots=True)
class Trained:
    """A model before it is pruned."""

    levels: list[Level]
    base: _base.Base
    symbol_of: NDArray[np.uint16]
    outside: Floats
    pair_classes: NDArray[np.int64]


def say(started: float, text: str) -> None:
    """Progress on standard error."""
    print(f"{time.monotonic() - started:7.1f} s  {text}", file=sys.stderr, flush=True)


def symbols(corpora: list[Corpus], words: list[tuple[str, int]], classes: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """The symbol of each code point: 0 for none, LINE_FEED, then by falling frequency."""
    seen = np.zeros(ALL_CODES, np.int64)
    for corpus in corpora:
        seen += np.bincount(corpus.codes, minlength=ALL_CODES)
    han = np.isin(classes, [index for index, name in enumerate(NAMES) if name.startswith("han")])
    in_words = np.zeros(ALL_CODES, np.bool_)
    in_words[[ord(character) for word, _ in words for character in word]] = True
    wanted = np.flatnonzero((seen >= np.where(han, LEAST_HAN, LEAST_OTHER)) | in_words)
    wanted = wanted[wanted != 0x0A]
    wanted = wanted[np.argsort(-seen[wanted], kind="stable")][:(1 << SYMBOL_BITS) - 2]
    symbol_of = np.zeros(ALL_CODES, np.uint16)
    symbol_of[0x0A] = LINE_FEED
    symbol_of[wanted] = np.arange(2, len(wanted) + 2)
    return symbol_of


def prepare(folders: list[Path], started: float, least: int = LEAST) -> Trained:
    """Read and count everything. least: n-grams that occur less often are left out."""
    corpora = list(_corpus.read(folders))
    say(started, f"read {sum(len(corpus.codes) for corpus in corpora):,} characters of {len(corpora)} files")
    base = _base.gather(corpora)
    words, outside = _corpus.word_counts(folders), _corpus.character_counts(folders)
    symbol_of = symbols(corpora, words, base.classes)
    known = int(symbol_of.max()) + 1
    say(started, f"{known:,} symbols, {len(words):,} words")
    below: Grams | None = None
    levels: list[Level] = []
    for order in ORDERS:
        grams, extra = count(corpora, symbol_of, order, least), np.zeros(0)
        found, contexts = _words.inside(words, symbol_of, order)
        grams, extra = _words.merge(grams, found)
        counts: Floats
        if below is None:
            counts = np.bincount(symbol_of, base.counts, known).astype(np.float64, copy=False)
            context_keys = np.arange(known, dtype=np.uint64)
            for code in np.flatnonzero(outside[:0x10000]).tolist():
                symbol = int(symbol_of[code])
                if symbol in contexts:
                    contexts[symbol] = max(contexts[symbol], float(outside[code]) * _words.SCALE)
        else:
            counts, context_keys = below.weighted, below.keys
        level = _smooth.link(order, grams, None if below is None else below.keys, counts, extra,
                             np.maximum(_words.at(context_keys, contexts), 0.0))
        level.extra_context = np.maximum(level.extra_context, np.bincount(level.prefix, extra, len(counts)))
        levels.append(level)
        below = grams
        say(started, f"{len(grams.keys):,} of {order} characters, discounts {grams.discounts}")
    pair_classes = _pair_classes(levels[0], symbol_of, base.classes, known)
    return Trained(levels, base, symbol_of, outside, pair_classes)


def _pair_classes(pairs: Level, symbol_of: NDArray[np.uint16], classes: NDArray[np.uint8],
                  known: int) -> NDArray[np.int64]:
    """For each pair, where its classes are in a flat matrix."""
    class_of = np.zeros(known, np.int64)
    class_of[symbol_of] = classes
    return class_of[pairs.prefix] * len(NAMES) + class_of[pairs.suffix]


def estimate(trained: Trained) -> Floats:
    """Compute all probabilities for what is kept; returns those of the pairs by class alone."""
    levels, base, size = trained.levels, trained.base, len(NAMES)
    taken = _smooth.distribute(levels)
    left_symbols = np.bincount(levels[0].suffix, taken, levels[0].contexts)
    taken_codes = np.where(trained.symbol_of > 0, left_symbols[trained.symbol_of], 0.0)
    left_pairs = base.pairs - np.bincount(trained.pair_classes, taken, size * size).reshape(size, size)
    _base.settle(base, np.maximum(base.counts - taken_codes, 0.0), np.maximum(left_pairs, 0.0), trained.outside)
    within = np.zeros(levels[0].contexts)
    within[trained.symbol_of[::-1]] = base.within[::-1]
    lowest = np.exp(base.follows.ravel()[trained.pair_classes] + within[levels[0].suffix])
    _smooth.interpolate(levels, lowest)
    return lowest


def prune(trained: Trained, size: int, started: float) -> list[tuple[NDArray[np.int64], int]]:
    """Keep what is worth most for `size` bytes of tables; returns what `pack` wants to know."""
    levels = trained.levels
    lowest = estimate(trained)
    worths = [_smooth.worth(level, lowest, levels) for level in levels]
    threshold = _threshold(levels, worths, size)
    for level in levels:
        level.kept[:] = True
    # Once more, each order judged by a model in which the longer n-grams are pruned already.
    for position in reversed(range(len(levels))):
        lowest = estimate(trained)
        worths[position] = _smooth.worth(levels[position], lowest, levels)
        _keep(levels, worths, position, threshold)
    threshold = _threshold(levels, worths, size)
    packed = _pack.settle(levels, worths)
    say(started, f"kept {[len(best) for best, _ in packed]}, each worth {threshold:.2f} nats of the training text")
    return packed


def _threshold(levels: list[Level], worths: list[Floats], size: int) -> float:
    """Keep n-grams above a worth (nats) for which the tables just fit; returns it."""
    low, high = 1e-3, 1e4
    for step in range(31):
        middle = float(np.sqrt(low * high)) if step < 30 else high
        for position in reversed(range(len(levels))):
            _keep(levels, worths, position, middle)
        low, high = (middle, high) if _pack.room(levels) > size else (low, middle)
    return high


def _keep(levels: list[Level], worths: list[Floats], position: int, threshold: float) -> None:
    """Keep of one order what is worth its room, and what longer n-grams begin or end with."""
    level = levels[position]
    level.kept = worths[position] > threshold
    for above in levels[position + 1:position + 2]:
        level.kept[above.prefix[above.kept]] = True
        level.kept[above.suffix[above.kept]] = True


def main(arguments: list[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m fixenc.model.train", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("-o", "--output", type=Path, default=Path("model.bin"))
    parser.add_argument("--megabytes", type=float, default=15.7, help="size of the file at most (15.7)")
    parser.add_argument("--least", type=int, default=LEAST, help=f"leave out what occurs less often ({LEAST})")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    if not _corpus.files(options.folders):
        parser.error(f"no .txt or .txt.xz under {', '.join(map(str, options.folders))}")
    trained = prepare(options.folders, started, options.least)
    packed = prune(trained, int(options.megabytes * MEGABYTE), started)
    estimate(trained)
    data = _pack.pack(trained.levels, packed, trained.base, trained.symbol_of)
    options.output.write_bytes(data)
    say(started, f"{options.output}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
