"""Frames, tables, trees and shades drawn with characters: clean, and rare in the prose that the language model knows.

    ┌──┬──┐        ╔═╦═╗        ├── src        ░▒▓█

What joins in a drawing does so on both sides: where one character has an arm to the right the next one has the same to the left.
GBK that was read in a code page of DOS (╓╨╬─ for 中文) is made of the same characters, and has no such order.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes

FIRST, LAST = 0x2500, 0x259F
# A line in 8,000 (e^-9) is drawn. Of some 30 characters that are common in one (single lines, double lines, shades) 12 have the
# arm that the one before asks for; in one of 30 places (e^-3.4) two do not join.
BEGINS_NATS, FREE_NATS, JOINED_NATS, APART_NATS = 9.0, 3.4, 2.5, 6.8
# The characters in which single lines meet double ones are as rare in drawings as they are common in misread text.
MIXED_NATS = 2.0
_BLOCKS = 0x2580
_SIDES = {"LEFT": ("left",), "RIGHT": ("right",), "HORIZONTAL": ("left", "right"), "UP": ("up",), "DOWN": ("down",),
          "VERTICAL": ("up", "down")}
_WEIGHTS = {"SINGLE": 1, "LIGHT": 1, "HEAVY": 2, "DOUBLE": 3}


def are_drawn(codes: Codes) -> NDArray[np.bool_]:
    """Which code points are characters to draw with."""
    return (codes >= FIRST) & (codes <= LAST)


def drawn_nats(codes: Codes) -> NDArray[np.float64]:
    """Log probability of each code point as one of a drawing (that of others means nothing).

    >>> joined, chance = (drawn_nats(np.array(list(map(ord, text)), np.uint32)).sum() for text in ("╔═╦╗", "╓╨╬─"))
    >>> bool(joined > chance + 10.0)
    True
    """
    left, right, mixed = _arms()
    places = np.where(are_drawn(codes), codes - FIRST, 0).astype(np.intp)
    beside = np.zeros(len(codes), np.bool_)
    beside[1:] = are_drawn(codes[1:]) & are_drawn(codes[:-1])
    before = np.zeros(len(codes), np.int8)
    before[1:] = right[places[:-1]]
    joined = np.where(before == left[places], np.where(before > 0, JOINED_NATS, FREE_NATS), APART_NATS)
    nats = np.where(beside, joined, FREE_NATS) + mixed[places] * MIXED_NATS
    found: NDArray[np.float64] = -nats
    return found


@cache
def _arms() -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.int8]]:
    """The weight of the left arm and of the right arm of each character, 0 where it has none, and whether it mixes single lines
    with double ones."""
    rows = [_arms_of(code) for code in range(FIRST, LAST + 1)]
    left, right = (np.array([each.get(side, 0) for each in rows], np.int8) for side in ("left", "right"))
    return left, right, np.array([{1, 3} <= set(each.values()) for each in rows], np.int8)


def _arms_of(code: int) -> dict[str, int]:
    """The weights of the arms of a character, as its name in Unicode tells them.

    >>> _arms_of(ord("╒")), _arms_of(ord("┾"))
    ({'down': 1, 'right': 3}, {'right': 2, 'left': 1, 'up': 1, 'down': 1})
    """
    if code >= _BLOCKS:
        return {}
    arms: dict[str, int] = {}
    weight = 0
    waiting: list[str] = []
    for part in unicodedata.name(chr(code)).removeprefix("BOX DRAWINGS ").split(" AND "):
        words = part.split()
        own = [_WEIGHTS[word] for word in words if word in _WEIGHTS]
        weight = own[0] if own else weight
        sides = [side for word in words for side in _SIDES.get(word, ())]
        if weight:
            arms |= dict.fromkeys([*waiting, *sides], weight)
            waiting = []
        else:
            waiting += sides
    return arms
