"""A restored stretch in parts: what is written, and between it what is left as it stands because nobody can tell what it was."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fixenc.damage._restore import Restored
from fixenc.damage._trust import invented
from fixenc.values import Guess

RUNNERS_UP = 3


@dataclass(frozen=True, slots=True)
class Part:
    """What stands at `start` to `stop` of a line (code points). guesses: offsets in `after`.  stood: what stands for each."""

    start: int
    stop: int
    after: str
    guesses: tuple[Guess, ...]
    stood: tuple[str, ...]
    is_left: bool


def parts(result: Restored, guesses: Sequence[Guess], line: str) -> list[Part]:
    """The parts of a stretch of a line that change it or are left, in order. guesses: with the probabilities they deserve."""
    # What a mark has eaten is one character of the syntax, and no reason to leave what the mark stands for.
    some = [index for index, guess in enumerate(guesses) if result.after[guess.offset] >= "\x80"]
    doubtful = invented([guesses[index] for index in some], [result.choices[index] for index in some])
    left = _together(result, {some[index] for index in doubtful})
    bounds = [(result.start, 0)]
    for run in _runs(result, left):
        bounds += [(result.stood[run[0]][0], guesses[run[0]].offset), (result.stood[run[-1]][1], guesses[run[-1]].offset + 1)]
    bounds.append((result.stop, len(result.after)))
    offsets = [guess.offset for guess in guesses]
    found = []
    for index, ((start, first), (stop, last)) in enumerate(pairwise(bounds)):
        inside = range(bisect_left(offsets, first), bisect_left(offsets, last))
        part = Part(start, stop, result.after[first:last],
                    tuple(_told(guesses[place], first) for place in inside),
                    tuple(line[slice(*result.stood[place])] for place in inside), index % 2 == 1)
        if part.is_left or part.after != line[start:stop]:
            found.append(part)
    return found


def _told(guess: Guess, first: int) -> Guess:
    """A guess as it is told, in a part that begins at `first`."""
    return Guess(guess.offset - first, guess.probability, guess.runners_up[:RUNNERS_UP])


def _together(result: Restored, left: set[int]) -> set[int]:
    """The guesses that are left, with those that share their marks: of what a mark has eaten nothing stands by itself."""
    found: set[int] = set()
    for group in _groups(result):
        # What hangs on a character that is known, or lost without a mark, cannot be left alone.
        if result.stood[group[0]][0] < result.stood[group[0]][1] and not left.isdisjoint(group):
            found.update(group)
    return found


def _groups(result: Restored) -> Iterator[list[int]]:
    """The guesses, those together that share a mark."""
    group: list[int] = []
    for index, (first, last) in enumerate(result.stood):
        is_next = index > 0 and result.guesses[index].offset == result.guesses[index - 1].offset + 1
        if group and not (first == last and is_next):
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def _runs(result: Restored, left: set[int]) -> list[list[int]]:
    """The guesses that are left, those together between which nothing stands that could be written."""
    runs: list[list[int]] = []
    for index in sorted(left):
        if runs and result.stood[runs[-1][-1]][1] == result.stood[index][0]:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
