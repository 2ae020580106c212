"""One line under some readings: the likeliest text of each, with proof and with the probability of each restored character."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np

from fixenc.damage._automaton import automaton
from fixenc.damage._beam import search
from fixenc.damage._formed import SURE, formed
from fixenc.damage._pairs import Pair
from fixenc.damage._plan import Stretch
from fixenc.damage._readers import misread
from fixenc.damage._steps import Reader, looked_at, steps
from fixenc.damage._syntax import Habits
from fixenc.damage._trellis import Edge, Path
from fixenc.model.codes import to_text
from fixenc.model.score import Model
from fixenc.values import Guess

# Paths that are tried until one can be replayed.
TRIED = 8
# Other characters that are handed on for each that was chosen.
CONSIDERED = 12
# Damage that begins and ends more often than this in the midst of Chinese is what was left when the line was repaired before.
MOST_TURNS = 8
# Characters that tell which of many readings are worth more.
TRIAL = 40
# Steps that are searched together.
BLOCK = 1 << 14


@dataclass(frozen=True, slots=True)
class Job:
    """A stretch of a line that may be damaged, under one reading. cores: what surely is.  line: its index."""

    line: int
    start: int
    stop: int
    cores: tuple[tuple[int, int], ...]
    pair: Pair
    reader: Reader


@dataclass(frozen=True, slots=True)
class Restored:
    """What stood at `start` to `stop` of the line (code points).

    guesses: offsets in `after`, and how likely the search finds each.  choices: among how many the bytes leave each to be chosen.
    stood: from where to where in the line something stands for each.
    """

    job: Job
    start: int
    stop: int
    after: str
    guesses: tuple[Guess, ...]
    nats: float
    choices: tuple[int, ...] = ()
    stood: tuple[tuple[int, int], ...] = ()

    def moved(self, by: int) -> Restored:
        """The same in a line that begins so many code points earlier."""
        job = replace(self.job, start=self.job.start + by, stop=self.job.stop + by,
                      cores=tuple((first + by, last + by) for first, last in self.job.cores))
        return replace(self, job=job, start=self.start + by, stop=self.stop + by,
                       stood=tuple((first + by, last + by) for first, last in self.stood))


Options = dict[int, dict[str, float]]


def trial(jobs: Sequence[Job], texts: Sequence[str], known: Habits, model: Model) -> list[float]:
    """For each job, nats of the likeliest way through its stretch to TRIAL characters behind its first mark, very few where
    there is none. texts: the line of each."""
    stops = [min(job.stop, max(text.find(job.reader.mark, job.start), job.start) + TRIAL)
             for job, text in zip(jobs, texts, strict=True)]
    stretches = [_stretch(job, text, stop, known) for job, text, stop in zip(jobs, texts, stops, strict=True)]
    found = dict.fromkeys(range(len(jobs)), -math.inf)
    for block in _blocks(stretches):
        found.update(zip(block, search([stretches[index] for index in block], model).best().tolist(), strict=True))
    return list(found.values())


def restore(jobs: Sequence[Job], texts: Sequence[str], known: Habits, model: Model) -> list[Restored | None]:
    """For each job the likeliest text of its stretch that the process turns into what stands there, or None. texts: the line of
    each."""
    stretches = [_stretch(job, text, None, known) for job, text in zip(jobs, texts, strict=True)]
    found: list[Restored | None] = [None] * len(jobs)
    for block in _blocks(stretches):
        trellis = search([stretches[index] for index in block], model)
        for number, (index, path, options) in enumerate(zip(block, trellis.likeliest(), trellis.options(), strict=True)):
            if path is not None:
                starts = [step.start for step in stretches[index].steps] + [jobs[index].stop]
                paths = chain([path], islice(trellis.paths(number), 1, TRIED))
                found[index] = _proved(jobs[index], texts[index], starts, paths, options)
    return found


def _stretch(job: Job, text: str, stop: int | None, known: Habits) -> Stretch:
    """What is searched for a job. stop: where the search ends before the stretch does."""
    found = steps(text, job.start, job.stop if stop is None else stop, job.cores, job.reader, known)
    machine = automaton(job.pair.written.name, job.reader.charset.name, job.reader.dialect)
    behind = text[job.stop:job.stop + 3] if stop is None else None
    return Stretch(found, machine, text[max(0, job.start - 3):job.start], behind, looked_at(text, job.stop, job.reader.mark))


def _blocks(stretches: Sequence[Stretch]) -> Iterator[list[int]]:
    """The stretches by their index, those of like length together, so many at a time that their trellis takes little memory."""
    block: list[int] = []
    size = 0
    for index in sorted(range(len(stretches)), key=lambda index: len(stretches[index].steps)):
        block.append(index)
        size += len(stretches[index].steps)
        if size > BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _proved(job: Job, text: str, starts: Sequence[int], paths: Iterable[Path], options: Options) -> Restored | None:
    """The first path that can be replayed. starts: where each step begins, and the stretch ends."""
    for path in paths:
        chosen, formed = _formed(path, options, text[:job.start], text[job.stop:])
        for edges, nats in ((chosen, path.nats + formed), (path.edges, path.nats)):
            pieces = _pieces(edges)
            is_new = _turns(pieces, text, starts, job.reader.mark) <= MOST_TURNS
            if pieces and is_new and all(_is_proved(text, piece, starts, job) for piece in pieces):
                first, last = pieces[0][0].step, pieces[-1][-1].step
                kept = [edge for edge in edges if first <= edge.step <= last]
                after, guesses, choices = _written(kept, options)
                stood = tuple(part for piece in pieces for part in _stood(piece, text, starts, job))
                return Restored(job, starts[first], starts[last + 1], after, guesses, nats, choices, stood)
    return None


def _formed(path: Path, options: Options, head: str, tail: str) -> tuple[Sequence[Edge], float]:
    """The path with each doubtful step such that the line's quotes, brackets and tags pair best, and the nats of that."""
    edges = list(path.edges)
    texts = ["".join(map(chr, edge.codes)) for edge in edges]
    doubtful = {index: options.get(edge.step, {}) for index, edge in enumerate(edges) if not edge.clean and any(edge.guessed)
                and options.get(edge.step, {}).get(texts[index], 0.0) <= SURE}
    chosen, weighed, best = formed(texts, doubtful, head, tail)
    for index, shares in weighed.items():
        edge = edges[index]
        options[edge.step] = shares
        if chosen[index] != texts[index]:
            codes = tuple(map(ord, chosen[index]))
            edges[index] = replace(edge, codes=codes, guessed=_guessed(edge, codes))
    return edges, best


def _guessed(edge: Edge, codes: tuple[int, ...]) -> tuple[int, ...]:
    """Which of other characters in the place of an edge's are guesses: all that stand where its guesses do, and what is more."""
    return (max(edge.guessed),) * (len(edge.guessed) + len(codes) - len(edge.codes))


def _pieces(edges: Sequence[Edge]) -> list[list[Edge]]:
    """The damaged parts of a path: the edges between those that leave a character as it is."""
    pieces: list[list[Edge]] = [[]]
    for edge in edges:
        if edge.clean:
            pieces.append([])
        else:
            pieces[-1].append(edge)
    return [piece for piece in pieces if piece]


def _turns(pieces: Sequence[Sequence[Edge]], text: str, starts: Sequence[int], mark: str) -> int:
    """How often damaged text and text that was not stand side by side with no ASCII character but a mark between."""
    count = 0
    for piece in pieces:
        first, last = starts[piece[0].step], starts[piece[-1].step + 1]
        if text[first:last] != "".join(chr(code) for edge in piece for code in edge.codes):
            sides = (text[first - 1:first], text[first]), (text[last:last + 1], text[last - 1])
            count += sum(outside >= "\x80" and (inside >= "\x80" or inside == mark) for outside, inside in sides)
    return count


def _is_proved(text: str, piece: Sequence[Edge], starts: Sequence[int], job: Job) -> bool:
    """Whether the process, run on what was restored, gives what stands there."""
    after = "".join(chr(code) for edge in piece for code in edge.codes)
    return gives(job, after, text[starts[piece[0].step]:starts[piece[-1].step + 1]])


def gives(job: Job, after: str, before: str) -> bool:
    """Whether the process of a job, run on `after`, gives `before`."""
    data = job.pair.written.to_bytes(after)
    if data is None:
        return False
    # Of a text that was cut more may have stood there than stands now.
    seen = misread(job.reader, data)
    return seen.startswith(before) if job.reader.dropped == "the end" else seen == before


def _stood(piece: Sequence[Edge], text: str, starts: Sequence[int], job: Job) -> Iterator[tuple[int, int]]:
    """Where something stands for each guess of a damaged part: the characters whose bytes begin within its own."""
    codes = np.array([code for edge in piece for code in edge.codes], np.uint32)
    begin = starts[piece[0].step]
    before = text[begin:starts[piece[-1].step + 1]]
    ends = np.cumsum(job.pair.written.packed(codes)[1], dtype=np.int64)
    places = job.reader.charset.places(job.pair.written.to_bytes(to_text(codes)) or b"", job.reader.dialect)
    if len(places) != len(before):
        places = np.full(len(before), ends[-1] if len(ends) else 0)
    guessed = [flag for edge in piece for flag in (*edge.guessed, *[0] * (len(edge.codes) - len(edge.guessed)))]
    for index in np.flatnonzero(guessed).tolist():
        start = int(ends[index - 1]) if index else 0
        first, last = np.searchsorted(places, (start, ends[index])).tolist()
        yield begin + first, begin + last


def _written(edges: Sequence[Edge], found: Options) -> tuple[str, tuple[Guess, ...], tuple[int, ...]]:
    characters: list[str] = []
    guesses, choices = [], []
    for edge in edges:
        options = found.get(edge.step, {})
        for place, among in enumerate(edge.guessed):
            if among:
                guesses.append(guess(len(characters) + place, chr(edge.codes[place]), options, place))
                choices.append(among)
        characters += map(chr, edge.codes)
    return "".join(characters), tuple(guesses), tuple(choices)


def guess(offset: int, chosen: str, options: Mapping[str, float], place: int) -> Guess:
    """A character that was chosen. options: what a step may add, with probabilities.  place: the character's in it."""
    shares: dict[str, float] = {}
    for text, share in options.items():
        character = text[place:place + 1]
        if character:
            shares[character] = shares.get(character, 0.0) + share
    ranked = sorted([(-share, character) for character, share in shares.items()])[:CONSIDERED + 1]
    others = tuple((character, -share) for share, character in ranked if character != chosen)[:CONSIDERED]
    return Guess(offset, min(1.0, shares.get(chosen, 0.0)), others)
