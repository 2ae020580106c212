"""Converter or author? How likely glosses are as debris of the converter, against notes that somebody wrote.

The converter glosses each occurrence of the characters of a set, and these are characters that only Traditional text
uses, in running text, mostly with their usual reading. An author glosses what is hard: rare characters, unusual readings, the
head of a dictionary entry, once; or, for learners, nearly every character.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from fixenc.damage._gloss_readings import is_toneless, reading
from fixenc.model.score import Model

# Of texts in which a syllable stands in parentheses behind a character, one in 150 is debris (e^-5); of the rest of a
# page on which it was proved, most.
STRANGER_NATS, NEIGHBOUR_NATS = 5.0, 1.0
# So much evidence on the rest of the page leaves no doubt that a converter was there.
CERTAIN_NATS = 15.0
# A character that only Traditional text has is in the set of the converter in one case of five, and its reading not the
# usual one in one of twenty; a page counts against that as much as so many characters.
_IN_SET, _PAGES = 0.2, 5.0
_FURTHER, _MANY = 0.05, 40.0
_NOT_TRADITIONAL_NATS = 6.0
_TONELESS_NATS = 1.5
# An author glosses the same character again in one case of seven.
_AGAIN_NATS = 2.0
# Authors gloss a character the more seldom the more common it is. A character of probability e^-7 (的, 會) is glossed
# once in e^12 = 160,000 times, one of e^-14 once in ten: by judgement, and no line of clean text kept out is changed by it.
_COMMON_NATS, _RARE_NATS, _MOST_NATS, _LEAST_NATS = 7.0, 14.0, 12.0, 2.0
# A character with several readings is glossed where it has an unusual one, 單(chán)于, once in e^3.5 = 33 times.
_POLYPHONE_NATS = 3.5
# One page in e^4 of the converter has such notes of its author as well.
_CERTAIN_NATS = 4.0
# The converter leaves a character of its set out only where another gloss came in between, or someone edited the page.
_BARE_NATS = 4.0
# Of texts with glosses one in twenty is for learners and has one behind nearly every character; a writer who glosses common
# characters now and then, whatever their script, is rarer than the converter.
_LEARNERS_NATS, _LEARNERS_SHARE, _WRITER_NATS = 3.0, 0.5, 7.0


@dataclass(frozen=True, slots=True)
class Noted:
    """A character with a gloss behind it. head: whether it stands alone at the head of an entry."""

    character: str
    syllable: str
    head: bool


@dataclass(frozen=True, slots=True)
class Habits:
    """What the converter of a page does. in_set_nats: how unlikely it is that its set has a character that only
    Traditional text uses.  further_nats: that it takes a reading that is not the most usual one."""

    in_set_nats: float
    further_nats: float

    @classmethod
    def of(cls, glossed: int, traditional: int, further: int) -> Habits:
        """From the page: how many of its Traditional characters are glossed, and how many of those unusually."""
        return cls(-math.log((glossed + _IN_SET * _PAGES) / (traditional + _PAGES)),
                   -math.log((further + _FURTHER * _MANY) / (glossed + _MANY)))


USUAL = Habits.of(0, 0, 0)


def converter_nats(note: Noted, habits: Habits) -> float:
    """How unlikely it is that the converter's set has this character with this reading (nats, positive)."""
    found = reading(note.character, note.syllable)
    if found is None:
        return math.inf
    return (habits.in_set_nats + (0.0 if found.traditional else _NOT_TRADITIONAL_NATS)
            + (0.0 if found.first else habits.further_nats)
            + (_TONELESS_NATS if is_toneless(note.syllable) else 0.0))


def character_nats(notes: Sequence[Noted], bare: int, habits: Habits, model: Model, certain: bool) -> float:
    """Evidence that the glosses of one character, all alike, come from the converter, given that a converter was there.

    bare: how often the character stands without a gloss.  certain: whether the rest of the page leaves no doubt of the
    converter; then its author hardly wrote such notes as well.
    """
    first = replace(notes[0], head=notes[0].head and not certain)
    found = reading(first.character, first.syllable)
    usual = _CERTAIN_NATS if certain and found is not None and found.first else 0.0
    again = _AGAIN_NATS * (len(notes) - 1)
    return author_nats(first, model) - converter_nats(first, habits) + usual + again - _BARE_NATS * bare


def author_nats(note: Noted, model: Model) -> float:
    """How unlikely it is that an author glosses this character here (nats, positive)."""
    if note.head:
        return 0.5
    found = reading(note.character, note.syllable)
    share = (rarity_nats(model)(note.character) - _COMMON_NATS) / (_RARE_NATS - _COMMON_NATS)
    nats = _MOST_NATS - (_MOST_NATS - _LEAST_NATS) * min(max(share, 0.0), 1.0)
    return nats if found is not None and found.first else min(nats, _POLYPHONE_NATS)


def writer_nats(glossed: int, characters: int) -> float:
    """How unlikely these glosses are from a writer who sets one behind any character now and then, or, for learners,
    behind most of them (nats, positive)."""
    share = glossed / max(characters, 1)
    if share >= 1.0 or not glossed:
        return _LEARNERS_NATS
    spread = -glossed * math.log(share) - (characters - glossed) * math.log(1.0 - share)
    return (_LEARNERS_NATS if share > _LEARNERS_SHARE else _WRITER_NATS) + spread


@lru_cache(maxsize=4)
def rarity_nats(model: Model) -> Callable[[str], float]:
    """How rare a character is in any Chinese text (nats), by the model, which knows nothing behind private use."""

    @lru_cache(maxsize=30_000)
    def of(character: str) -> float:
        unknown = np.full((1, model.order - 1), 0xE000, np.uint32)
        return -float(model.given(unknown, np.array([ord(character)], np.uint32))[0])

    return of
