"""Holes: units of text that have lost bytes, what each may have been, and what it was chosen to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._alternatives import Row
from fixenc.damage._ranges import Places
from fixenc.damage._restore import guess
from fixenc.model.codes import Codes
from fixenc.values import Guess


class Hole(NamedTuple):
    """A unit that has lost bytes. rows: what it may have been, by number.  eaten: for each of its marks, nats of each ASCII
    character that it may have eaten, by number."""

    rows: int
    eaten: tuple[int, ...]


class Choice(NamedTuple):
    """What a hole was. text: the likeliest.  guessed: among how many each character was chosen, 0 where there was no choice.
    options: probabilities."""

    text: str
    guessed: tuple[int, ...]
    options: dict[str, float]

    def reweighed(self, text: str, options: dict[str, float]) -> Choice:
        """The same with another text and other probabilities."""
        return Choice(text, (max(self.guessed),) * (len(self.guessed) + len(text) - len(self.text)), options)

    def guesses(self, place: int) -> Iterator[Guess]:
        """The characters that were chosen among several, at their offsets. place: of the first."""
        for index, is_guess in enumerate(self.guessed):
            if is_guess:
                yield guess(place + index, self.text[index], self.options, index)


@dataclass(frozen=True, slots=True)
class Pool:
    """Rows of slots as arrays. first, count: rows of a hole.  slot, size: slots of a row.  start, length, mark: of a slot's
    candidates.  codes: all candidates.  eaten: numbers by hole and mark.  tables: nats by number and character.  guessed: for
    each row, among how many each of its characters is chosen."""

    first: Places
    count: Places
    slot: Places
    size: Places
    start: Places
    length: Places
    mark: Places
    codes: Codes
    eaten: Places
    tables: NDArray[np.float32]
    guessed: list[tuple[int, ...]]

    @classmethod
    def of(cls, holes: Sequence[Hole], rows: Sequence[Sequence[Row]], tables: Sequence[NDArray[np.float32]]) -> Pool:
        """Of some holes, the rows of candidates and the nats that they name by number."""
        numbers: dict[int, int] = {}
        for hole in holes:
            numbers.setdefault(hole.rows, len(numbers))
        count = np.array([len(rows[number]) for number in numbers], np.intp)
        size = np.array([len(row) for number in numbers for row in rows[number]], np.intp)
        slots = [slot for number in numbers for row in rows[number] for slot in row]
        length = np.array([len(slot.codes) for slot in slots], np.intp)
        which = np.array([numbers[hole.rows] for hole in holes], np.intp)
        eaten = np.zeros((len(holes), max(len(hole.eaten) for hole in holes) + 1), np.intp)
        for index, hole in enumerate(holes):
            eaten[index, :len(hole.eaten)] = hole.eaten
        marks = np.array([slot.mark for slot in slots], np.intp)
        codes = np.concatenate([slot.codes for slot in slots])
        first, slot, start = (np.cumsum(each) - each for each in (count, size, length))
        of_rows = [row for number in numbers for row in rows[number]]
        guessed = [tuple(len(each.codes) if len(each.codes) > 1 else 0 for each in row) for row in of_rows]
        return cls(first[which], count[which], slot, size, start, length, marks, codes, eaten, np.array(tables, np.float32),
                   guessed)
