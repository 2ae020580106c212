"""Toneless pinyin that spammers set behind characters at random, so that no filter knows the words any more.

    想(xiang)象一(yi)下 -> 想象一下

The readings are right, but they stand behind common characters, inside words, and only here and there.
Leaves alone: a single one, notes on hard characters, text for learners with pinyin behind most characters, lists, names
(李明(Li Ming)), English, initialisms, f(x).
Source: spam in web corpora.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fixenc.damage._gloss_evidence import rarity_nats
from fixenc.damage._gloss_readings import is_toneless_reading
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.model.scan import Family
from fixenc.model.score import Model
from fixenc.values import Process, Span, Step

PROCESS = Process("toneless pinyin was set behind characters at random",
                  (Step("replace", "characters here and there with themselves and (pinyin)"),))

# A pattern that begins with a plain letter is found ten times as fast as one that looks behind.
_NOTE = re.compile("\\(([a-zü]{1,6})\\)")
_GLOSS = re.compile(f"(?<=[\u3400-\u9fff]){_NOTE.pattern}")
_WORD = re.compile("(?<=[\u3400-\u9fff])\\([a-zü_]+\\)")
_HAN = re.compile("[\u3400-\u9fff]")
# One text in e^10 is such spam. Glosses farther apart than NEAR characters are judged apart.
_PRIOR_NATS, _NEAR = 10.0, 200
# An author sets a reading behind a common character (e^-7 to e^-10 of all text) once in e^6 times at most; a rare one, from
# e^-12.5, may well have a note.
_COMMON_NATS, _RARE_NATS, _MOST_NATS = 10.0, 12.5, 6.0
# Characters belong together from e^3 on; a note between others is odd by half as much.
_BOUND_NATS, _LOOSE = 3.0, 0.55
# A word in parentheses that is no reading of the character before it shows an author who explains terms.
_WORD_NATS = 4.0
# In text for learners most characters have one; spam has one in three at most.
_LEARNERS_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Gloss:
    start: int
    stop: int
    nats: float


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The syllables in parentheses that a spammer set, each to be taken out."""
    proved = PROCESS.words in context.proved
    for cluster in _clusters(list(_glosses(text, context.model))):
        around = _around(text, cluster[0].start, cluster[-1].stop)
        characters = len(_HAN.findall(text, *around))
        gain = sum(gloss.nats for gloss in cluster) - (0.0 if proved else _PRIOR_NATS)
        gain -= _WORD_NATS * (len(_WORD.findall(text, *around)) - len(cluster))
        if gain > 0.0 and len(cluster) > 1 and len(cluster) <= _LEARNERS_SHARE * characters:
            yield from (Proposal(Span(gloss.start, gloss.stop), "", gain, PROCESS) for gloss in cluster)


def _glosses(text: str, model: Model) -> Iterator[_Gloss]:
    rarity = rarity_nats(model)
    for match in _NOTE.finditer(text):
        noted = text[match.start() - 1:match.start()]
        if _HAN.match(noted) and is_toneless_reading(noted, match[1]):
            share = (_RARE_NATS - rarity(noted)) / (_RARE_NATS - _COMMON_NATS)
            odd = _MOST_NATS * min(max(share, -1.0), 1.0) * _oddness(text, match.start(), match.end(), model)
            yield _Gloss(match.start(), match.end(), odd)


def _oddness(text: str, start: int, stop: int, model: Model) -> float:
    """How odd a note is in this place: 0 before a mark or an end, 1 between characters that belong together."""
    behind = text[stop:stop + 1]
    if not _HAN.match(behind):
        return 0.0
    # Nine characters of gloss at most stand between two of the text.
    before = _GLOSS.sub("", text[max(start - 9 * model.order, 0):start])[-model.order + 1:]
    # How much more the next character is to be expected here than anywhere.
    bound = model.score(before + behind) - model.score(before) + rarity_nats(model)(behind)
    return min(max(bound / _BOUND_NATS, _LOOSE), 1.0)


def _around(text: str, start: int, stop: int) -> tuple[int, int]:
    """A stretch with what else stands on its lines, as far as it is near."""
    first = text.rfind("\n", max(start - _NEAR, 0), start)
    last = text.find("\n", stop, stop + _NEAR)
    return first + 1 or max(start - _NEAR, 0), last if last >= 0 else min(stop + _NEAR, len(text))


def _clusters(glosses: Sequence[_Gloss]) -> Iterator[list[_Gloss]]:
    cluster: list[_Gloss] = []
    for gloss in glosses:
        if cluster and gloss.start - cluster[-1].stop > _NEAR:
            yield cluster
            cluster = []
        cluster.append(gloss)
    if cluster:
        yield cluster


KIND = Kind(Stage.DEBRIS, Family.GLOSS, find)
