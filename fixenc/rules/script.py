"""Simplified and Traditional: each sentence that is not in the script asked for is converted as OpenCC does.

Source: OpenCC's dictionaries, and `tables/script_overrides.tsv` with the reason for each word where we differ.
Left alone: a sentence that is in that script already (OpenCC would damage it), a few characters of the other script in
such a sentence (names, quotations: reported), sentences in Japanese, and all that is protected. Style corpus only
reports the sentences that are not in the text's own script. One character becomes one, so offsets stay.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fixenc.errors import MissingPackageError
from fixenc.rules._opencc import Codes, conversion
from fixenc.rules._overrides import overrides
from fixenc.rules._rule import Change, Passage, Rule, Stage
from fixenc.rules._script import (
    EITHER,
    SIMPLIFIED,
    TRADITIONAL,
    Flags,
    codes_of,
    flags_of,
    places_of,
    runs,
    sentences,
    text_of,
    unsure,
)
from fixenc.rules._witness import as_written
from fixenc.values import Finding, Process, Span

# script asked for: OpenCC's configuration, the direction of our own words. tw2s reads 著 as 着 first, where it means that.
_CONFIGS = {"hans": ("tw2s", "t2s"), "hant": ("s2t", "s2t"), "hant-tw": ("s2tw", "s2tw"), "hant-hk": ("s2hk", "s2hk")}
# Forms of one character that Traditional text chooses between: OpenCC's, and the other.
_FORMS = (("臺", "台"), ("佔", "占"), ("佈", "布"), ("汙", "污"), ("溼", "濕"), ("裡", "裏"), ("為", "爲"), ("群", "羣"),
          ("線", "綫"), ("眾", "衆"), ("床", "牀"))
_WORDS = "the sentence is written in the other script"


def apply(passage: Passage) -> list[Change]:
    """Each run of characters that differ."""
    if passage.script not in _CONFIGS or not passage.text:
        return []
    codes = codes_of(passage.text)
    to_simplified = passage.script == "hans"
    flags = flags_of(codes, passage.protected)
    source = TRADITIONAL if to_simplified else SIMPLIFIED
    found = sentences(flags, to_simplified)
    says = np.add.reduceat(((flags & (source | EITHER)) != 0).astype(np.intp), found.starts) > 0
    stray = found.stray(passage.text, flags == source)
    chosen = np.flatnonzero((found.whole() & says) | stray)
    if not len(chosen):
        return []
    whole = len(chosen) * 4 > 3 * len(says) and not stray.any()
    places = np.arange(len(codes)) if whole and len(chosen) == len(says) else places_of(found.starts[chosen], found.stops[chosen])
    converted, is_settled = _converted(codes[places], passage.script)
    own = np.delete(codes, places)
    for ours, theirs in () if to_simplified else _FORMS:
        # Where the text's own sentences write the other form, and more often, the converted ones do as well.
        if np.count_nonzero(own == ord(theirs)) > np.count_nonzero(own == ord(ours)):
            converted[converted == ord(ours)] = ord(theirs)
    if not to_simplified:
        as_written(codes[places], converted, own, is_settled)
    changed = converted != codes[places]
    if stray.any():
        kept = np.zeros(len(codes), bool)
        kept[places_of(found.starts[stray], found.stops[stray])] = True
        changed &= ~kept[places] | (flags[places] == source)
    shielded = np.zeros(len(codes), bool)
    for start, stop in passage.protected:
        shielded[start:stop] = True
    changed &= ~shielded[places]
    return runs(places[changed], converted[changed])


def _converted(codes: Codes, script: str) -> tuple[Codes, NDArray[np.bool_]]:
    """The code points converted, and where our own words have settled what stands there."""
    config, direction = _CONFIGS[script]
    converted = conversion(config).convert(codes)
    if script == "hans":
        # A text that writes both 着 and 著 tells them apart, so its 著 is the one of 著作.
        written = codes == ord("著")
        if np.count_nonzero(codes == ord("着")) > np.count_nonzero(written):
            converted[written] = codes[written]
    is_settled = np.zeros(len(codes), np.bool_)
    for start, word in overrides(direction, text_of(codes)):
        converted[start:start + len(word)] = codes_of(word)
        is_settled[start:start + len(word)] = True
    return converted, is_settled


def report(passage: Passage) -> Iterator[Finding]:
    """Sentences that were left though they hold characters of the other script, and characters converted on a guess."""
    if not passage.text:
        return
    try:
        flags = flags_of(codes_of(passage.text), passage.protected)
    except MissingPackageError:
        return
    to_simplified = passage.script == "hans" or (passage.script == "keep" and _is_simplified(flags))
    found = sentences(flags, to_simplified)
    source = TRADITIONAL if to_simplified else SIMPLIFIED
    seen = found.source > 0
    if passage.script != "keep":
        seen &= (found.source < found.target) & ~found.stray(passage.text, flags == source)
    for start, stop in zip(found.starts[seen].tolist(), found.stops[seen].tolist(), strict=True):
        yield Finding("script", Span(start, stop), 1.0, Process("characters of the other script stand here"), repairable=False)
    if passage.script != "keep" and found.source.any():
        converted = found.whole() & (found.source > 0)
        for start, stop in zip(found.starts[converted].tolist(), found.stops[converted].tolist(), strict=True):
            for place in unsure(passage.text, start, stop, to_simplified):
                words = Process(f"{passage.text[place]} has several counterparts, and no known word tells which")
                yield Finding("script", Span(place, place + 1), 0.5, words)


def _is_simplified(flags: Flags) -> bool:
    return bool(np.count_nonzero(flags == SIMPLIFIED) >= np.count_nonzero(flags == TRADITIONAL))


RULE = Rule(apply, frozenset({"corpus", "zh-CN", "zh-TW", "zh-HK"}), Stage.SCRIPT, _WORDS, is_script=True, report=report)
