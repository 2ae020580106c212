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
    patterns: list[tuple[int, str]] = []
    for where, source, target in table:
        if where == direction or (where == "s2t" and direction.startswith("s2")):
            parts = _WORD.fullmatch(source)
            if parts is None:
                raise ValueError(f"script_overrides.tsv: {source!r} is no word with its surroundings")
            conversions[parts["word"]] = target
            patterns.append((-len(parts["word"]), _regex(parts, classes)))
    firsts = "".join(sorted({re.escape(word[0]) for word in conversions}))
    return re.compile(f"(?=[{firsts}])(?:{'|'.join(regex for _, regex in sorted(patterns))})"), conversions


def _regex(parts: re.Match[str], classes: Mapping[str, list[str]]) -> str:
    head, tail = parts["head"] or "", parts["tail"] or ""
    before = f"(?<![{HAN}0-9０-９A-Za-z%％ \\t\\u3000])" if head == "^" else ""
    if parts["before"]:
        # One look-behind a member: Python wants each of a fixed width.
        negative = head.startswith("!")
        looks = [f"(?<{'!' if negative else '='}{each})" for each in classes[parts["before"]]]
        before = "".join(looks) if negative else f"(?:{'|'.join(looks)})"
    after = f"(?{'!' if tail.startswith('!') else '='}{'|'.join(classes[parts['after']])})" if parts["after"] else ""
    return before + parts["word"] + after


def overrides(direction: str, text: str) -> Iterator[tuple[int, str]]:
    """Where such a word stands in a text to be converted, and its conversion, of the same length.

    direction: "t2s", "s2t", "s2tw" or "s2hk"; the words of "s2t" hold for all three.
    """
    pattern, conversions = _pattern(direction)
    for match in pattern.finditer(text):
        yield match.start(), conversions[match.group()]
