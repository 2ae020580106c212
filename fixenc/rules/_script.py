"""Which script each sentence is written in, and whether it shall be converted. NumPy over code points, one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.rules._opencc import Codes, dictionary
from fixenc.rules._rule import Change
from fixenc.tables.rows import rows

Flags = NDArray[np.uint8]
Places = NDArray[np.intp]

# What a character says: it is written in one script only, either (a reader must choose), or it ends a sentence. A PRINTED one is
# simplified today and was a form of Traditional print (黄 for 黃 in old verse).
SIMPLIFIED, TRADITIONAL, EITHER, END, PRINTED = 1, 2, 4, 8, 16
_PLANES = 0x40000
_ENDS = "。！？!?；;…\n"
# In a sentence of the target script, characters of the other are converted where they are at least this share of
# what says anything: below it they are names or quotations, which a person should look at.
STRAY_SHARE = 0.2
_QUOTED = re.compile("“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》")
# Common characters whose other counterparts (瞭, 箇, 拏, 麽, 傢, 衕 …) stand only in names, and in words that OpenCC has.
_PLAIN = frozenset("了个拿么家同党万局广席果宁愿於")


@dataclass(frozen=True, slots=True)
class Sentences:
    """starts, stops: code points.  source, target: how many characters of the script to leave and to reach."""

    starts: Places
    stops: Places
    source: Places
    target: Places

    def whole(self) -> NDArray[np.bool_]:
        """Sentences to convert as a whole; one that says nothing follows its neighbours, before it or else behind."""
        decided = (self.source > 0) | (self.target > 0)
        wanted = (self.source > 0) & (self.source >= self.target)
        if not decided.any():
            return np.ones(len(wanted), np.bool_)
        place = np.where(decided, np.arange(len(wanted)), -1)
        last = np.maximum.accumulate(place)
        last[last < 0] = int(np.flatnonzero(decided)[0])
        return np.asarray(wanted[last])

    def stray(self, text: str, is_source: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Sentences of the target script with enough of the other, and not only in quotation marks, to be half converted."""
        few = (self.source > 0) & (self.source < self.target)
        stray = np.asarray(few & (self.source >= STRAY_SHARE * (self.source + self.target)))
        for index in np.flatnonzero(stray).tolist():
            quoted = _QUOTED.finditer(text, int(self.starts[index]), int(self.stops[index]))
            stray[index] = sum(int(np.count_nonzero(is_source[each.start():each.end()])) for each in quoted) < self.source[index]
        return stray


def codes_of(text: str) -> Codes:
    """Code points as an array."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def text_of(codes: Codes) -> str:
    """The text that `codes_of` made an array of."""
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


@cache
def lookup() -> Flags:
    """What each code point says."""
    table = np.zeros(_PLANES, np.uint8)
    shared = {(name, character) for name, character in rows("script_shared", 2)}
    for name, flag in (("STCharacters", SIMPLIFIED), ("TSCharacters", TRADITIONAL)):
        for key, candidates in dictionary(name).items():
            if len(key) == 1:
                alone = key not in candidates and (name, key) not in shared
                table[ord(key)] |= flag if alone else EITHER
    for name in ("TWVariants", "HKVariants", "TWVariantsRev", "HKVariantsRev"):
        for key in dictionary(name):
            table[ord(key)] |= EITHER if not table[ord(key)] & (SIMPLIFIED | TRADITIONAL) else 0
    # Five characters are both a simplified form of one word and a traditional form of another.
    both = (table & SIMPLIFIED).astype(bool) & (table & TRADITIONAL).astype(bool)
    table[both] = EITHER
    printed = [ord(character) for name, character in shared if name == "Print"]
    table[printed] = np.where(table[printed] == SIMPLIFIED, PRINTED, table[printed])
    table[[ord(each) for each in _ENDS]] = END
    return table


def flags_of(codes: Codes, protected: Sequence[tuple[int, int]]) -> Flags:
    """What each character of a text says; protected spans say nothing.

    Forms of old print are EITHER in a text whose purely Traditional sentences have more of them than the text has simplified
    characters, and simplified in any other.
    """
    flags = np.asarray(lookup()[np.minimum(codes, _PLANES - 1)])
    for start, stop in protected:
        flags[start:stop] &= END
    printed = flags == PRINTED
    if printed.any():
        starts = _starts(flags)
        simplified, traditional = (np.add.reduceat((flags == each).astype(np.intp), starts) for each in (SIMPLIFIED, TRADITIONAL))
        pure = np.add.reduceat(printed.astype(np.intp), starts)[(simplified == 0) & (traditional > 0)]
        flags[printed] = EITHER if pure.sum() > simplified.sum() else SIMPLIFIED
    return flags


def _starts(flags: Flags) -> Places:
    ends = np.flatnonzero(flags == END) + 1
    return np.concatenate(([0], ends[ends < len(flags)])).astype(np.intp)


def sentences(flags: Flags, to_simplified: bool) -> Sentences:
    """The sentences, each with its end mark."""
    starts = _starts(flags)
    stops = np.concatenate((starts[1:], [len(flags)])).astype(np.intp)
    simplified = np.add.reduceat((flags == SIMPLIFIED).astype(np.intp), starts)
    traditional = np.add.reduceat((flags == TRADITIONAL).astype(np.intp), starts)
    source, target = (traditional, simplified) if to_simplified else (simplified, traditional)
    return Sentences(starts, stops, source, target)


def is_traditional(text: str) -> bool:
    """Whether a text has more characters that are Traditional only than characters that are Simplified only."""
    flags = lookup()[np.minimum(codes_of(text), _PLANES - 1)]
    return bool(np.count_nonzero(flags == TRADITIONAL) > np.count_nonzero(flags == SIMPLIFIED))


@cache
def _choices(to_simplified: bool) -> tuple[re.Pattern[str], frozenset[str]]:
    """The characters with several counterparts, and the words that tell which."""
    characters = dictionary("TSCharacters" if to_simplified else "STCharacters")
    words = dictionary("TSPhrases") if to_simplified else dictionary("STPhrases")
    # Most second counterparts are variants that no word has; a character is in doubt if some word asks for another.
    asked = {pair for word, conversions in words.items() for pair in zip(word, conversions[0], strict=False)}
    several = sorted(key for key, candidates in characters.items()
                     if len(key) == 1 and key not in _PLAIN and any((key, other) in asked for other in candidates[1:]))
    return re.compile(f"[{''.join(several)}]"), frozenset(words)


def unsure(text: str, start: int, stop: int, to_simplified: bool) -> Iterator[int]:
    """Places in a sentence where a reader has to choose and no word of up to four characters does."""
    several, words = _choices(to_simplified)
    for match in several.finditer(text, start, stop):
        place = match.start()
        around = ((low, low + length) for length in (2, 3, 4) for low in range(max(start, place - length + 1), place + 1))
        if not any(text[low:high] in words for low, high in around if high <= stop):
            yield place


def places_of(starts: Places, stops: Places) -> Places:
    """Every index of the stretches, in order."""
    lengths = stops - starts
    firsts = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.asarray(firsts + np.arange(int(lengths.sum())), np.intp)


def runs(places: Places, codes: Codes) -> list[Change]:
    """Neighbouring places as one change."""
    if not len(places):
        return []
    firsts = np.concatenate(([0], np.flatnonzero(np.diff(places) != 1) + 1, [len(places)])).tolist()
    text = text_of(codes)
    starts: Sequence[int] = places[firsts[:-1]].tolist()
    return [(start, start + last - first, text[first:last])
            for start, first, last in zip(starts, firsts, firsts[1:], strict=False)]
