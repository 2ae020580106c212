"""What a kind of damage is to the engine: when it is looked for, and what it says when it has seen something."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from fixenc.model.scan import Family
from fixenc.model.score import Model
from fixenc.values import Config, Finding, Guess, Process, Span

# Four wrong readings on top of each other are the most that was ever seen in the wild.
LAYERS = 4


class Stage(IntEnum):
    """Damage done later is undone first: stages run in this order, and kinds of one stage compete by evidence."""

    ESCAPES = 0
    MOJIBAKE = 1
    DEBRIS = 2
    CHARACTERS = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """Damage seen, and, where there is proof, its repair.

    span: code points of the text that `find` was given.  after: what stood there before the damage, or None where it is
    past repair.  gain_nats: evidence for the damage against "nothing happened": log P(after) + log P(process) - log P(before).
    certainty: 0..1, of `after` given that the damage happened (1.0 where the repair is exact).
    runners_up: other texts that may have stood there, with their probabilities, best first.
    is_layer: `after` is damaged itself, and what its own repair gains is part of the evidence.  stood: for each guess what
    stands in its place in the damaged text, or nothing where that is not known.
    """

    span: Span
    after: str | None
    gain_nats: float
    process: Process
    guesses: tuple[Guess, ...] = ()
    certainty: float = 1.0
    is_layer: bool = False
    stood: tuple[str, ...] = ()
    is_doubtful: bool = False
    runners_up: tuple[tuple[str, float], ...] = ()

    @property
    def is_repairable(self) -> bool:
        """Whether there is a repair that may be written."""
        return self.after is not None and not self.is_doubtful


@dataclass(slots=True)
class Context:
    """What a kind may look at besides the text.

    proved: how often each process (by its words) was proved earlier in this file; evidence for the rest of it.
    lossy: the same of processes that lost bytes: what has lost none does not tell programs apart that read the same charset.
    searched: lines that were searched in vain for every pair of charsets; there is no need to do it again.
    unreadable: where the lines of the text at hand begin that are suspicious, but read better under no pair; they count while
    nothing is proved.
    explained: lines of the text at hand that a kind of this stage explains whole, and that will be repaired so.
    converted: what the kinds of this stage found `first` in the text at hand; nobody else need look there.
    carried: whether the text comes out of a file format that has escapes of its own, so that any escape is where it belongs.
    """

    config: Config
    model: Model
    proved: Counter[str] = field(default_factory=Counter)
    lossy: Counter[str] = field(default_factory=Counter)
    searched: set[str] = field(default_factory=set)
    unreadable: list[int] = field(default_factory=list)
    explained: set[str] = field(default_factory=set)
    converted: list[Proposal] = field(default_factory=list)
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of damage.

    family: what the scan must have seen in a text before `find` is called on it, so that clean text costs nothing.
    find: text (some whole lines, at most a piece of the file) -> what it saw; spans of one call do not overlap.
    early: whether it is asked before the others of its stage, which need not look at lines that it explains.
    first: the same as `find` for lines that are clear beyond doubt; it is asked before any `find` of its stage.
    """

    stage: Stage
    family: Family
    find: Callable[[str, Context], Iterable[Proposal]]
    early: bool = False
    first: Callable[[str, Context], Iterable[Proposal]] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A proposal and the name of the unit that made it."""

    unit: str
    proposal: Proposal

    @property
    def confidence(self) -> float:
        """Probability (0..1) that the damage happened and that what is proposed stood there before."""
        return self.proposal.certainty / (1.0 + math.exp(-min(self.proposal.gain_nats, 50.0)))

    def finding(self) -> Finding:
        """The same as a value of the interface."""
        proposal = self.proposal
        return Finding(self.unit, proposal.span, self.confidence, proposal.process, proposal.is_repairable)
