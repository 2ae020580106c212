"""Proof by replay: the glosses inserted again, in an order that gives just those of the page, and the bytes read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import numpy as np

from fixenc.damage._gloss_bytes import CUTS, PRIVATE, STOP, STOP_BYTES, narrowed, octets, read
from fixenc.damage._gloss_path import Inserted

# Stands for a character that GBK lacks: someone put it on the page later, and no replacement can have met it.
_FOREIGN = "\x1a"
_PRIVATE_LETTERS = dict.fromkeys(PRIVATE)
_MARKS = {0xFFFD: "?", 0x3000: " "}


@dataclass(frozen=True, slots=True)
class Stream:
    """The text as it was, in bytes, and the glosses that were inserted into it (positions in these bytes)."""

    data: bytes
    glosses: tuple[Inserted, ...]
    cuts: frozenset[str]


def encoded(text: str) -> bytes:
    """The text in GBK, a control character for what GBK lacks."""
    return b"".join(octets(each) or _FOREIGN.encode() for each in text)


def unexplained(stream: Stream) -> tuple[Mapping[str, int], tuple[str, ...] | None]:
    """Glossed characters that the process would have glossed in other places too, with how many places; and, where there
    are none, an order of replacement that gives just the glosses that there are (None: no order does)."""
    codes = {octets(each.character): each.character for each in stream.glosses}
    glossed = {each.position - 2 for each in stream.glosses}
    missing: dict[str, int] = {}
    rules: dict[str, set[str]] = {character: set() for character in codes.values()}
    previous, before = -2, ""
    for place, character in _matches(stream.data, codes):
        touches = place == previous + 1
        if place not in glossed:
            # Only a gloss that was inserted in between before can have kept this one out.
            if not touches or previous not in glossed:
                missing[character] = missing.get(character, 0) + 1
            elif before != character:
                rules[character].add(before)
        elif touches and previous in glossed:
            if before == character:
                return missing, None
            rules[before].add(character)
        previous, before = place, character
    try:
        order = tuple(TopologicalSorter({each: sorted(rules[each]) for each in sorted(rules)}).static_order())
    except CycleError:
        return missing, None
    return missing, order if not missing else None


def replays(stream: Stream, order: Sequence[str], page: str) -> bool:
    """Whether the process turns the stream into the page, exactly at every position that survived."""
    syllables = {each.character: each.syllable for each in stream.glosses}
    data = stream.data
    for character in order:
        code = octets(character)
        data = data.replace(code, code + b"(" + encoded(syllables[character]) + b")")
    sentinel = next((bytes([each]) for each in range(1, 9) if each not in data), b"")
    for mark, code in ((STOP, STOP_BYTES), *CUTS.items()):
        if mark in stream.cuts:
            data = data.replace(code, sentinel + code)
    wanted = _folded("".join(each if octets(each) else _FOREIGN for each in page))
    return any(_same(_folded(read(data, swallow).replace(sentinel.decode(), "")), wanted) for swallow in (True, False))


def _matches(data: bytes, codes: Mapping[bytes, str]) -> Iterator[tuple[int, str]]:
    """Every place in the data where the bytes of a glossed character stand, aligned or not."""
    values = np.frombuffer(data, np.uint8).astype(np.uint16)
    pairs = values[:-1] << np.uint16(8) | values[1:]
    wanted = np.zeros(0x10000, np.bool_)
    wanted[[int.from_bytes(code, "big") for code in codes]] = True
    for place in np.flatnonzero(wanted[pairs]).tolist():
        yield place, codes[data[place:place + 2]]


def _folded(text: str) -> str:
    return narrowed(text).translate(_MARKS)


def _same(made: str, page: str) -> bool:
    """Whether the two agree, be it that the page has lost its private-use letters."""
    if made == page:
        return True
    return not any(ord(each) in PRIVATE for each in page) and made.translate(_PRIVATE_LETTERS) == page


def joined(parts: Sequence[Stream]) -> Stream:
    """Streams one behind the other."""
    data: list[bytes] = []
    glosses: list[Inserted] = []
    cuts: set[str] = set()
    size = 0
    for part in parts:
        glosses += [replace(each, position=size + each.position) for each in part.glosses]
        data.append(part.data)
        cuts |= part.cuts
        size += len(part.data)
    assert all(first.position < second.position for first, second in pairwise(glosses))
    return Stream(b"".join(data), tuple(glosses), frozenset(cuts))
