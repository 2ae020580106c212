"""A short text, looked at character by character: where little has to be asked this costs less than arrays do.

The tests and their bounds are those of `_look` and `_explain`, one after the other. Whatever needs more than that (marks, several
lines, characters that tell alone) is left to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from math import log
from typing import TypeVar

import numpy as np

from fixenc.model._look import AROUND, LINE_FEED, SHORT, few_pairs
from fixenc.model.codes import Codes, to_codes, to_units
from fixenc.model.misreadings import MISREADINGS, STEPS_A_NAT, cheapest, commonness, costs, familiarity
from fixenc.model.score import Model

# A text of so many code points is short.
LONGEST = 256
_REPLACEMENT = 0xFFFD
# One misreading explains a stretch so much better than the kind of text in which its characters are common. Of 4,805 suspicious
# strings that were damaged without loss all reach this, one does not reach 6.5; of the places of verse a third do.
FAMILIAR_NATS = 6.0

N = TypeVar("N", int, float)


def is_surely_clean(text: str, model: Model, suspicious_nats: float) -> bool:
    """Whether a text is short, of one line, has no mark, and no misreading explains a stretch of it better than an author does by
    so many nats and the log of its length."""
    if not SHORT < len(text) <= LONGEST or "\n" in text:
        return False
    codes = to_codes(text)
    pairs = few_pairs(codes)
    if not pairs:
        return pairs is not None
    runs = [(codes[start:stop], bits) for start, stop, bits in _runs(pairs, len(codes))]
    runs = [(run, bits) for run, bits in runs if _may_rise(run, bits, suspicious_nats)]
    if not runs:
        return True
    feed = np.array([LINE_FEED], np.uint32)
    nats = model.running(np.concatenate([part for run, _ in runs for part in (run, feed)])).tolist()
    most, start = 0.0, 0
    for run, bits in runs:
        most = max(most, _rise(run, bits, nats[start:start + len(run)], suspicious_nats))
        start += len(run) + 1
    return most <= suspicious_nats + log(len(text))


def _runs(pairs: Iterable[tuple[int, int, int]], size: int) -> list[tuple[int, int, int]]:
    """The stretches around some pairs of characters, those that touch as one: start, stop and the misreadings they tell of."""
    runs: list[tuple[int, int, int]] = []
    for first, last, bits in pairs:
        start, stop = max(first - AROUND, 0), min(last + AROUND + 1, size)
        if runs and start <= runs[-1][1]:
            start, bits = runs[-1][0], bits | runs[-1][2]
            runs.pop()
        runs.append((start, stop, bits))
    return runs


def _may_rise(run: Codes, bits: int, suspicious_nats: float) -> bool:
    """Whether the cheapest misreading of each character explains a stretch so much better than the commonness of its characters,
    and one misreading by FAMILIAR_NATS better than the kind of text in which they are common."""
    units, codes = to_units(run).tolist(), run.tolist()
    likelier, familiar, cost = _likelier(), _familiarity(), _costs()
    if _highest(_held([likelier[unit] for unit in units], codes)) <= (suspicious_nats + log(len(run))) * STEPS_A_NAT:
        return False
    return any(_highest(_held([familiar[unit] - cost[unit * MISREADINGS + column] for unit in units], codes))
               > FAMILIAR_NATS * STEPS_A_NAT for column in _columns(bits))


def _rise(run: Codes, bits: int, nats: Sequence[float], suspicious_nats: float) -> float:
    """By how many nats one of some misreadings explains a stretch of a run better than the model, 0 where the bound is low."""
    units, codes = to_units(run).tolist(), run.tolist()
    least, cost = _cheapest(), _costs()
    excess = _held([-each - least[unit] / STEPS_A_NAT for unit, each in zip(units, nats, strict=True)], codes)
    if _highest(excess) <= suspicious_nats + log(len(run)):
        return 0.0
    spent = [each + least[unit] / STEPS_A_NAT for unit, each in zip(units, excess, strict=True)]
    return max(_highest(each - cost[unit * MISREADINGS + column] / STEPS_A_NAT for unit, each in zip(units, spent, strict=True))
               for column in _columns(bits))


def _columns(bits: int) -> list[int]:
    return [column for column in range(MISREADINGS) if bits >> column & 1]


def _held(nats: list[N], codes: Sequence[int]) -> list[N]:
    """As in `_explain`: a character that stands once more is no evidence."""
    for place in range(1, len(codes)):
        if codes[place] == codes[place - 1] != _REPLACEMENT and nats[place] > 0:
            nats[place] -= nats[place]
    return nats


def _highest(nats: Iterable[float]) -> float:
    """The greatest sum of values that stand together."""
    highest = total = 0.0
    for each in nats:
        total += each
        if total > highest:
            highest = total
        elif total < 0.0:
            total = 0.0
    return highest


@cache
def _likelier() -> list[int]:
    steps: list[int] = np.rint((commonness() - cheapest()) * STEPS_A_NAT).astype(int).tolist()
    return steps


@cache
def _familiarity() -> bytes:
    return familiarity().tobytes()


@cache
def _cheapest() -> bytes:
    return np.rint(cheapest() * STEPS_A_NAT).astype(np.uint8).tobytes()


@cache
def _costs() -> memoryview:
    return costs().ravel().data
