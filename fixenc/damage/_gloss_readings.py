"""Which syllables a character is read with, and which characters a syllable can stand behind."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from fixenc.tables.rows import rows

# GBK has ɡ and ɑ beside g and a, and pages use either; v is the ü of keyboards.
_LETTERS = str.maketrans("ɡɑv", "gaü")
_MARKS = {"̄", "́", "̌", "̀"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A character read as some syllable.

    first: whether it is the most usual reading.  traditional: whether only Traditional text uses the character.
    """

    character: str
    first: bool
    traditional: bool


def reading(character: str, syllable: str) -> Reading | None:
    """How a character comes to be read as a syllable, or None where it is not."""
    return _by_syllable().get(_folded(syllable), {}).get(character)


def read_as(syllable: str) -> tuple[Reading, ...]:
    """The characters that are read as a syllable."""
    return tuple(_by_syllable().get(_folded(syllable), {}).values())


def is_only_traditional(character: str) -> bool:
    """Whether only Traditional text uses the character."""
    return character in _only_traditional()


def is_toneless_reading(character: str, syllable: str) -> bool:
    """Whether some reading of the character, its tone left out, is the syllable."""
    return _folded(syllable) in _toneless().get(character, ())


def is_toneless(syllable: str) -> bool:
    """Whether a syllable is written without its tone."""
    return toneless(syllable) == _folded(syllable)


@cache
def toneless(syllable: str) -> str:
    """A syllable without its tone: dāng -> dang, lǜ -> lü."""
    parts = unicodedata.normalize("NFD", _folded(syllable))
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _MARKS))


@cache
def _folded(syllable: str) -> str:
    return syllable.translate(_LETTERS)


@cache
def _by_syllable() -> dict[str, dict[str, Reading]]:
    found: dict[str, dict[str, Reading]] = {}
    for syllable, *cells in rows("readings", 5):
        found[syllable] = {character: Reading(character, rank < 2, rank % 2 == 0)
                           for rank, cell in enumerate(cells) for character in cell}
    return found


@cache
def _only_traditional() -> frozenset[str]:
    return frozenset("".join(cells[0] + cells[2] for _, *cells in rows("readings", 5)))


@cache
def _toneless() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for syllable, readings in _by_syllable().items():
        for character in readings:
            found.setdefault(character, set()).add(toneless(syllable))
    return found
