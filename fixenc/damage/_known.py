"""Processes that were proved in a file, which are tried on the rest of it first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from fixenc.charsets import find, shown
from fixenc.damage._kind import Proposal
from fixenc.damage._pairs import Pair
from fixenc.values import Process

# So many of the processes proved in a file are tried on whole lines, the most frequent first.
TRIED = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A process that was proved in this file."""

    pair: Pair
    dialect: str

    @property
    def process(self) -> Process:
        """The process as a value of the interface."""
        return self.pair.process(self.dialect)


def known(proved: Counter[str], pairs: tuple[Pair, ...]) -> list[Known]:
    """The proved processes (by their words) that are tried on whole lines, the most frequent first."""
    processes = by_words(pairs)
    ranked = sorted((-count, -processes[words].pair.prior_nats, words) for words, count in proved.items() if words in processes)
    return [processes[words] for _, _, words in ranked[:TRIED]]


def alike(before: str, proposal: Proposal, pairs: tuple[Pair, ...]) -> Iterator[str]:
    """The words of all processes that give the same `before`: charsets often differ in characters that a text has not shown
    yet, and what is proved is proved of each of them."""
    written = next(step.object for step in proposal.process.steps if step.verb == "encode")
    data = find(written).to_bytes(proposal.after or "")
    for each in by_words(pairs).values() if data is not None else ():
        if shown(each.pair.written) == written and each.pair.read.kind == "single-byte" \
                and each.pair.read.decode(data or b"", each.dialect) == before:
            yield each.process.words
    yield proposal.process.words


@cache
def by_words(pairs: tuple[Pair, ...]) -> dict[str, Known]:
    """The processes that the pairs can be proved by, by their words."""
    # In UTF-16 a line feed is two bytes, so lines before the damage are not lines behind it.
    wide = ("utf_16le", "utf_16be")
    return {words: Known(pair, dialect) for pair in pairs if pair.written.name not in wide and pair.read.name not in wide
            for dialect, words in zip(pair.read.dialects, pair.words, strict=True)}
