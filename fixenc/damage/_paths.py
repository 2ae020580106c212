"""The best paths through a lattice, and how probable each character on them is."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from fixenc.damage._lattice import Edge, State


@dataclass(frozen=True, slots=True)
class Path:
    """A way from the start to an end. nats: its log probability.  edges: in order."""

    nats: float
    edges: tuple[Edge, ...]


def best_paths(ends: Sequence[State]) -> Iterator[Path]:
    """The paths to some ends, the likeliest first.

    The score of a state is that of the best way to it, so a search from the end that follows the greatest sum meets the
    paths in their order (A* with an exact estimate).
    """
    # Of paths that are equally likely the one that is nearest to the start goes first: else all of them would be walked abreast.
    ties = count(0, -1)
    heap: list[tuple[float, int, State, float, tuple[Edge, ...]]] = []
    for end in ends:
        # What follows the end was added to its score and is no part of any edge.
        behind = end.nats - max((edge.source.nats + edge.nats for edge in end.edges), default=end.nats)
        heapq.heappush(heap, (round(-end.nats, 4), next(ties), end, behind, ()))
    while heap:
        negative, _, state, spent, edges = heapq.heappop(heap)
        if not state.edges:
            yield Path(-negative, edges)
            continue
        for edge in state.edges:
            total = edge.source.nats + edge.nats + spent
            heapq.heappush(heap, (round(-total, 4), next(ties), edge.source, spent + edge.nats, (edge, *edges)))


class Posterior:
    """The probability of each character, given that the damage happened: over all paths of the lattice."""

    def __init__(self, ends: Sequence[State]) -> None:
        order = _order(ends)
        forward = {id(state): 0.0 if not state.edges else -math.inf for state in order}
        for state in order:
            if state.edges:
                forward[id(state)] = _sum([forward[id(edge.source)] + edge.nats for edge in state.edges])
        backward: dict[int, list[float]] = defaultdict(list)
        for end in ends:
            behind = end.nats - max((edge.source.nats + edge.nats for edge in end.edges), default=end.nats)
            backward[id(end)].append(behind)
        total = _sum([forward[id(end)] + backward[id(end)][0] for end in ends])
        self._shares: dict[int, dict[tuple[int, ...], float]] = defaultdict(lambda: defaultdict(float))
        for state in reversed(order):
            follows = _sum(backward[id(state)]) if backward[id(state)] else -math.inf
            for edge in state.edges:
                backward[id(edge.source)].append(edge.nats + follows)
                share = math.exp(forward[id(edge.source)] + edge.nats + follows - total)
                self._shares[edge.step][edge.codes] += share

    def options(self, step: int) -> dict[tuple[int, ...], float]:
        """What may have been added by a step, with the probability of each."""
        return self._shares[step]

    def reweigh(self, step: int, nats: Mapping[tuple[int, ...], float]) -> None:
        """Let other evidence speak too: the log probabilities of what a step may add, to within a constant."""
        total = _sum(list(nats.values()))
        self._shares[step] = {codes: math.exp(each - total) for codes, each in nats.items()}


def _order(ends: Sequence[State]) -> list[State]:
    """Every state of the lattice, each behind those that lead to it."""
    order: list[State] = []
    seen: set[int] = set()
    stack = [(end, False) for end in ends]
    while stack:
        state, done = stack.pop()
        if done:
            order.append(state)
        elif id(state) not in seen:
            seen.add(id(state))
            stack.append((state, True))
            stack += [(edge.source, False) for edge in state.edges]
    return order


def _sum(nats: Sequence[float]) -> float:
    """The log of a sum of probabilities."""
    greatest = max(nats)
    return greatest + math.log(sum(math.exp(each - greatest) for each in nats)) if greatest > -math.inf else greatest
