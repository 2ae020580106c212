"""Our own words against OpenCC's, from `tables/script_overrides.tsv`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from fixenc.rules._characters import HAN
from fixenc.tables.rows import rows

_WORD = re.compile(r"(?P<head>\^|!?\{(?P<before>[^{}]+)\})?(?P<word>[^\^!{}]+)(?P<tail>!?\{(?P<after>[^{}]+)\})?")


@cache
def _pattern(direction: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """A pattern for every word of one direction, the longest first, and what each becomes."""
    table = rows("script_overrides", 3)
    classes = {name.removeprefix("@"): members.split() for name, members, _ in table if name[0] == "@"}
    conversions: dict[str, str] = {}
    chosen: dict[tuple[str, str], str] = {}
    patterns: dict[str, list[tuple[int, str]]] = {}
    for where, source, target in table:
        if where == direction or (where == "s2t" and direction.startswith("s2")):
            parts = _WORD.fullmatch(source)
            if parts is None:
                raise ValueError(f"script_overrides.tsv: {source!r} is no word with its surroundings")
            word = parts["word"]
            if chosen.setdefault((where, word), target) != target:
                raise ValueError(f"script_overrides.tsv: {word!r} has two conversions; put what tells them apart into the word")
            conversions[word] = target
            patterns.setdefault(word[0], []).append((-len(word), _behind_first(parts, classes)))
    # Each branch begins with a plain character, which Python's scanner looks for at 3 ns a place.
    branches = (f"{first}(?:{'|'.join(regex for _, regex in sorted(each))})" for first, each in sorted(patterns.items()))
    return re.compile("|".join(branches)), conversions


def _behind_first(parts: re.Match[str], classes: Mapping[str, list[str]]) -> str:
    """The pattern of a word behind its first character, which what must stand before it is told with."""
    head, tail, word = parts["head"] or "", parts["tail"] or "", parts["word"]
    before = f"(?<![{HAN}0-9０-９A-Za-z%％ \\t\\u3000]{word[0]})" if head == "^" else ""
    if parts["before"]:
        # One look-behind a member: Python wants each of a fixed width.
        negative = head.startswith("!")
        looks = [f"(?<{'!' if negative else '='}{each}{word[0]})" for each in classes[parts["before"]]]
        before = "".join(looks) if negative else f"(?:{'|'.join(looks)})"
    after = f"(?{'!' if tail.startswith('!') else '='}{'|'.join(classes[parts['after']])})" if parts["after"] else ""
    return before + word[1:] + after


def overrides(direction: str, text: str) -> Iterator[tuple[int, str]]:
    """Where such a word stands in a text to be converted, and its conversion, of the same length.

    direction: "t2s", "s2t", "s2tw" or "s2hk"; the words of "s2t" hold for all three.
    """
    pattern, conversions = _pattern(direction)
    for match in pattern.finditer(text):
        yield match.start(), conversions[match.group()]
