"""Words that stand elsewhere in the text make themselves likelier where they were lost.

    逄锦聚 … ?锦聚 -> 逄锦聚, where any other text would have 飄

A name that only this text knows is strange to the language model. But where a text breaks depends on what stands before, so of
a name that is lost in one line most other lines have it whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._inverse import joined
from fixenc.damage._pairs import Pair
from fixenc.damage._restore import Restored, gives
from fixenc.damage._steps import Reader
from fixenc.damage._units import LOST
from fixenc.model.codes import Codes, to_codes
from fixenc.values import Guess

# A character that is known, or so certain, is part of a word; one that is less certain than ASKED may be another.
SURE, ASKED = 0.9, 0.98
# Where the character stands that some two stand beside.
BEFORE, BETWEEN, BEHIND = range(3)
_HAN = 0x3400, 0xA000
_SHIFT = np.uint64(21)


class Context(NamedTuple):
    """Two characters beside another. place: where that one stands."""

    first: int
    second: int
    place: int


Fillings = Mapping[Context, Mapping[int, int]]


def spoken_for(results: Sequence[Restored], guesses: Sequence[tuple[Guess, ...]], lines: Sequence[str],
               text: str) -> tuple[list[Restored], list[tuple[Guess, ...]]]:
    """The results and their guesses by what stands elsewhere in the text. lines: all that the results are of."""
    found, weighed = list(results), list(guesses)
    alike: dict[tuple[Pair, Reader], list[int]] = defaultdict(list)
    for index, own in enumerate(guesses):
        if any(guess.probability < ASKED for guess in own):
            alike[results[index].job.pair, results[index].job.reader].append(index)
    for (pair, reader), some in alike.items():
        asked = {index: list(_contexts(results[index], guesses[index])) for index in some}
        known = "\n".join(_certain(results[index].after, guesses[index]) for index in range(len(results)))
        codes = np.concatenate((_readable(text, pair, reader), to_codes("\n" + known)))
        fillings = _fillings(codes, {context for each in asked.values() for _, context in each})
        for index in some:
            found[index], weighed[index] = _weighed(results[index], guesses[index], asked[index], fillings,
                                                    lines[results[index].job.line])
    return found, weighed


def _contexts(result: Restored, guesses: Sequence[Guess]) -> Iterator[tuple[int, Context]]:
    """The certain characters beside each doubtful one. The number is the guess's."""
    codes = [ord(character) for character in result.after]
    for guess in guesses:
        if guess.probability < SURE:
            codes[guess.offset] = 0
    for number, guess in enumerate(guesses):
        if guess.probability < ASKED:
            place = guess.offset
            for where, (first, second) in ((BEFORE, (place + 1, place + 2)), (BETWEEN, (place - 1, place + 1)),
                                           (BEHIND, (place - 2, place - 1))):
                if first >= 0 and second < len(codes) and _is_han(codes[first]) and _is_han(codes[second]):
                    yield number, Context(codes[first], codes[second], where)


def _is_han(code: int) -> bool:
    return _HAN[0] <= code < _HAN[1]


def _certain(after: str, guesses: Sequence[Guess]) -> str:
    """A restored text without what is doubtful in it."""
    characters = list(after)
    for guess in guesses:
        if guess.probability < SURE:
            characters[guess.offset] = "\n"
    return "".join(characters)


@lru_cache(4)
def _readable(text: str, pair: Pair, reader: Reader) -> Codes:
    """A text as it stands, and what can be read of it where the process happened, line feeds between."""
    codes = to_codes(text)
    numbers, lengths = pair.read.packed(codes, reader.dialect)
    lost = (lengths == 0) | (codes == ord(reader.mark)) if reader.mark else lengths == 0
    reading = pair.written.read(joined(np.where(lost, np.uint32(LOST), numbers), np.where(lost, 1, lengths)))
    return np.concatenate((codes, np.where(reading.good, reading.codes, np.uint32(0x0A))))


def _fillings(codes: Codes, contexts: Collection[Context]) -> Fillings:
    """How often each character stands beside the two of each context."""
    is_han = (codes >= _HAN[0]) & (codes < _HAN[1])
    starts = np.flatnonzero(is_han[:-2] & is_han[1:-1] & is_han[2:])
    first, middle, last = (codes[starts + place].astype(np.uint64) for place in range(3))
    found: dict[Context, dict[int, int]] = {}
    for place, (one, other, own) in {BEFORE: (middle, last, first), BETWEEN: (first, last, middle),
                                     BEHIND: (first, middle, last)}.items():
        wanted = {context.first << int(_SHIFT) | context.second: context for context in contexts if context.place == place}
        found.update(_counted(one << _SHIFT | other, own, wanted))
    return found


def _counted(keys: NDArray[np.uint64], own: NDArray[np.uint64],
             wanted: Mapping[int, Context]) -> Iterator[tuple[Context, dict[int, int]]]:
    """How often each character stands beside some two. keys: those two, as one number."""
    if not wanted or not len(keys):
        return
    asked = np.sort(np.fromiter(wanted, np.uint64, len(wanted)))
    places = np.minimum(np.searchsorted(asked, keys), len(asked) - 1)
    hits = asked[places] == keys
    found: dict[Context, Counter[int]] = defaultdict(Counter)
    for key, code in zip(keys[hits].tolist(), own[hits].tolist(), strict=True):
        found[wanted[key]][code] += 1
    yield from found.items()


def _weighed(result: Restored, guesses: tuple[Guess, ...], asked: Sequence[tuple[int, Context]], fillings: Fillings,
             line: str) -> tuple[Restored, tuple[Guess, ...]]:
    """A result with the characters that are likeliest by what stands elsewhere, where the process gives what stands there."""
    characters, weighed = list(result.after), list(guesses)
    for number, context in asked:
        if context in fillings:
            character, weighed[number] = _spoken_for(characters[guesses[number].offset], weighed[number], fillings[context])
            characters[guesses[number].offset] = character
    after = "".join(characters)
    if after == result.after or gives(result.job, after, line[result.start:result.stop]):
        return replace(result, after=after), tuple(weighed)
    return result, guesses


def _spoken_for(chosen: str, guess: Guess, filling: Mapping[int, int]) -> tuple[str, Guess]:
    """A guess where so often each character stands between the same two elsewhere: of these the ones that it may be are as likely
    as they are frequent, the more so the more they are; one alone says nothing.

    >>> doubtful = Guess(0, 0.7, (("逄", 0.2),))
    >>> [_spoken_for("飄", doubtful, {ord("逄"): times})[0] for times in (1, 3)]
    ['飄', '逄']
    """
    shares = {chosen: guess.probability, **dict(guess.runners_up)}
    counts = {character: filling.get(ord(character), 0) for character in shares}
    total = sum(counts.values())
    if total < 2:
        return chosen, guess
    weight = (total - 1) / (total + 1)
    mixed = {character: (1.0 - weight) * share + weight * counts[character] / total for character, share in shares.items()}
    ranked = sorted(mixed.items(), key=lambda each: (-each[1], each[0] != chosen, each[0]))
    return ranked[0][0], Guess(guess.offset, ranked[0][1], tuple(ranked[1:]))
