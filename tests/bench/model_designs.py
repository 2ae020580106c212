"""Compares designs of the language model: python tests/bench/model_designs.py KEPT_OUT FOLDER...

KEPT_OUT holds GENRE.hans.txt and GENRE.hant.txt that training did not see; FOLDERs are what fixenc.model.train wants.
Prints bits per character for each script and genre, bytes, and characters and look-ups a second on one core.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from fixenc.model import _pack, train
from fixenc.model._count import LEAST
from fixenc.model.codes import Codes, to_codes
from fixenc.model.score import Model

Change = Callable[[train.Trained], None]


def up_to(order: int) -> Change:
    """Only n-grams of so many characters or fewer."""
    def change(trained: train.Trained) -> None:
        for level in trained.levels:
            if level.order > order:
                level.grams.weighted[:], level.grams.raw[:], level.extra[:] = 0.0, 0.0, 0.0
    return change


def without_words(trained: train.Trained) -> None:
    """The corpora alone; the lists of words and their counts say nothing."""
    for level in trained.levels:
        level.extra[:], level.extra_context[:] = 0.0, 0.0


def without_classes(trained: train.Trained) -> None:
    """Below the pairs stands the character alone: what class stood before does not count."""
    together = trained.base.pairs.sum(0)
    trained.base.pairs[:] = trained.base.pairs.sum(1)[:, None] * together / together.sum()


def designs(megabytes: float) -> Iterator[tuple[str, float, list[Change]]]:
    """Name, room in megabytes, and what is changed before the model is pruned."""
    yield "pairs", megabytes, [up_to(2)]
    yield "up to threes", megabytes, [up_to(3)]
    yield "up to fours (installed)", megabytes, []
    yield "up to fours, half the room", megabytes / 2, []
    yield "up to fours, three quarters", megabytes * 0.75, []
    yield f"up to fours, all that occur {LEAST} times", 1000.0, []
    yield "without lists of words", megabytes, [without_words]
    yield "without classes", megabytes, [without_classes]


def measure(model: Model, texts: dict[str, Codes]) -> dict[str, float]:
    """Bits per character of each text, of each script, and the mean of the texts."""
    bits = {name: -float(model.running(codes).sum(dtype=np.float64)) / np.log(2) for name, codes in texts.items()}
    result = {}
    for script in ("hans", "hant"):
        names = [name for name in texts if name.endswith(script)]
        result[script] = sum(bits[name] for name in names) / max(sum(len(texts[name]) for name in names), 1)
    result |= {name: bits[name] / len(codes) for name, codes in texts.items()}
    return {"mean": float(np.mean([bits[name] / len(codes) for name, codes in texts.items()])), **result}


def speed(model: Model, codes: Codes) -> tuple[float, float]:
    """Millions a second, on one core: characters of running text; candidates behind contexts."""
    codes = np.resize(codes, 2_000_000)
    contexts = np.stack([codes[place:place + 500_000] for place in range(model.order - 1)], 1)
    candidates = np.random.default_rng(1).permutation(codes[:500_000])
    model.running(codes[:100_000])
    times = [time.perf_counter()]
    model.running(codes)
    times.append(time.perf_counter())
    model.given(contexts, candidates)
    times.append(time.perf_counter())
    return len(codes) / (times[1] - times[0]) / 1e6, len(candidates) / (times[2] - times[1]) / 1e6


def make(trained: train.Trained, megabytes: float, started: float) -> bytes:
    """The file of one design."""
    for level in trained.levels:
        level.kept[:] = True
    packed = train.prune(trained, int(megabytes * train.MEGABYTE), started)
    train.estimate(trained)
    return _pack.pack(trained.levels, packed, trained.base, trained.symbol_of)


def main() -> None:
    """One line a design, tab-separated."""
    kept_out, *folders = [Path(argument) for argument in sys.argv[1:]]
    texts = {path.name.removesuffix(".txt"): to_codes(path.read_text(encoding="utf-8"))
             for path in sorted(kept_out.glob("*.txt"))}
    started = time.monotonic()
    trained = train.prepare(folders, started)
    saved = [[array.copy() for array in (level.grams.weighted, level.grams.raw, level.extra, level.extra_context)]
             for level in trained.levels]
    pairs = trained.base.pairs.copy()
    print("design", "bytes", "M char/s", "M look-ups/s", "mean", "hans", "hant", *texts, sep="\t")
    for name, megabytes, changes in designs(15.7):
        for level, arrays in zip(trained.levels, saved, strict=True):
            level.grams.weighted[:], level.grams.raw[:], level.extra[:], level.extra_context[:] = arrays
        trained.base.pairs[:] = pairs
        for change in changes:
            change(trained)
        data = make(trained, megabytes, started)
        model = Model(np.frombuffer(data, np.uint8))
        figures = measure(model, texts)
        print(name, len(data), *(f"{each:.1f}" for each in speed(model, max(texts.values(), key=len))),
              *(f"{value:.3f}" for value in figures.values()), sep="\t", flush=True)


if __name__ == "__main__":
    main()
