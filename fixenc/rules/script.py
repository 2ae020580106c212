"""Simplified and Traditional: each sentence that is not in the script asked for is converted by OpenCC.

Source: OpenCC's dictionaries, and `tables/script_overrides.tsv` with the reason for each word where we differ.
Left alone: a sentence that is in that script already (OpenCC would damage it), a few characters of the other script in
such a sentence (names, quotations: reported), sentences in Japanese, and all that is protected. Style corpus only
reports the sentences that are not in the text's own script. One character becomes one, so offsets stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from fixenc.errors import MissingPackageError
from fixenc.rules._overrides import overrides
from fixenc.rules._rule import Change, Passage, Rule, Stage
from fixenc.rules._script import (
    EITHER,
    SIMPLIFIED,
    TRADITIONAL,
    Codes,
    Flags,
    Places,
    codes_of,
    flags_of,
    sentences,
)
from fixenc.values import Finding, Process, Span

# script asked for: OpenCC's configuration, the direction of our own words. tw2s reads 著 as 着 first, where it means that.
_CONFIGS = {"hans": ("tw2s", "t2s"), "hant": ("s2t", "s2t"), "hant-tw": ("s2tw", "s2tw"), "hant-hk": ("s2hk", "s2hk")}
_WORDS = "the sentence is written in the other script"
_SURROGATE = 0xD800, 0xE000


@cache
def _converter(config: str) -> Any:
    try:
        # Imported late: opencc has no wheel for musl and for Windows on ARM, and all else works without it.
        from opencc import OpenCC
    except ImportError as error:
        raise MissingPackageError("opencc", "script conversion") from error
    return OpenCC(config)


def apply(passage: Passage) -> Iterator[Change]:
    """Each run of characters that differ."""
    if passage.script not in _CONFIGS or not passage.text:
        return
    _converter(_CONFIGS[passage.script][0])
    codes = codes_of(passage.text)
    to_simplified = passage.script == "hans"
    flags = flags_of(codes, passage.protected)
    source = TRADITIONAL if to_simplified else SIMPLIFIED
    found = sentences(flags, to_simplified)
    says = np.add.reduceat(((flags & (source | EITHER)) != 0).astype(np.intp), found.starts) > 0
    stray = found.stray()
    chosen = np.flatnonzero((found.whole() & says) | stray)
    if not len(chosen):
        return
    whole = len(chosen) * 4 > 3 * len(says) and not stray.any()
    places = np.arange(len(codes)) if whole and len(chosen) == len(says) else _places(found.starts[chosen], found.stops[chosen])
    converted = _converted(codes[places], passage.script)
    changed = converted != codes[places]
    if stray.any():
        kept = np.zeros(len(codes), bool)
        kept[_places(found.starts[stray], found.stops[stray])] = True
        changed &= ~kept[places] | (flags[places] == source)
    shielded = np.zeros(len(codes), bool)
    for start, stop in passage.protected:
        shielded[start:stop] = True
    changed &= ~shielded[places]
    yield from _runs(places[changed], converted[changed])


def _places(starts: Places, stops: Places) -> Places:
    """Every index of the stretches, in order."""
    lengths = stops - starts
    firsts = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.asarray(firsts + np.arange(int(lengths.sum())), np.intp)


def _converted(codes: Codes, script: str) -> Codes:
    config, direction = _CONFIGS[script]
    # OpenCC refuses lone surrogates; any character that it does not know holds their place.
    lone = (codes >= _SURROGATE[0]) & (codes < _SURROGATE[1])
    text = np.where(lone, 0xFFFD, codes).astype("<u4").tobytes().decode("utf-32-le")
    converted = codes_of(_converter(config).convert(text)).copy()
    if len(converted) != len(codes):
        raise AssertionError(f"{config} gives {len(converted)} characters for {len(codes)}")
    converted[lone] = codes[lone]
    if script == "hans":
        # A text that writes both 着 and 著 tells them apart, so its 著 is the one of 著作.
        written = codes == ord("著")
        if np.count_nonzero(codes == ord("着")) > np.count_nonzero(written):
            converted[written] = codes[written]
    for start, word in overrides(direction, text):
        converted[start:start + len(word)] = codes_of(word)
    return converted


def _runs(places: Places, codes: Codes) -> Iterator[Change]:
    """Neighbouring places as one change."""
    if not len(places):
        return
    firsts = np.concatenate(([0], np.flatnonzero(np.diff(places) != 1) + 1, [len(places)])).tolist()
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    starts: Sequence[int] = places[firsts[:-1]].tolist()
    for index, start in enumerate(starts):
        first, last = firsts[index], firsts[index + 1]
        yield start, start + last - first, text[first:last]


def report(passage: Passage) -> Iterator[Finding]:
    """Sentences that were left though they hold characters of the other script."""
    if not passage.text:
        return
    try:
        flags = flags_of(codes_of(passage.text), passage.protected)
    except MissingPackageError:
        return
    to_simplified = passage.script == "hans" or (passage.script == "keep" and _is_simplified(flags))
    found = sentences(flags, to_simplified)
    seen = found.quoted() if passage.script != "keep" else found.source > 0
    for start, stop in zip(found.starts[seen].tolist(), found.stops[seen].tolist(), strict=True):
        yield Finding("script", Span(start, stop), 1.0, Process("characters of the other script stand here"), repairable=False)


def _is_simplified(flags: Flags) -> bool:
    return bool(np.count_nonzero(flags == SIMPLIFIED) >= np.count_nonzero(flags == TRADITIONAL))


RULE = Rule(apply, frozenset({"corpus", "zh-CN", "zh-TW", "zh-HK"}), Stage.SCRIPT, _WORDS, is_script=True, report=report)
