"""Every text that damaged stretches may have been, searched from left to right with a beam: many stretches in step.

What matters for what follows is the state of the automaton, the last characters (all that the language model looks back at),
and whether this is damaged text. Paths that meet there go on as one. Each step asks the language model one question for all
stretches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._automaton import FIRST, NOTHING, PENDING, PENDING_BITS, Entered
from fixenc.damage._going import BACK, MOST, Going, States
from fixenc.damage._layout import given, tied
from fixenc.damage._plan import Plan, Stretch
from fixenc.damage._ranges import Nats, Places, firsts, likeliest, log_sums, ranges
from fixenc.damage._steps import SWITCH_NATS
from fixenc.damage._trellis import CLEAN, DAMAGED, NEVER, NONE, Layer, Trellis, Ways
from fixenc.model.codes import Codes, to_codes
from fixenc.model.score import Model

# States that are kept behind each step, and how much less likely than the best a state may be.
BEAM, BEAM_NATS = 16, 16.0
# Ways through one step that are kept while it is taken character by character; of those whose next characters are known and not
# asked for yet, so many.
WIDTH, AHEAD = 64, 256
# Candidates that the language model is asked for at once, and what is left of each way's at least.
MOST_ASKED, LEAST_KEPT = 4000, 100
# That something is missing where the bytes do not fit together otherwise.
MISSING_NATS = 5.0
_CODE_BITS, _STATE_BITS, _REST_BITS = 21, 22, 22
# The run of a way that takes nothing.
_NOTHING_TAKEN = -2


class _Search:
    def __init__(self, stretches: Sequence[Stretch], model: Model) -> None:
        self._model = model
        for automaton in dict.fromkeys(each.automaton for each in stretches):
            automaton.begin()
        self._stretches = stretches
        self._automata = list(dict.fromkeys(each.automaton for each in stretches))
        numbers = {each: number for number, each in enumerate(self._automata)}
        self._automaton = np.array([numbers[each.automaton] for each in stretches], np.int64)
        self._plan = Plan(stretches)
        self._runs: list[tuple[int, ...]] = []
        # What follows each stretch, how much of it counts, -1 where it is open.
        tails = [None if each.behind is None else (each.behind + "\n")[:BACK] for each in stretches]
        self._tails = _contexts([(tail or "").ljust(BACK) for tail in tails])
        self._tail_size = np.array([-1 if tail is None else len(tail) for tail in tails])
        self._tail_looked_at = np.array([each.looked_at for each in stretches])

    def trellis(self) -> Trellis:
        """The search."""
        count = len(self._stretches)
        context = _contexts([("\n\n\n" + each.before)[-BACK:] for each in self._stretches])
        nothing = np.zeros(count)
        states = States(np.arange(count), context, np.full(count, FIRST), np.full(count, NONE), nothing, nothing)
        layers = []
        for number in range(int(self._plan.size.max(initial=0))):
            states, layer = self._step(number, states)
            layers.append(layer)
        return Trellis(layers, count, self._runs)

    def _step(self, number: int, states: States) -> tuple[States, Layer]:
        source = np.flatnonzero(self._plan.size[states.stretch] > number)
        step = self._plan.first[states.stretch[source]] + number
        is_run = self._plan.is_run[step]
        parts = []
        if is_run.any():
            parts.append(self._run(states, source[is_run], step[is_run]))
        if not is_run.all():
            parts += self._place(states, source[~is_run], step[~is_run])
        ways = Going.together(parts or [Going.of(states, source[:0], NONE)])
        return self._merged(number, states, ways[self._goes_on(number, ways)])

    def _goes_on(self, number: int, ways: Going) -> NDArray[np.bool_]:
        """Which ways the run behind their step does not contradict: what cannot be would take the places of what can."""
        goes_on = np.ones(len(ways), np.bool_)
        following = self._plan.first[ways.stretch] + number + 1
        last = number + 1 >= self._plan.size[ways.stretch]
        some = np.flatnonzero(~last & self._plan.is_run[np.where(last, 0, following)] & (ways.state & PENDING == 0))
        some = some[ways.state[some] != FIRST]
        begins = np.array([self._plan.data[step][0] for step in following[some].tolist()], np.int64)
        key = (self._automaton[ways.stretch[some]] << _STATE_BITS | ways.state[some]) << 8 | begins
        asked, which = np.unique(key, return_inverse=True)
        fits = [self._automata[each >> _STATE_BITS + 8].goes_on(each >> 8 & (1 << _STATE_BITS) - 1, each & 0xFF)
                for each in asked.tolist()]
        goes_on[some] = np.array(fits, np.bool_)[which]
        return goes_on

    def _place(self, states: States, source: Places, step: Places) -> list[Going]:
        plan = self._plan
        count = plan.rests[step]
        each = np.repeat(np.arange(len(source)), count)
        ways = Going.of(states, source[each], DAMAGED)
        ways.rest[:] = plan.rest_numbers[ranges(plan.rest[step], count)]
        ways.nats -= np.where(plan.missing[step[each]], MISSING_NATS, 0.0)
        ways.nats -= np.where(states.kind[ways.source] == CLEAN, SWITCH_NATS, 0.0)
        of_stretch = np.zeros(len(self._stretches), np.intp)
        of_stretch[states.stretch[source]] = step
        done = []
        while len(ways):
            is_done = ways.rest == NOTHING
            ended, taken = self._taken(states, ways[~is_done], of_stretch) if not is_done.all() else (ways[:0], ways[:0])
            done += [ways[is_done], ended]
            ways = taken
        for some in done:
            last = some.codes[np.arange(len(some)), np.maximum(some.size - 1, 0)]
            some.nats += np.where((some.size > 0) & (last < 0x80), 0.0, plan.behind[of_stretch[some.stretch]])
        clean = np.flatnonzero((plan.code[step] >= 0) & (states.state[source] & PENDING == 0))
        if len(clean):
            done.append(self._left_alone(states, source[clean], plan.code[step[clean]].astype(np.uint32)))
        missing = source[plan.missing[step]]
        if len(missing):
            same = Going.of(states, missing, NONE)
            same.kind[:], same.run[:] = states.kind[missing], _NOTHING_TAKEN
            done.append(same)
        return done

    def _taken(self, states: States, ways: Going, step: Places) -> tuple[Going, Going]:
        """The ways whose bytes are at an end, and those with one more character. step: of each stretch."""
        number = self._automaton[ways.stretch] << (_STATE_BITS + _REST_BITS) | ways.state << _REST_BITS | ways.rest
        asked, which = np.unique(number, return_inverse=True)
        outcomes = [self._automata[each >> (_STATE_BITS + _REST_BITS)].take(
            each >> _REST_BITS & (1 << _STATE_BITS) - 1, each & (1 << _REST_BITS) - 1) for each in asked.tolist()]
        counts = np.array([len(each) for each in outcomes], np.intp)
        flat = [each for some in outcomes for each in some]
        each = np.repeat(np.arange(len(which)), counts[which])
        outcome = ranges((np.cumsum(counts) - counts)[which], counts[which])
        ways = ways[each]
        ways.state[:] = np.array([each.state for each in flat], np.intp)[outcome]
        ways.rest[:] = np.array([each.rest for each in flat], np.intp)[outcome]
        is_done = np.array([each.codes is None for each in flat], np.bool_)[outcome]
        ended, ways, outcome = ways[is_done], ways[~is_done], outcome[~is_done]
        if not len(outcome):
            return ended, ways
        pools = [np.zeros(0, np.uint32) if each.codes is None else each.codes for each in flat]
        lengths = np.array([len(pool) for pool in pools], np.intp)
        return ended, self._chosen(states, ways, outcome, np.concatenate(pools), lengths, step,
                                   np.array([each.by_last for each in flat], np.bool_)[outcome])

    def _chosen(self, states: States, ways: Going, outcome: Places, pool: Codes, lengths: Places, step: Places,
                by_last: NDArray[np.bool_]) -> Going:
        """The ways on with the likeliest candidates, WIDTH of each stretch."""
        starts, choices = (np.cumsum(lengths) - lengths)[outcome], lengths[outcome]
        kept = _fewer(choices, ways.stretch, len(self._stretches))
        each = np.repeat(np.arange(len(outcome)), kept)
        codes = pool[ranges(starts, kept)]
        contexts = ways.context.astype(np.uint32)
        nats = given(self._model, contexts, codes, each)
        step = step[ways.stretch]
        tables = self._plan.eaten[step]
        is_chosen = (tables >= 0) & (kept > 1)
        by_syntax = is_chosen | (self._plan.looked_at[step] > 0)
        some = np.flatnonzero((codes < 0x80) & by_syntax[each]) if by_syntax.any() else each[:0]
        nats[some] = tied(self._model, contexts[each[some]], codes[some])
        chosen = some[is_chosen[each[some]]]
        nats[chosen] += self._plan.tables[tables[each[chosen]], codes[chosen]]
        total = (states.nats[ways.source] + ways.nats)[each] + nats
        best = np.flatnonzero(likeliest(total, _heads(ways.stretch, kept), WIDTH, BEAM_NATS))
        best = best[ways.size[each[best]] < MOST]
        each, codes = each[best], codes[best]
        made = ways[each]
        made.add(codes, nats[best], np.where(choices > 1, choices, 0)[each])
        late = np.flatnonzero(by_last[each])
        if len(late):
            made.state[late] = self._behind(made, late, codes[late])
        return made

    def _behind(self, ways: Going, late: Places, codes: Codes) -> Places:
        """The states of some ways behind characters whose last byte matters."""
        machine = self._automaton[ways.stretch[late]]
        last = np.zeros(len(late), np.int64)
        for number in np.unique(machine).tolist():
            own = machine == number
            last[own] = self._automata[number].last_bytes(codes[own])
        key = machine << (_STATE_BITS + 8) | ways.state[late] << 8 | last
        asked, which = np.unique(key, return_inverse=True)
        found = [self._automata[each >> (_STATE_BITS + 8)].behind(each >> 8 & (1 << _STATE_BITS) - 1, each & 0xFF)
                 for each in asked.tolist()]
        return np.array(found, np.intp)[which]

    def _left_alone(self, states: States, source: Places, codes: Codes) -> Going:
        """The ways that leave the character as it is."""
        ways = Going.of(states, source, CLEAN)
        nats = self._model.given(ways.context.astype(np.uint32), codes).astype(np.float64)
        nats -= np.where(states.kind[source] == DAMAGED, SWITCH_NATS, 0.0)
        ways.add(codes, nats, np.zeros(len(codes), np.intp))
        ways.state[:] = FIRST
        return ways

    def _run(self, states: States, source: Places, step: Places) -> Going:
        """The ways through runs of known bytes."""
        ways = Going.of(states, source, DAMAGED)
        ways.nats -= np.where(states.kind[source] == CLEAN, SWITCH_NATS, 0.0)
        asked, first, which = np.unique(step << _STATE_BITS | ways.state, return_index=True, return_inverse=True)
        machine = self._automaton[ways.stretch[first]]
        entered: list[Entered | None] = [None] * len(asked)
        for number in np.unique(machine).tolist():
            some = np.flatnonzero(machine == number)
            behind = [(each & (1 << _STATE_BITS) - 1, self._plan.data[each >> _STATE_BITS]) for each in asked[some].tolist()]
            for place, result in zip(some.tolist(), self._automata[number].enter(behind), strict=True):
                entered[place] = result
        fits = np.array([each is not None for each in entered], np.bool_)[which]
        ways, which = ways[fits], which[fits]
        ways.run[:] = which
        own = [np.zeros(0, np.uint32) if each is None or each.own is None else each.own for each in entered]
        lengths = np.array([len(codes) for codes in own], np.intp)
        is_open = lengths[which] > 0
        if is_open.any():
            ways = Going.together([ways[~is_open], self._completed(states, ways[is_open], np.concatenate(own), lengths)])
            ways = ways[np.argsort(ways.stretch, kind="stable")]
        return self._ran(ways, entered, self._plan.looked_at[asked >> _STATE_BITS])

    def _completed(self, states: States, ways: Going, pool: Codes, lengths: Places) -> Going:
        """The ways with the candidates for the characters that the first bytes of runs complete. lengths: by run."""
        count = lengths[ways.run]
        each = np.repeat(np.arange(len(count)), count)
        codes = pool[ranges((np.cumsum(lengths) - lengths)[ways.run], count)]
        nats = given(self._model, ways.context.astype(np.uint32), codes, each)
        total = (states.nats[ways.source] + ways.nats)[each] + nats
        best = np.flatnonzero(likeliest(total, _heads(ways.stretch, count), AHEAD, BEAM_NATS))
        made = ways[each[best]]
        made.add(codes[best], nats[best], np.where(count > 1, count, 0)[each[best]])
        return made

    def _ran(self, ways: Going, entered: Sequence[Entered | None], looked_at: Places) -> Going:
        """The ways with the characters of their runs. entered, looked_at: by the number that `run` has so far."""
        texts = [np.zeros(0, np.uint32) if each is None else each.codes for each in entered]
        sizes = np.array([len(codes) for codes in texts], np.intp)
        heads = np.zeros((len(texts), 2 * BACK), np.uint32)
        for number, codes in enumerate(texts):
            heads[number, :min(BACK, len(codes))] = codes[:BACK]
            heads[number, BACK:] = codes[-BACK:] if len(codes) >= BACK else 0
        size = sizes[ways.run]
        chain = np.concatenate((ways.context.astype(np.uint32), heads[ways.run, :BACK]), 1)
        ways.nats += self._chained(chain, size, looked_at[ways.run]) + self._interiors(texts, sizes)[ways.run]
        last = ranges(np.minimum(size, BACK), np.full(len(size), BACK)).reshape(-1, BACK)
        ways.context[:] = np.where((size >= BACK)[:, np.newaxis], heads[ways.run, BACK:], np.take_along_axis(chain, last, 1))
        ways.state[:] = np.array([0 if each is None else each.state for each in entered], np.intp)[ways.run]
        first = len(self._runs)
        self._runs += [tuple(codes.tolist()) for codes in texts]
        ways.run += first
        return ways

    def _chained(self, chain: Codes, size: Places, looked_at: Places) -> Nats:
        """The log probability of the first `size` characters of each row that stand behind three others; of those that hang on
        what was eaten how they are tied to what stands before."""
        total = np.zeros(len(chain))
        for place in range(chain.shape[1] - BACK):
            for ask, is_asked in ((given, looked_at <= place), (tied, looked_at > place)):
                some = np.flatnonzero((size > place) & is_asked)
                if len(some):
                    total[some] += ask(self._model, chain[some, place:place + BACK], chain[some, place + BACK])
        return total

    def _interiors(self, texts: Sequence[Codes], sizes: Places) -> Nats:
        """For each text the log probability of what lies too deep in it to depend on what stands before it."""
        total = np.zeros(len(texts))
        deep = np.flatnonzero(sizes > BACK)
        if len(deep):
            codes = np.concatenate([texts[number] for number in deep.tolist()])
            nats = self._model.running(codes).astype(np.float64)
            starts = np.cumsum(sizes[deep]) - sizes[deep]
            for place in range(BACK):
                nats[starts + place] = 0.0
            total[deep] = np.bincount(np.repeat(np.arange(len(deep)), sizes[deep]), nats)
        return total

    def _merged(self, number: int, states: States, ways: Going) -> tuple[States, Layer]:
        """The states that the ways lead to, each once, the best of those of a stretch that have read as much."""
        total = states.nats[ways.source] + ways.nats
        # A character that is not complete has not been paid for yet: such states compete among themselves. Those that have taken
        # nothing where something may be missing have not paid for it either, and all stay.
        same = ways.run == _NOTHING_TAKEN
        group = (ways.stretch << 1 | same) << PENDING_BITS | ways.state & PENDING
        context = (ways.context[:, 0] << _CODE_BITS | ways.context[:, 1]) << _CODE_BITS | ways.context[:, 2]
        state = ways.state << 2 | ways.kind
        order = np.lexsort((-total, context, state, group))
        ways, total, group, context, state = ways[order], total[order], group[order], context[order], state[order]
        is_first = firsts(group) | firsts(state) | firsts(context)
        heads = np.flatnonzero(is_first)
        groups = np.flatnonzero(firsts(group[heads]))
        kept = likeliest(total[heads], groups, BEAM, BEAM_NATS) | same[order][heads]
        target = np.cumsum(is_first) - 1
        survives = kept[target] if len(target) else np.zeros(0, np.bool_)
        ways, target, heads = ways[survives], (np.cumsum(kept) - 1)[target[survives]], heads[kept]
        best = np.searchsorted(target, np.arange(len(heads)))
        forward = log_sums(states.forward[ways.source] + ways.nats, best, target) if len(heads) else np.zeros(0)
        stretch, found_context = ways.stretch[best], ways.context[best].astype(np.uint32)
        found = States(stretch, found_context, ways.state[best], ways.kind[best], total[heads], forward)
        kind = np.where(ways.run == _NOTHING_TAKEN, NONE, ways.kind)
        kept_ways = Ways(ways.source.copy(), target, ways.nats, ways.codes.astype(np.uint32), ways.guessed.astype(np.int16),
                         ways.size.astype(np.int8), ways.run.copy(), kind.astype(np.int8))
        return found, Layer(stretch, found.nats, forward, best, kept_ways, self._behind_ends(number, found))

    def _behind_ends(self, number: int, states: States) -> Nats:
        """For each state the log probability of what follows where the stretch ends, NEVER where it does not."""
        nats = np.full(len(states.stretch), NEVER)
        ends = np.flatnonzero(self._plan.size[states.stretch] == number + 1)
        if not len(ends):
            return nats
        size = self._tail_size[states.stretch[ends]]
        nats[ends[size < 0]] = 0.0
        is_whole = (size >= 0) & (states.state[ends] & PENDING == 0)
        ends, size = ends[is_whole], size[is_whole]
        nats[ends] = self._chained(np.concatenate((states.context[ends], self._tails[states.stretch[ends]]), 1), size,
                                   self._tail_looked_at[states.stretch[ends]])
        return nats


def search(stretches: Sequence[Stretch], model: Model) -> Trellis:
    """All ways through some stretches that are not much less likely than the best."""
    return _Search(stretches, model).trellis()


def _heads(owner: Places, counts: Places) -> Places:
    """The first row of each owner's, where every row of `owner` becomes as many as `counts` says, one at least."""
    return (np.cumsum(counts) - counts)[firsts(owner)]


def _contexts(texts: Sequence[str]) -> Codes:
    """The characters of some texts, all of the same length, as rows."""
    return np.array([to_codes(text) for text in texts], np.uint32).reshape(-1, BACK)


def _fewer(choices: Places, stretch: Places, count: int) -> Places:
    """How many candidates of each way are asked for, no more than MOST_ASKED for a stretch, the commonest of each way: where
    nothing is known of a character the likeliest will do."""
    total, ways = np.bincount(stretch, choices, count), np.bincount(stretch, minlength=count)
    kept = np.maximum(LEAST_KEPT, MOST_ASKED // np.maximum(ways, 1))
    return np.where((total > MOST_ASKED)[stretch], np.minimum(choices, kept[stretch]), choices).astype(np.intp)
