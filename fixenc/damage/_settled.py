"""A line that a process proved nearby explains, restored piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fixenc.damage._pairs import Pair
from fixenc.damage._pool import Choice
from fixenc.damage._restore import Job, Restored
from fixenc.damage._steps import Reader, stretch
from fixenc.values import Guess


@dataclass(frozen=True, slots=True)
class Settled:
    """A restored line in pieces. choices: for each piece, by index, that was a hole."""

    line: int
    texts: list[str]
    choices: dict[int, Choice]

    @classmethod
    def together(cls, line: int, parts: Sequence[Settled]) -> Settled:
        """The parts of a line as one."""
        texts: list[str] = []
        choices: dict[int, Choice] = {}
        for part in parts:
            choices.update((len(texts) + index, choice) for index, choice in part.choices.items())
            texts += part.texts
        return cls(line, texts, choices)

    def guessed(self) -> list[tuple[int, int]]:
        """Where the bytes of each guess begin and end."""
        found = []
        place = 0
        for index, text in enumerate(self.texts):
            if index not in self.choices:
                place += len(text.encode("utf-8", "surrogatepass"))
                continue
            for character, is_guess in zip(text, self.choices[index].guessed, strict=True):
                size = len(character.encode("utf-8", "surrogatepass"))
                if is_guess:
                    found.append((place, place + size))
                place += size
        return found

    def restored(self, line: str, pair: Pair, reader: Reader, stood: tuple[tuple[int, int], ...]) -> Restored:
        """The damaged stretch of the line as the lattice would give it. stood: where something stands for each guess."""
        start, stop = stretch(line, reader.mark)
        whole = "".join(self.texts)
        after = whole[start:len(whole) - len(line) + stop]
        guesses: list[Guess] = []
        place = -start
        for index, text in enumerate(self.texts):
            if index in self.choices:
                guesses += self.choices[index].guesses(place)
            place += len(text)
        choices = tuple(among for choice in self.choices.values() for among in choice.guessed if among)
        job = Job(self.line, start, stop, ((start, stop),), pair, reader)
        # There is nothing to compare it with: one reading of each line.
        return Restored(job, start, stop, after, tuple(guesses), 0.0, choices, stood)
