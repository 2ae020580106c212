"""What was seen -> the text as it was, as a list of edits."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterable, Sequence

from fixenc.damage._kind import Seen
from fixenc.values import Config, Edit


def repair(text: str, seen: Iterable[Seen], config: Config) -> tuple[tuple[Edit, ...], tuple[Seen, ...]]:
    """The edits that undo the damage, sorted and apart from each other, and what has to be left.

    Where two proposals want the same place the one with more evidence wins; names of units never decide. Spans and
    edits are in code points of `text`.
    """
    wanted: list[Seen] = []
    left: list[Seen] = []
    for each in seen:
        (wanted if _is_wanted(each, config) else left).append(each)
    edits = tuple(_edit(text, each, config) for each in _winners(wanted))
    return tuple(edit for edit in edits if edit.before != edit.after), tuple(left)


def _is_wanted(seen: Seen, config: Config) -> bool:
    if seen.proposal.after is None or seen.confidence < config.min_confidence:
        return False
    return not (config.lossy == "leave" and seen.proposal.guesses)


def _winners(seen: Sequence[Seen]) -> list[Seen]:
    """The greatest evidence first, then whatever does not overlap it; ties go to the earlier, then the shorter span."""
    taken: list[Seen] = []
    spans: list[tuple[int, int]] = []
    for each in sorted(seen, key=lambda each: (-each.proposal.gain_nats, each.proposal.span, each.unit)):
        span = each.proposal.span
        place = bisect(spans, (span.start, span.stop))
        before_ends = place == 0 or spans[place - 1][1] <= span.start
        after_begins = place == len(spans) or spans[place][0] >= span.stop
        if before_ends and after_begins:
            insort(spans, (span.start, span.stop))
            taken.append(each)
    return sorted(taken, key=lambda each: each.proposal.span)


def _edit(text: str, seen: Seen, config: Config) -> Edit:
    proposal = seen.proposal
    assert proposal.after is not None
    after = proposal.after
    if config.lossy == "mark":
        after = _marked(after, seen, config)
    span = proposal.span
    guesses = proposal.guesses if after == proposal.after else ()
    return Edit(seen.unit, span, text[span.start:span.stop], after, seen.confidence, proposal.process, guesses)


def _marked(after: str, seen: Seen, config: Config) -> str:
    characters = list(after)
    for guess in seen.proposal.guesses:
        if guess.probability < config.min_confidence:
            characters[guess.offset] = config.mark
    return "".join(characters)
