"""The steps of many stretches as arrays: what the search asks for at each step of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._automaton import Automaton
from fixenc.damage._steps import Place, Step


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is searched. before, behind: the text around it, three characters or more; behind is None where the stretch is only
    the beginning of one.  looked_at: how many of the characters behind hang on what a mark has eaten."""

    steps: Sequence[Step]
    automaton: Automaton
    before: str
    behind: str | None
    looked_at: int


class Plan:
    """The steps of all stretches as arrays, one stretch behind the other.

    first, size: where those of a stretch begin, and how many there are.  is_run: which are runs, the others are places.
    data: the bytes of runs.  rest, rests, rest_numbers: where the readings of a place begin, how many there are, and all of
    them by number.  code, missing: of places.  eaten: number of its table in `tables`, -1 for none.  looked_at: how many of the
    first characters hang on what a mark has eaten.  behind: of places, nats where nothing was eaten.
    """

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.size = np.array([len(each.steps) for each in stretches], np.intp)
        self.first = np.cumsum(self.size) - self.size
        self.data: list[bytes] = []
        rests, code, eaten, missing, looked_at, behind = [], [], [], [], [], []
        tables: list[NDArray[np.float32]] = []
        numbers: list[int] = []
        for stretch in stretches:
            rest = stretch.automaton.rest
            for step in stretch.steps:
                if isinstance(step, Place):
                    numbers += [rest(each) for each in step.readings]
                    eaten.append(-1 if step.eaten is None else len(tables))
                    if step.eaten is not None:
                        tables.append(step.eaten)
                    rests.append(len(step.readings))
                    code.append(step.code)
                    missing.append(step.missing)
                    looked_at.append(int(step.is_looked_at))
                    behind.append(step.behind)
                    self.data.append(b"")
                else:
                    rests.append(0)
                    code.append(-1)
                    eaten.append(-1)
                    missing.append(False)
                    looked_at.append(step.looked_at)
                    behind.append(0.0)
                    self.data.append(step.data)
        self.is_run = np.array([len(data) > 0 for data in self.data], np.bool_)
        self.rests = np.array(rests, np.intp)
        self.rest = np.cumsum(self.rests) - self.rests
        self.rest_numbers = np.array(numbers, np.intp)
        self.code, self.eaten = np.array(code, np.int64), np.array(eaten, np.intp)
        self.missing = np.array(missing, np.bool_)
        self.looked_at, self.behind = np.array(looked_at, np.intp), np.array(behind)
        self.tables = np.array(tables, np.float32) if tables else np.zeros((1, 0x80), np.float32)
