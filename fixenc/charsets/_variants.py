"""Charsets that share nearly all codes: text is found to be in the main one, and what the other codes mean tells which it is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find
from fixenc.charsets._charset import Charset
from fixenc.charsets._choice import is_allowed
from fixenc.charsets._colours import without_codes
from fixenc.charsets._multi_byte import MultiByte
from fixenc.charsets._rivals import Clues, rank
from fixenc.model.codes import to_codes
from fixenc.model.score import Model
from fixenc.registry import collect
from fixenc.values import Config

# Around each code that differs so many characters are weighed, of so many such codes at most.
_AROUND, _MOST = 6, 256
# Beyond this code point all are alike.
_LIMIT = 0x30000


def variants_of(name: str) -> tuple[MultiByte, ...]:
    """The variants of a charset.

    >>> [each.name for each in variants_of("big5")]
    ['big5_uao']
    """
    return _variants().get(name, ())


def main_of(name: str) -> str:
    """The charset that one is a variant of, or its own name.

    >>> main_of("big5_uao"), main_of("gb18030")
    ('big5', 'gb18030')
    """
    found = find(name) if name else None
    return found.variant_of or name if isinstance(found, MultiByte) else name


def variant(charset: Charset, data: bytes, text: str, config: Config, model: Model, clues: Clues) -> Charset:
    """The charset, or that one of its variants which makes the likelier text of the codes that differ.

    text: the data as the charset has it.
    """
    others = [each for each in variants_of(charset.name) if is_allowed(each.name, config)]
    if not others or not isinstance(charset, MultiByte):
        return charset
    told = next((each for each in others if each.name in clues.told), charset)
    codes = to_codes(text)
    if not any(_suspects(charset.name, each.name).take(codes, mode="clip").any() for each in others):
        return told
    sample = _sample(charset, without_codes(data), others)
    return rank(sample, [charset, *others], model, clues, may_be_cut=False)[0].charset if sample else told


def _sample(charset: MultiByte, data: bytes, others: Iterable[MultiByte]) -> bytes:
    """The surroundings of the codes that differ, each on a line of its own."""
    starts = charset.read(data).starts
    octets = np.frombuffer(data + b"\0", np.uint8)
    pairs = octets[starts[:-1]].astype(np.uint16) << np.uint16(8) | octets[starts[:-1] + 1]
    flags = np.logical_or.reduce([_differing(charset.name, each.name).take(pairs) for each in others])
    parts: list[bytes] = []
    done = 0
    for place in np.flatnonzero(flags)[:_MOST].tolist():
        first, last = max(place - _AROUND, done), min(place + 1 + _AROUND, len(starts) - 1)
        if last > first:
            parts.append((b"\n" if first > done else b"") + data[starts[first]:starts[last]])
            done = last
    return b"".join(parts)


@cache
def _differing(one: str, other: str) -> NDArray[np.bool_]:
    """A flag for each pair of bytes, by number, that is something else in the other charset."""
    pairs, places = np.arange(0x10000, dtype=">u2").tobytes(), np.arange(0, 0x20000, 2)
    charsets = [each for each in map(find, (one, other)) if isinstance(each, MultiByte)]
    (codes, sizes, _), (other_codes, other_sizes, _) = (each.at(pairs, places) for each in charsets)
    return np.asarray((codes != other_codes) | (sizes != other_sizes), np.bool_)


@cache
def _suspects(one: str, other: str) -> NDArray[np.bool_]:
    """A flag for each code point that the first charset reads from such a pair; what cannot be read is one."""
    pairs = np.flatnonzero(_differing(one, other))
    lines = np.stack((pairs >> 8, pairs & 0xFF, np.full(len(pairs), 0x0A)), axis=1).astype(np.uint8).tobytes()
    table = np.zeros(_LIMIT, np.bool_)
    table[find(one).read(lines).codes] = True
    table[:0x80] = False
    return table


@cache
def _variants() -> dict[str, tuple[MultiByte, ...]]:
    found: dict[str, tuple[MultiByte, ...]] = {}
    for each in collect("fixenc.charsets", "CHARSET").values():
        if isinstance(each, MultiByte) and each.variant_of:
            found[each.variant_of] = (*found.get(each.variant_of, ()), each)
    return found
