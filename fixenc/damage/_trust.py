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
# Of a character that the bytes leave so many choices for, nothing is left.
NOTHING_LEFT = 1000
# A character is written where it is right three times in ten, and characters side by side of which nothing is left where all of
# them are. Of text kept out that was read wrongly by real decoders, 176 lines, 6 in 100 hold two wrong ones side by side then;
# where all runs had to be right three times in ten it were 3, and of UTF-8 read as GB 2312 .10 of the characters right, not .34.
LIKELY = 0.3


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

    >>> some = [Guess(0, 0.9), Guess(1, 0.6), Guess(2, 0.2), Guess(3, 0.5), Guess(4, 0.5)]
    >>> sorted(invented(some, (64, 64, 64, 64, 64))), sorted(invented(some, (64, 64, 64, 3000, 3000)))
    ([2], [2, 3, 4])
    """
    found = {index for index, guess in enumerate(guesses) if guess.probability < LIKELY}
    for run in _runs(guesses, choices):
        if len(run) > 1 and math.prod(guesses[index].probability for index in run) < LIKELY:
            found.update(run)
    return found


def _runs(guesses: Sequence[Guess], choices: Sequence[int]) -> list[list[int]]:
    """The guesses that stand side by side and of which nothing is left."""
    runs: list[list[int]] = []
    for index, guess in enumerate(guesses):
        if choices[index] <= NOTHING_LEFT:
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
