"""How far a restored character is to be trusted, and which are trusted so little that nothing is written.

The search is surer of itself than it is right: its beam leaves aside what it found unlikely, and where much was lost it finds
something fluent for anything. What it gives a character is therefore held against how many the bytes leave to choose from, here
and around it, and against how well the character stands where it does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._restore import Restored
from fixenc.model.codes import to_codes
from fixenc.model.score import Model
from fixenc.values import Guess

# All that the model looks at on each side.
AROUND = 3
# The log odds that a restored character is right are a sum of these, each times: 1, the log odds o that the search gives it, the
# bits l (log2 of the choices that the bytes leave) lost here, those b lost around it, o * b, the nats of the character behind
# what stands before it, the nats n of it and the three behind it, o * n, whether nothing is left of it in text that was read
# as UTF-8, where not even the number of lost characters is known, and o * l. Fitted (logistic regression) on 3,871 characters
# of text kept out, read wrongly by real decoders: 20 pairs of charsets, whole lines and short parts of lines of source code.
_WEIGHTS = np.array([3.119, 0.844, -0.265, -0.032, -0.0066, -0.131, -0.025, -0.0145, -1.2, -0.0217])
_LEAST_ODDS, _MOST_ODDS = -6.0, 12.0
# A character surer than SURE is no part of a run of doubtful ones. A run is written where it is right as a whole three times in
# ten, or, with a character of whose bytes nothing is left (it is one of more than NOTHING_LEFT), five times; otherwise its least
# likely character is left, and what stands beside that is written where it is more likely right than wrong and something is
# left of each.
SURE, LIKELY, LIKELY_BESIDE, NOTHING_LEFT = 0.8, 0.3, 0.5, 1000


def trusted(results: Sequence[Restored], lines: Sequence[str], model: Model) -> list[tuple[Guess, ...]]:
    """The guesses of each result with the probabilities that they deserve. lines: all that the results are of."""
    some = [each for each in results if each.guesses]
    if not some:
        return [()] * len(results)
    shares = iter((1.0 / (1.0 + np.exp(-features(some, lines, model) @ _WEIGHTS))).tolist())
    return [tuple(_believed(guess, next(shares)) for guess in each.guesses) for each in results]


def features(results: Sequence[Restored], lines: Sequence[str], model: Model) -> NDArray[np.float64]:
    """What the trust in each guess is a sum of, a row a guess."""
    texts, places, pads = [], [], []
    size = 0
    for each in results:
        line = lines[each.job.line]
        head, tail = line[max(0, each.start - AROUND):each.start], line[each.stop:each.stop + AROUND]
        texts.append(head.rjust(AROUND, "\n") + each.after + tail.ljust(AROUND, "\n"))
        places += [size + AROUND + guess.offset for guess in each.guesses]
        size += len(texts[-1])
        pads += [size - number for number in range(1, AROUND - len(tail) + 1)]
    here = np.array(places)
    bits = np.zeros(size)
    bits[here] = own = np.log2([among for each in results for among in each.choices])
    nats = -model.running(to_codes("".join(texts))).astype(np.float64)
    nats[pads] = 0.0
    odds = np.array([_odds(guess.probability) for each in results for guess in each.guesses])
    around = _sums(bits, here - AROUND, here + AROUND + 1) - own
    following = _sums(nats, here, here + AROUND + 1)
    unknown = np.repeat([each.job.pair.read.kind == "unicode" for each in results], [len(each.guesses) for each in results])
    unknown &= own > math.log2(NOTHING_LEFT)
    ones = np.ones(len(here))
    return np.stack([ones, odds, own, around, odds * around, nats[here], following, odds * following, unknown, odds * own], 1)


def invented(guesses: Sequence[Guess], choices: Sequence[int]) -> set[int]:
    """Which guesses (by index) are not to be written. choices: among how many each was chosen.

    >>> doubtful = [Guess(0, 0.9), Guess(1, 0.6), Guess(2, 0.4), Guess(3, 0.7), Guess(7, 0.4)]
    >>> sorted(invented(doubtful, (64, 64, 64, 64, 64))), sorted(invented(doubtful, (64, 64, 64, 3000, 64)))
    ([2], [2, 3])
    """
    found: set[int] = set()
    waiting = [(run, False) for run in _runs(guesses)]
    while waiting:
        run, is_beside = waiting.pop()
        is_gone = any(choices[index] > NOTHING_LEFT for index in run)
        likely = LIKELY_BESIDE if is_beside or is_gone else LIKELY
        if not (is_beside and is_gone) and math.prod(guesses[index].probability for index in run) >= likely:
            continue
        worst = min(run, key=lambda index: guesses[index].probability)
        found.add(worst)
        rest = [index for index in run if index < worst], [index for index in run if index > worst]
        waiting += [(part, True) for part in rest if part]
    return found


def _runs(guesses: Sequence[Guess]) -> list[list[int]]:
    """The doubtful guesses that stand side by side."""
    runs: list[list[int]] = []
    for index, guess in enumerate(guesses):
        if guess.probability >= SURE:
            continue
        if runs and runs[-1][-1] == index - 1 and guesses[index - 1].offset == guess.offset - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _sums(values: NDArray[np.float64], first: NDArray[np.intp], stop: NDArray[np.intp]) -> NDArray[np.float64]:
    """The sums of stretches of some values."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    sums: NDArray[np.float64] = total[stop] - total[first]
    return sums


def _odds(share: float) -> float:
    if share <= 0.0 or share >= 1.0:
        return _MOST_ODDS if share > 0.0 else _LEAST_ODDS
    return min(_MOST_ODDS, max(_LEAST_ODDS, math.log(share / (1.0 - share))))


def _believed(guess: Guess, share: float) -> Guess:
    """A guess with another probability; what is left goes to the others as the search shares it out."""
    left = (1.0 - share) / max(1.0 - guess.probability, 1e-9)
    others = tuple((text, min(share, each * left)) for text, each in guess.runners_up)
    return Guess(guess.offset, share, others)
