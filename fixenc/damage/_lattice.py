"""The lattice: every text that a damaged stretch may have been, searched from left to right with a beam.

A state is what matters for what follows: the last characters (all that the language model looks back at), the bytes of a
character that is not complete yet, and whether this is damaged text. Paths that meet in the same state go on as one. The search
asks the language model many questions at a time: it is a generator that yields questions and is sent their answers, so that many
lines are searched at once.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset
from fixenc.charsets._losses import ByteSet
from fixenc.damage._alphabet import FREE, Alphabet, Pattern, alphabet
from fixenc.damage._steps import SWITCH_NATS, Place, Reader, Run, Step
from fixenc.model.codes import Codes

Context = tuple[int, int, int]
Question = tuple[Codes, Codes]
Answer = NDArray[np.float32]
Search = Generator[Question, Answer, list["State"]]

# States that are kept behind each step, and how much less likely than the best a state may be.
BEAM, BEAM_NATS = 16, 16.0
# Ways through one step that are kept while it is taken byte by byte.
WIDTH = 64
# Candidates that the language model is asked for at once, and what is left of each way's at least.
MOST_ASKED, LEAST_KEPT = 4000, 100
# That something is missing where the bytes do not fit together otherwise.
MISSING_NATS = 5.0
# Of what stands between Chinese and syntax the language model knows little; it has this share in the choice.
MODEL_SHARE = np.float32(0.3)


@dataclass(slots=True, eq=False)
class Edge:
    """A way from one state to the next. codes: the characters that it adds.  guessed: of the first of them, among how many
    each was chosen (0: there was no choice).  step: which step it takes.  clean: whether it leaves a character as it stood."""

    source: State
    codes: tuple[int, ...]
    nats: float
    guessed: tuple[int, ...]
    step: int
    clean: bool


@dataclass(slots=True, eq=False)
class State:
    """Where paths meet. nats: of the best path to here.  pending: byte sets of a character of `length` bytes.
    last: the byte before, -1 where it is not known.  joint: how it hangs together with the next one."""

    context: Context
    nats: float
    pending: Pattern = ()
    length: int = 0
    damaged: bool = False
    last: int = -1
    joint: int = FREE
    edges: list[Edge] = field(default_factory=list)


@dataclass(slots=True)
class _Way:
    """A way through a step that is being taken. rest: the bytes still to come."""

    source: State
    context: Context
    nats: float
    pending: Pattern
    length: int
    last: int
    joint: int
    rest: Pattern
    codes: tuple[int, ...] = ()
    guessed: tuple[int, ...] = ()


class _Questions:
    """Contexts and candidates gathered for one call of the language model."""

    def __init__(self) -> None:
        self.contexts: list[Codes] = []
        self.candidates: list[Codes] = []
        self.size = 0

    def ask(self, contexts: Codes, candidates: Codes) -> slice:
        """Where the answers will be. contexts: shape (n, 3)."""
        self.contexts.append(contexts)
        self.candidates.append(candidates)
        self.size += len(candidates)
        return slice(self.size - len(candidates), self.size)

    def all(self) -> Question:
        """The questions as two arrays."""
        return np.concatenate(self.contexts), np.concatenate(self.candidates)


class Lattice:
    """One stretch of a line under one reader. written: the charset that the text was written in."""

    def __init__(self, found: Sequence[Step], written: Charset, reader: Reader) -> None:
        self.steps, self.written, self.reader = found, written, reader
        self._alphabet: Alphabet = alphabet(written.name, reader.charset.name, reader.dialect)
        self._follows = reader.losses.alone, reader.losses.together
        self._readings: dict[tuple[int, int], tuple[Codes, bytes] | None] = {}
        self._interiors: dict[tuple[int, int], float] = {}

    def search(self, before: str, behind: str | None) -> Search:
        """The states that the stretch may end in, best first.

        before, behind: the text around it, three characters or more; None where the stretch is only the beginning of one.
        """
        states = [State(_last(tuple(map(ord, "\n\n\n" + before))), 0.0)]
        for number, step in enumerate(self.steps):
            states = (yield from self._run(states, number, step)) if isinstance(step, Run) else (
                yield from self._place(states, number, step))
            if not states:
                return []
        return states if behind is None else (yield from self._end(states, behind))

    def _end(self, states: list[State], behind: str) -> Search:
        """What follows the stretch speaks for one end or the other."""
        whole = [state for state in states if not state.pending]
        if not whole:
            return []
        tail = np.array([ord(character) for character in (behind + "\n")[:3]], np.uint32)
        questions = _Questions()
        answers = [self._ask_chain(questions, state.context, tail) for state in whole]
        given = yield questions.all()
        for state, where in zip(whole, answers, strict=True):
            state.nats += float(given[where].sum())
        return sorted(whole, key=lambda state: -state.nats)

    def _place(self, states: list[State], number: int, step: Place) -> Search:
        cost = MISSING_NATS if step.missing else 0.0
        ways = [_Way(state, state.context, -cost - (SWITCH_NATS if state.edges and not state.damaged else 0.0), state.pending,
                     state.length, state.last, state.joint, rest) for state in states for rest in step.readings]
        done: list[_Way] = []
        while ways:
            complete: list[tuple[_Way, Codes]] = []
            for way in ways:
                self._take(way, complete, done)
            ways = yield from self._complete(complete, step.eaten)
            done += [way for way in ways if not way.rest]
            ways = [way for way in ways if way.rest]
        clean = yield from self._left_alone(states, number, step.code)
        found = _merged([(_edge(way, number), way) for way in done], clean)
        return [*states, *found] if step.missing else found

    def _take(self, way: _Way, complete: list[tuple[_Way, Codes]], done: list[_Way]) -> None:
        """Take bytes until a character is complete or they are at an end."""
        if not way.rest:
            done.append(way)
            return
        (allowed, joint), rest = way.rest[0], way.rest[1:]
        if way.joint != FREE and way.last >= 0:
            allowed &= self._follows[way.joint - 1][way.last]
        starts = [(way.length, allowed)] if way.pending else self._alphabet.begins(allowed) if allowed else []
        for length, first in starts if allowed else []:
            pending = (*way.pending, (first, joint))
            on = _Way(way.source, way.context, way.nats, pending, length, _only(first), joint, rest, way.codes, way.guessed)
            if len(pending) < length:
                self._take(on, complete, done)
            elif len(candidates := self._fits(pending)):
                complete.append((on, candidates))

    def _fits(self, pattern: Pattern) -> Codes:
        candidates = self._alphabet.fits(pattern)
        if not len(candidates) and all(_only(allowed) >= 0 for allowed, _ in pattern):
            # A rare character, whole: its bytes say all.
            text = self.written.strict(bytes(_only(allowed) for allowed, _ in pattern))
            candidates = np.array([ord(each) for each in text or ""], np.uint32)
        return candidates

    def _complete(self, complete: list[tuple[_Way, Codes]], eaten: Answer | None) -> Generator[Question, Answer, list[_Way]]:
        """The ways on from each complete character, the likeliest WIDTH of all."""
        if not complete:
            return []
        complete = _fewer(complete)
        questions = _Questions()
        for way, candidates in complete:
            questions.ask(np.broadcast_to(np.array(way.context, np.uint32), (len(candidates), 3)), candidates)
        given = yield questions.all()
        given = given if eaten is None else _taken_along(complete, given, eaten)
        nats = given + np.repeat([way.source.nats + way.nats for way, _ in complete], [len(each) for _, each in complete])
        owner = np.repeat(np.arange(len(complete)), [len(each) for _, each in complete])
        codes = np.concatenate([each for _, each in complete])
        best = np.argsort(-nats, kind="stable")[:WIDTH]
        best = best[nats[best] > nats[best[0]] - BEAM_NATS]
        made = []
        for index in best.tolist():
            way, candidates = complete[owner[index]]
            code = int(codes[index])
            last = way.last if way.last >= 0 else self._last_byte(code)
            made.append(_Way(way.source, (*way.context[1:], code), way.nats + float(given[index]), (), 0, last, way.joint,
                             way.rest, (*way.codes, code), (*way.guessed, _choices(candidates))))
        return made

    def _last_byte(self, code: int) -> int:
        data = self.written.to_bytes(chr(code))
        return data[-1] if data else -1

    def _left_alone(self, states: list[State], number: int, code: int) -> Generator[Question, Answer, list[tuple[Edge, State]]]:
        """The ways on that leave the character as it is."""
        free = [state for state in states if not state.pending] if code >= 0 else []
        if not free:
            return []
        questions = _Questions()
        for state in free:
            questions.ask(np.array([state.context], np.uint32), np.array([code], np.uint32))
        given = yield questions.all()
        made = []
        for state, nats in zip(free, given.tolist(), strict=True):
            nats -= SWITCH_NATS if state.damaged else 0.0
            edge = Edge(state, (code,), nats, (0,), number, True)
            made.append((edge, State((*state.context[1:], code), state.nats + nats)))
        return made

    def _run(self, states: list[State], number: int, step: Run) -> Search:
        questions = _Questions()
        asked = []
        for state in states:
            need = state.length - len(state.pending) if state.pending else 0
            head, tail = step.data[:need], self._reading(number, step, need)
            if tail is None or len(head) < need:
                continue
            if state.joint != FREE and state.last >= 0 and not self._follows[state.joint - 1][state.last] >> step.data[0] & 1:
                continue
            candidates = self._fits((*state.pending, *((1 << byte, FREE) for byte in head))) if need else None
            if candidates is not None and not len(candidates):
                continue
            asked.append((state, candidates, tail, self._ask_run(questions, state.context, candidates, tail[0]),
                          self._ask_interior(questions, number, need, tail[0])))
        if not asked:
            return []
        given = yield questions.all()
        made: list[tuple[Edge, State]] = []
        for state, candidates, (codes, rest), where, (key, inside) in asked:
            if inside is not None:
                self._interiors[key] = float(given[inside].sum())
            nats = sum((given[each] for each in where), np.zeros(1, np.float32)) + self._interiors[key]
            nats = nats - (0.0 if state.damaged or not state.edges else SWITCH_NATS)
            made += self._ran(state, number, candidates, codes, rest, nats, step)
        return _merged(made, [])

    def _ran(self, state: State, number: int, candidates: Codes | None, codes: Codes, rest: bytes, nats: NDArray[np.float32],
             step: Run) -> Iterable[tuple[Edge, State]]:
        pending = tuple((1 << byte, FREE) for byte in rest)
        length = self._alphabet.begins(1 << rest[0])[0][0] if rest else 0
        text = tuple(codes.tolist())
        best = np.argsort(-nats, kind="stable")[:WIDTH]
        for index in best[nats[best] > nats[best[0]] - BEAM_NATS].tolist():
            own = () if candidates is None else (int(candidates[index]),)
            added = own + text
            guessed = () if candidates is None else (_choices(candidates),)
            cost = float(nats[index])
            yield (Edge(state, added, cost, guessed, number, False),
                   State(_last(state.context + added), state.nats + cost, pending, length, True, step.data[-1]))

    def _reading(self, number: int, step: Run, need: int) -> tuple[Codes, bytes] | None:
        """The characters of a run from its byte `need` on, and the bytes of one that is cut; None where they are none."""
        if (number, need) not in self._readings:
            self._readings[number, need] = self._read(step.data[need:])
        return self._readings[number, need]

    def _read(self, data: bytes) -> tuple[Codes, bytes] | None:
        reading = self.written.read(data)
        bad = np.flatnonzero(~reading.good)
        if not len(bad):
            return reading.codes, b""
        rest = data[int(reading.starts[bad[0]]):]
        begins = self._alphabet.begins(1 << rest[0])
        if not begins or begins[0][0] <= len(rest):
            return None
        return reading.codes[:bad[0]], rest

    def _ask_run(self, questions: _Questions, context: Context, candidates: Codes | None, codes: Codes) -> list[slice]:
        """Ask for a candidate and the first three characters behind it; the sum of the answers belongs to the candidate."""
        head = codes[:3]
        if candidates is None:
            where = self._ask_chain(questions, context, head)
            return [slice(place, place + 1) for place in range(where.start, where.stop)]
        columns = [np.full(len(candidates), code, np.uint32) for code in context]
        columns += [candidates, *(np.full(len(candidates), code, np.uint32) for code in head)]
        return [questions.ask(np.stack(columns[place:place + 3], 1), columns[place + 3]) for place in range(len(head) + 1)]

    def _ask_chain(self, questions: _Questions, context: Context, codes: Codes) -> slice:
        chain = np.concatenate((np.array(context, np.uint32), codes))
        rows = np.lib.stride_tricks.sliding_window_view(chain, 3)[:len(codes)]
        return questions.ask(rows, codes)

    def _ask_interior(self, questions: _Questions, number: int, need: int,
                      codes: Codes) -> tuple[tuple[int, int], slice | None]:
        """Ask for what lies too deep in a run to depend on what stands before it; once."""
        key = number, need
        if key in self._interiors:
            return key, None
        if len(codes) <= 3:
            self._interiors[key] = 0.0
            return key, None
        self._interiors[key] = math.nan
        return key, self._ask_chain(questions, (int(codes[0]), int(codes[1]), int(codes[2])), codes[3:])


def _fewer(complete: list[tuple[_Way, Codes]]) -> list[tuple[_Way, Codes]]:
    """No more than MOST_ASKED candidates in all, the commonest of each way: where nothing is known of a character the likeliest
    will do."""
    total = sum(len(candidates) for _, candidates in complete)
    if total <= MOST_ASKED:
        return complete
    kept = max(LEAST_KEPT, MOST_ASKED // len(complete))
    return [(way, candidates[:kept]) for way, candidates in complete]


def _taken_along(complete: list[tuple[_Way, Codes]], given: Answer, eaten: Answer) -> Answer:
    """The log probabilities of candidates, of ASCII characters chosen among others mostly by the syntax around them."""
    candidates = np.concatenate([each for _, each in complete])
    many = np.repeat([len(each) > 1 for _, each in complete], [len(each) for _, each in complete])
    return np.where(many & (candidates < 0x80), MODEL_SHARE * given + eaten[np.minimum(candidates, 0x7F)], given)


def _choices(candidates: Codes) -> int:
    """Among how many a candidate is chosen, 0 where it is the only one."""
    return len(candidates) if len(candidates) > 1 else 0


def _edge(way: _Way, number: int) -> Edge:
    return Edge(way.source, way.codes, way.nats, way.guessed, number, False)


def _merged(done: Iterable[tuple[Edge, State | _Way]], clean: Iterable[tuple[Edge, State]]) -> list[State]:
    """The states that the ways lead to, each once, the best BEAM of those that have read as much."""
    states: dict[tuple[Context, Pattern, bool, int, int], State] = {}
    for edge, end in (*done, *clean):
        damaged = not edge.clean
        key = end.context, end.pending, damaged, end.last, end.joint
        nats = edge.source.nats + edge.nats
        state = states.get(key)
        if state is None:
            states[key] = state = State(end.context, nats, end.pending, end.length, damaged, end.last, end.joint)
        state.nats = max(state.nats, nats)
        state.edges.append(edge)
    # A character that is not complete has not been paid for yet: such states compete among themselves.
    ranked: dict[int, list[State]] = {}
    for state in sorted(states.values(), key=lambda state: -state.nats):
        alike = ranked.setdefault(len(state.pending), [])
        if len(alike) < (BEAM // 2 if state.pending else BEAM) and (not alike or state.nats > alike[0].nats - BEAM_NATS):
            alike.append(state)
    return [state for alike in ranked.values() for state in alike]


def _last(codes: Sequence[int]) -> Context:
    return codes[-3], codes[-2], codes[-1]


def _only(allowed: ByteSet) -> int:
    """The byte of a set of one, or -1."""
    return allowed.bit_length() - 1 if allowed & (allowed - 1) == 0 else -1
