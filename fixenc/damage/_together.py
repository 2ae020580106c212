"""Many searches at once: their questions go to the language model in one call."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes
from fixenc.model.score import Model

Found = TypeVar("Found")
# Contexts of three characters and a candidate for each, and the log probabilities of these.
Question = tuple[Codes, Codes]
Answer = NDArray[np.float32]


def run_together(searches: Sequence[Generator[Question, Answer, Found]], model: Model) -> list[Found]:
    """What each search returns. Every round answers one question of each that is not done."""
    found: dict[int, Found] = {}
    waiting: list[tuple[int, Question]] = []
    for index in range(len(searches)):
        _go_on(searches, index, None, waiting, found)
    while waiting:
        contexts = np.concatenate([question[0] for _, question in waiting])
        candidates = np.concatenate([question[1] for _, question in waiting])
        answers = model.given(contexts, candidates)
        asked, waiting, place = waiting, [], 0
        for index, question in asked:
            size = len(question[1])
            _go_on(searches, index, answers[place:place + size], waiting, found)
            place += size
    return [found[index] for index in range(len(searches))]


def _go_on(searches: Sequence[Generator[Question, Answer, Found]], index: int, answer: Answer | None,
           waiting: list[tuple[int, Question]], found: dict[int, Found]) -> None:
    try:
        question = next(searches[index]) if answer is None else searches[index].send(answer)
        waiting.append((index, question))
    except StopIteration as stop:
        found[index] = stop.value
