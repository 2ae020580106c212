"""What was seen -> the text as it was, as a list of edits."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate

from fixenc.damage._kind import Proposal, Seen
from fixenc.values import Config, Edit, Guess


def repair(text: str, seen: Iterable[Seen], config: Config) -> tuple[tuple[Edit, ...], tuple[Seen, ...]]:
    """The edits that undo the damage, sorted and apart from each other, and what has to be left.

    Where two proposals want the same place the one with more evidence wins, be it only that nothing can be done there; names
    of units never decide. Spans and edits are in code points of `text`.
    """
    wins = _winners(seen)
    left = tuple(each for each in wins if not _is_wanted(each, config))
    edits = tuple(_edit(text, each, config) for each in wins if _is_wanted(each, config))
    return tuple(edit for edit in edits if edit.before != edit.after), left


def _is_wanted(seen: Seen, config: Config) -> bool:
    proposal = seen.proposal
    if proposal.after is None or seen.confidence < config.min_confidence:
        return False
    if proposal.is_doubtful and config.lossy != "mark":
        return False
    return config.lossy != "leave" or len(proposal.stood) == len(proposal.guesses)


def _winners(seen: Iterable[Seen]) -> list[Seen]:
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
    proposal, span = seen.proposal, seen.proposal.span
    after, guesses = _written(proposal, config)
    return Edit(seen.unit, span, text[span.start:span.stop], after, seen.confidence, proposal.process, guesses,
                proposal.runners_up)


def _written(proposal: Proposal, config: Config) -> tuple[str, tuple[Guess, ...]]:
    """The text that is written, and the guesses that it holds, as the caller wants characters that were lost."""
    assert proposal.after is not None
    instead: dict[int, str] = {}
    if config.lossy == "leave":
        instead = {guess.offset: stood for guess, stood in zip(proposal.guesses, proposal.stood, strict=True)}
    elif config.lossy == "mark":
        instead = {guess.offset: config.mark for guess in proposal.guesses
                   if proposal.is_doubtful or guess.probability < config.min_confidence}
    if not instead:
        return proposal.after, proposal.guesses
    parts = [instead.get(place, character) for place, character in enumerate(proposal.after)]
    starts = list(accumulate(map(len, parts), initial=0))
    kept = (guess for guess in proposal.guesses if guess.offset not in instead)
    return "".join(parts), tuple(replace(guess, offset=starts[guess.offset]) for guess in kept)
