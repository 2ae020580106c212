"""The decision: which of the stretches that a search found are repaired, by evidence and with proof."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._foreign import is_foreign
from fixenc.damage._kind import Proposal
from fixenc.damage._prove import prove
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._search import Stretch
from fixenc.damage._weigh import as_found_and_listed, weigh
from fixenc.model.scan import alarms
from fixenc.model.score import Model
from fixenc.values import Span

# A damaged stretch is expected once in some 160,000 lines (e^-12) before anything is known of the file; where the same
# process was proved nearby it is expected once in e^3 = 20.
STRANGER_NATS = 12.0
NEIGHBOUR_NATS = 3.0
# One character alone could be so many things that it takes e^11 more to believe in it; where no two ideographs stand together it
# is the signs of a keyboard or of a table more often than Chinese.
LONE_NATS, APART_NATS = 11.0, 4.0
_TOGETHER = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{2}")
# Ideographs, kana or Hangul with no Chinese beside them: what was misread is a whole line or field more often than not. Of 81,469
# words and names of two and more characters, clean text of 60 kinds cut at its punctuation, none is changed with this.
ALONE_NATS = 4.0
# Characters on each side that a stretch is judged with: more than the model looks back.
AROUND = 8
# A rare word costs a little more than ordinary text by right; what costs more yet weighs heavier than its nats, for wrong
# readings are odd before all. Against all nats at their weight this repairs 4 more of 1,089 damaged strings of 2 to 4 characters,
# and changes 460 instead of 506 of 28,800 strings of random characters, rows of code charts and other languages, misread.
ODD_FREE_NATS, ODD_WEIGHT = 2.5, 1.6
# What is believed at all ranks with so much evidence.
LEAST_NATS = 1.0
# What is restored and still costs this much beyond ordinary text may be damaged itself.
CLEAN_NATS = 6.0
# Or, in long text, more than this share of what it gained. In text kept out that was read as Latin-1, GB 18030
# read as GB 18030 is odd by less than 0.11 of what it gains in 99 lines of 100, Big5 by 0.21; wrong readings (Big5 as GB 18030
# and the other way round, UTF-8, Shift_JIS) by more than 0.19 in 99 of 100.
ODD_SHARE = 0.12
# Where more than this share of the characters beyond ASCII comes out as U+FFFD (锟斤拷 does), text is not what was restored.
# Of GBK read as UTF-8 65 to 80% is U+FFFD; good text that had a lost character before it was misread has a few percent.
MOST_LOST = 0.25
# Another reading is named where it is at least about a hundredth as likely as the best.
CLOSE_NATS = 4.6
# A reading is followed to the layer below when it is no clean text and at most this much less likely than what stands there.
FOLLOWED, FOLLOWED_NATS = 3, -10.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text. start: code points from the start of the text.  text: without its line feed."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stretch in its line, and the evidence for it.

    likelier_nats: how much likelier the line is with it.  odd_nats: what it makes costs so much more than ordinary text.
    is_layer: what it makes is damaged itself, and is worth what its own repair gains.
    """

    stretch: Stretch
    likelier_nats: float
    odd_nats: float
    is_layer: bool = False

    @property
    def gain_nats(self) -> float:
        """The evidence: a reading that is likelier than what stands there and no text all the same is held to that."""
        believed = self.likelier_nats - ODD_WEIGHT * max(0.0, self.odd_nats - ODD_FREE_NATS)
        # Other kinds of damage know of no free nats: against them it ranks with all that it is odd by.
        return min(believed, max(self.likelier_nats - self.odd_nats, LEAST_NATS))


Deeper = Callable[[Sequence[str]], list[float]]


def decide(lines: Sequence[Line], found: Sequence[Stretch], proved: set[str], model: Model,
           deeper: Deeper | None) -> Iterator[Proposal]:
    """The stretches that are repaired, the better one where two overlap.

    lines: those of the batch, in order.  proved: the words of the processes that were proved in this file already.
    deeper: nats that each of some texts gains by being repaired itself; text that was misread twice is judged by what
    comes out in the end.
    """
    if not found:
        return
    by_line: dict[int, list[Weighed]] = defaultdict(list)
    heights = np.maximum(alarms([stretch.after.replace("\n", " ") for stretch in found], model), 0.0).tolist()
    for stretch, gain, height in zip(found, _gains(lines, found, proved, model), heights, strict=True):
        by_line[stretch.line].append(Weighed(stretch, gain, height))
    if deeper is not None:
        _look_deeper(by_line, deeper)
    for index, weighed in by_line.items():
        yield from _winners(lines[index], weighed, proved, model)


def _gains(lines: Sequence[Line], found: Sequence[Stretch], proved: set[str], model: Model) -> list[float]:
    """Evidence for each stretch against "nothing happened", nats."""
    befores, afters, around = [], [], []
    known = [not proved.isdisjoint(stretch.pair.words) for stretch in found]
    for stretch, is_known in zip(found, known, strict=True):
        text = lines[stretch.line].text
        head, tail = text[max(0, stretch.start - AROUND):stretch.start], text[stretch.stop:stretch.stop + AROUND]
        # Beside what a process of the file damaged stands what it damaged as well, or an edit: no list, and no foreign bytes.
        around.append((len(head), len(tail)) if is_known else (0, 0))
        befores.append(head + text[stretch.start:stretch.stop] + tail)
        afters.append(head + stretch.after + tail)
    # Where nothing else stands in the line there is no good text that something strange got into.
    alone = np.array([_is_alone(lines[stretch.line].text, stretch) for stretch in found])
    restored = weigh(afters, model) + np.where(alone & _are_wide(lines, found), ALONE_NATS, 0.0)
    as_found, as_list = as_found_and_listed(befores, alone, around, model)
    quoted = _quoted(lines, found)
    gains = []
    nats_each = zip(found, known, (restored - as_found).tolist(), (restored - as_list).tolist(), strict=True)
    for stretch, is_known, nats, against_list in nats_each:
        prior = -NEIGHBOUR_NATS if is_known else stretch.pair.prior_nats - STRANGER_NATS
        if not is_known and not _TOGETHER.search(stretch.after):
            prior -= LONE_NATS if len(stretch.after) == 1 else APART_NATS
        # What is quoted in one reading is quoted in all of them.
        prior -= max((against for span, against in quoted.get(stretch.line, ())
                      if span.overlaps(Span(stretch.start, stretch.stop))), default=0.0)
        # Other kinds of damage know of no lists: that it may be one decides whether there is a repair, not which.
        gains.append(min(nats, against_list) + prior if against_list + prior <= 0.0 else nats + prior)
    return gains


def _is_alone(line: str, stretch: Stretch) -> bool:
    """Whether all else in the line is ASCII, and not just one character was restored."""
    return len(stretch.after) > 1 and line[:stretch.start].isascii() and line[stretch.stop:].isascii()


def _are_wide(lines: Sequence[Line], found: Sequence[Stretch]) -> NDArray[np.bool_]:
    """Which stretches are mostly characters of East Asia."""
    texts = [lines[stretch.line].text[stretch.start:stretch.stop] for stretch in found]
    return np.array([2 * sum(character >= "\u2e80" for character in text) >= len(text) for text in texts])


def _quoted(lines: Sequence[Line], found: Sequence[Stretch]) -> dict[int, list[tuple[Span, float]]]:
    """For each line, the stretches that look quoted on purpose, with the nats that speak against a repair there."""
    quoted: dict[int, list[tuple[Span, float]]] = defaultdict(list)
    for stretch in found:
        against = quotation_nats(lines[stretch.line].text, stretch.start, stretch.stop, stretch.after)
        if against > 0.0:
            quoted[stretch.line].append((Span(stretch.start, stretch.stop), against))
    return quoted


def is_lost(text: str) -> bool:
    """Whether a text is mostly marks of lost characters.

    >>> is_lost("���莫"), is_lost("数据库�文件")
    (True, False)
    """
    beyond = sum(character >= "\x80" for character in text)
    return text.count("\ufffd") > MOST_LOST * beyond


def _look_deeper(by_line: dict[int, list[Weighed]], deeper: Deeper) -> None:
    """Where the best reading of a line is no clean text, the best few are worth what their own repair makes of them."""
    followed = [(index, place) for index, weighed in by_line.items() for place in _followed(weighed)]
    gains = deeper([by_line[index][place].stretch.after for index, place in followed]) if followed else []
    for (index, place), gain in zip(followed, gains, strict=True):
        if gain > 0.0:
            weighed = by_line[index][place]
            by_line[index][place] = Weighed(weighed.stretch, weighed.likelier_nats + gain, 0.0, True)


def _followed(weighed: Sequence[Weighed]) -> list[int]:
    best = max(weighed, key=lambda each: each.gain_nats)
    is_clean = best.odd_nats <= CLEAN_NATS and best.gain_nats > 0.0
    # The best few of each charset that it may have been written in: many readings in GB 18030 say nothing about UTF-8.
    places: dict[str, list[int]] = defaultdict(list)
    for place in sorted(range(len(weighed)), key=lambda place: -weighed[place].likelier_nats):
        each = weighed[place]
        # What is UTF-8 from end to end can hardly be anything else: it is followed even where another reading seems clean, or
        # where what it makes, all control characters, seems no likelier.
        is_whole = each.stretch.pair.written.name == "utf_8" and each.stretch.length >= best.stretch.length
        is_promising = not is_clean and each.likelier_nats > FOLLOWED_NATS
        if each.odd_nats > CLEAN_NATS and (is_whole or is_promising):
            places[each.stretch.pair.written.name].append(place)
    return [place for ranked in places.values() for place in ranked[:FOLLOWED]]


def _winners(line: Line, weighed: Sequence[Weighed], proved: set[str], model: Model) -> Iterator[Proposal]:
    taken: list[Span] = []
    for each in sorted(weighed, key=lambda each: (-each.gain_nats, -each.stretch.pair.prior_nats, each.stretch.start)):
        stretch = each.stretch
        span = Span(stretch.start, stretch.stop)
        if each.gain_nats <= 0.0 or _is_nothing(stretch) or any(span.overlaps(other) for other in taken):
            continue
        before = line.text[span.start:span.stop]
        process = prove(before, stretch)
        if process is not None:
            taken.append(span)
            pair = stretch.pair
            # What is damaged below is no text of any language yet.
            is_new = not each.is_layer and proved.isdisjoint(pair.words)
            readings = {_whole(line.text, stretch), (before, stretch.after)}
            if is_new and any(is_foreign(*each, pair.written, pair.read, model) for each in readings):
                continue
            others = _runners_up(line, each, weighed)
            certainty = 1.0 - sum(share for _, share in others)
            yield Proposal(span.moved(line.start), stretch.after, each.gain_nats, process, certainty=certainty,
                           is_layer=each.is_layer, runners_up=others)


def _is_nothing(stretch: Stretch) -> bool:
    """Whether a repair would leave no text: marks of lost characters, or signs of ASCII where a charset has others (‾ for ~ in
    Shift_JIS), which is no damage. Only UTF-16 makes other characters of ASCII text."""
    is_ascii = stretch.after.isascii() and not stretch.pair.written.name.startswith("utf_16")
    return is_ascii or is_lost(stretch.after)


def _whole(line: str, stretch: Stretch) -> tuple[str, str]:
    """A stretch as it stands and as it would be repaired, with all of its line where signs of an 8-bit charset are left there."""
    head, before, tail = line[:stretch.start], line[stretch.start:stretch.stop], line[stretch.stop:]
    if all(character < "\x80" or character >= "\u2e80" for character in head + tail):
        return before, stretch.after
    return line, head + stretch.after + tail


def _runners_up(line: Line, best: Weighed, weighed: Sequence[Weighed]) -> tuple[tuple[str, float], ...]:
    """Other readings of the same stretch, with proof, that are not much less likely, and their probabilities."""
    here = best.stretch
    found: dict[str, float] = {}
    for each in weighed:
        other = each.stretch
        is_close = (other.start, other.stop) == (here.start, here.stop) and each.gain_nats > best.gain_nats - CLOSE_NATS
        if is_close and other.after != here.after and prove(line.text[other.start:other.stop], other) is not None:
            found[other.after] = max(each.gain_nats, found.get(other.after, each.gain_nats))
    shares = {after: math.exp(gain - best.gain_nats) for after, gain in found.items()}
    total = 1.0 + sum(shares.values()) + math.exp(-best.gain_nats)
    return tuple((after, share / total) for after, share in sorted(shares.items(), key=lambda each: (-each[1], each[0])))
