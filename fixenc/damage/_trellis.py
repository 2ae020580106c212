"""What a search leaves behind: every step of many stretches, the states behind it, and the ways that lead to them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._ranges import Nats, Places, firsts, log_sums
from fixenc.model.codes import Codes

# The log probability of what leads nowhere; a number, so that sums stay numbers.
NEVER = -1e9
# Shares that are not told.
UNLIKELY = 1e-6
# What a way makes of the character of the line: it was damaged, it stays as it is, or the way takes none.
CLEAN, DAMAGED, NONE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A way through one step. codes: the characters that it adds.  guessed: of the first of them, among how many each was chosen
    (0: there was no choice).  step: which one it takes.  clean: whether it leaves a character as it stood."""

    codes: tuple[int, ...]
    guessed: tuple[int, ...]
    step: int
    clean: bool


@dataclass(frozen=True, slots=True)
class Path:
    """A way through a stretch. nats: its log probability, with what follows it.  edges: in order."""

    nats: float
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways through one step, by the state behind. source: the state before.  target: the one behind.  codes, guessed: the first
    `size` of a row.  run: the number of the characters that follow these, -1 for none.  kind: what becomes of the character."""

    source: Places
    target: Places
    nats: Nats
    codes: Codes
    guessed: NDArray[np.int16]
    size: NDArray[np.int8]
    run: Places
    kind: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Layer:
    """The states behind one step of all stretches, by the stretch. nats: of the likeliest path to each.  forward: log of the sum
    over all paths to it.  best: the way of the likeliest path.  behind: the log probability of what follows the stretch where it
    ends here, NEVER where it does not."""

    stretch: Places
    nats: Nats
    forward: Nats
    best: Places
    ways: Ways
    behind: Nats


class Trellis:
    """The layers of all stretches. count: of the stretches.  runs: the characters of runs, by number."""

    def __init__(self, layers: Sequence[Layer], count: int, runs: Sequence[tuple[int, ...]]) -> None:
        self._layers, self._count, self._runs = layers, count, runs

    def best(self) -> Nats:
        """For each stretch the log probability of its likeliest path, NEVER where there is none."""
        found = np.full(self._count, NEVER)
        for layer in self._layers:
            np.maximum.at(found, layer.stretch, layer.nats + layer.behind)
        return found

    def likeliest(self) -> list[Path | None]:
        """The likeliest path through each stretch, or None."""
        nats = self.best()
        edges: list[list[Edge]] = [[] for _ in range(self._count)]
        state = np.full(self._count, -1, np.intp)
        for number in range(len(self._layers) - 1, -1, -1):
            layer = self._layers[number]
            ends = np.flatnonzero((layer.nats + layer.behind == nats[layer.stretch]) & (layer.behind > NEVER))
            # Of states that are equally likely the first.
            state[layer.stretch[ends[::-1]]] = ends[::-1]
            reached = np.flatnonzero(state >= 0)
            path = layer.best[state[reached]]
            for stretch, edge in zip(reached.tolist(), self._edges(number, path), strict=True):
                if edge is not None:
                    edges[stretch].append(edge)
            state[reached] = layer.ways.source[path]
        return [Path(float(nats[index]), tuple(reversed(each))) if nats[index] > NEVER else None
                for index, each in enumerate(edges)]

    def paths(self, stretch: int) -> Iterator[Path]:
        """The paths through a stretch, the likeliest first.

        The score of a state is that of the best way to it, so a search from the end that follows the greatest sum meets the
        paths in their order (A* with an exact estimate).
        """
        # Of paths that are equally likely the one that is nearest to the start goes first: else all would be walked abreast.
        ties = count(0, -1)
        heap: list[tuple[float, int, int, int, float, tuple[Edge, ...]]] = []
        for number, layer in enumerate(self._layers):
            first, stop = np.searchsorted(layer.stretch, (stretch, stretch + 1)).tolist()
            for state in range(first, stop):
                behind = float(layer.behind[state])
                if behind <= NEVER:
                    continue
                heapq.heappush(heap, (round(-float(layer.nats[state]) - behind, 4), next(ties), number, state, behind, ()))
        while heap:
            negative, _, number, state, spent, edges = heapq.heappop(heap)
            if number < 0:
                yield Path(-negative, edges)
                continue
            ways = self._layers[number].ways
            first, stop = np.searchsorted(ways.target, (state, state + 1)).tolist()
            sources, added_nats = ways.source[first:stop].tolist(), ways.nats[first:stop].tolist()
            for source, nats, edge in zip(sources, added_nats, self._edges(number, np.arange(first, stop)), strict=True):
                before = float(self._layers[number - 1].nats[source]) if number else 0.0
                added = edges if edge is None else (edge, *edges)
                heapq.heappush(heap, (round(-before - nats - spent, 4), next(ties), number - 1, source, spent + nats, added))

    def options(self) -> list[dict[int, dict[str, float]]]:
        """For each stretch, by step, what a step may have added with the probability of each, given that the damage happened;
        of the steps that may have added a guess."""
        found: list[dict[int, dict[str, float]]] = [{} for _ in range(self._count)]
        total = self._totals()
        behind = np.zeros(0)
        for number in range(len(self._layers) - 1, -1, -1):
            layer = self._layers[number]
            backward = layer.behind.copy()
            backward[:len(behind)] = np.logaddexp(backward[:len(behind)], behind)
            before = self._layers[number - 1].forward if number else np.zeros(self._count)
            ways = layer.ways
            nats = ways.nats + backward[ways.target]
            stretch = layer.stretch[ways.target]
            share = np.exp(before[ways.source] + nats - total[stretch])
            told = share > UNLIKELY
            has_guess = np.zeros(self._count, np.bool_)
            has_guess[stretch[told & (ways.guessed.max(1, initial=0) > 0)]] = True
            told &= has_guess[stretch] & (ways.kind != NONE)
            places = np.flatnonzero(told)
            edges = self._edges(number, places)
            for place, each, edge in zip(stretch[places].tolist(), share[places].tolist(), edges, strict=True):
                own = found[place].setdefault(number, {})
                if edge is not None:
                    text = "".join(map(chr, edge.codes))
                    own[text] = own.get(text, 0.0) + each
            behind = np.full(len(before), NEVER)
            if len(ways.source):
                order = np.argsort(ways.source, kind="stable")
                source = ways.source[order]
                is_first = firsts(source)
                heads = np.flatnonzero(is_first)
                behind[source[heads]] = log_sums(nats[order], heads, np.cumsum(is_first) - 1)
        return found

    def _totals(self) -> Nats:
        """For each stretch the log of the sum over all its paths."""
        total = np.full(self._count, NEVER)
        for layer in self._layers:
            np.logaddexp.at(total, layer.stretch, layer.forward + layer.behind)
        return total

    def _edges(self, number: int, places: Places) -> Iterator[Edge | None]:
        """Some ways of a layer as edges, None for those that take no character."""
        ways = self._layers[number].ways
        for codes, guessed, size, run, kind in zip(ways.codes[places].tolist(), ways.guessed[places].tolist(),
                                                   ways.size[places].tolist(), ways.run[places].tolist(),
                                                   ways.kind[places].tolist(), strict=True):
            if kind == NONE:
                yield None
                continue
            own = tuple(codes[:size])
            yield Edge(own + self._runs[run] if run >= 0 else own, tuple(guessed[:size]), number, kind == CLEAN)
