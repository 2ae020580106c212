"""What a normalization rule is: when it runs, on which styles, and what it says when it has seen something."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from graphlib import TopologicalSorter
from operator import itemgetter

from fixenc.values import Finding

# A replacement: start and stop in code points of the passage's text, and what shall stand there.
Change = tuple[int, int, str]
_START: Callable[[Change], int] = itemgetter(0)
_STOP: Callable[[Change], int] = itemgetter(1)

STYLES = ("safe", "corpus", "zh-CN", "zh-TW", "zh-HK")
SAFE = frozenset(STYLES)
CORPUS = SAFE - {"safe"}
PLACES = CORPUS - {"corpus"}
TAIWAN = PLACES - {"zh-CN"}
ON_REQUEST: frozenset[str] = frozenset()


class Stage(IntEnum):
    """Characters are made right before anything looks at them, spaces go when the marks beside them are known, and script
    comes last, because it reads whole words."""

    CONTROLS = 0
    CHARACTERS = 1
    WIDTH = 2
    PUNCTUATION = 3
    SPACES = 4
    SCRIPT = 5


@dataclass(frozen=True, slots=True)
class Passage:
    """What a rule sees.

    alphabet: every character of the text.  protected: spans (start, stop), sorted and apart, that are no prose.
    origin: the charset that the text was decoded from, "" where that is not known.
    is_from_traditional: whether the text is written in Traditional characters and shall be in Simplified ones.
    """

    text: str
    style: str = "zh-CN"
    script: str = "keep"
    protected: Sequence[tuple[int, int]] = ()
    alphabet: frozenset[str] = frozenset()
    origin: str = ""
    is_from_traditional: bool = False

    @property
    def is_taiwan(self) -> bool:
        """Whether the conventions of Taiwan and Hong Kong hold: 「」 outside, 『』 inside."""
        return self.style in TAIWAN


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    apply: passage -> replacements, sorted and apart; those that touch a protected span are dropped by the engine.
    styles: where it runs unasked; `Config(only={name})` runs any rule by name.
    triggers: characters without which it cannot have anything to do ("" if there is no such set).
    is_script: runs wherever a script is asked for, whatever the style.
    report: passage -> findings on the text as it was given, for what the rule leaves to people.
    """

    apply: Callable[[Passage], Iterable[Change]]
    styles: frozenset[str]
    stage: Stage
    words: str
    triggers: str = ""
    after: tuple[str, ...] = ()
    is_script: bool = False
    report: Callable[[Passage], Iterable[Finding]] | None = None


def order(rules: Mapping[str, Rule]) -> list[str]:
    """Names in the order in which the rules run: by stage, then after those that a rule names, then by name.

    A name in `after` that is not among `rules` (it was skipped) asks for nothing.
    """
    names: list[str] = []
    for stage in Stage:
        members = sorted(name for name, rule in rules.items() if rule.stage == stage)
        graph = TopologicalSorter({name: [each for each in rules[name].after if each in members] for name in members})
        graph.prepare()
        while graph.is_active():
            ready = sorted(graph.get_ready())
            names += ready
            graph.done(*ready)
    return names


def unprotected(changes: Iterable[Change], protected: Sequence[tuple[int, int]]) -> list[Change]:
    """The changes that touch no protected span; both lists are sorted and apart."""
    given = list(changes)
    kept: list[Change] = []
    place = 0
    for low, high in protected:
        if place == len(given):
            break
        if given[place][0] >= high:
            continue
        first = bisect_right(given, low, place, key=_STOP)
        kept += given[place:first]
        place = bisect_left(given, high, first, key=_START)
    return kept + given[place:]
