"""Large damaged files: the lines of which a process proved nearby explains every byte, restored together.

Nearly all damage with losses is UTF-8 that was read as something else, and in UTF-8 a lost byte touches one character or two. In
a file that some program damaged from end to end each of these is a small problem, and thousands are solved at once.
What does not fit is left to the lattice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._alphabet import alphabet
from fixenc.damage._alternatives import Alternatives
from fixenc.damage._formed import SURE, formed
from fixenc.damage._pairs import Pair
from fixenc.damage._pool import Choice, Hole
from fixenc.damage._readers import misread
from fixenc.damage._restore import Restored
from fixenc.damage._settled import Settled
from fixenc.damage._steps import EATING_MARKS, LINE_FEED, Reader
from fixenc.damage._syntax import Habits, Signs, nats_by_signs, signs
from fixenc.damage._units import FIRST_LEAD, LOST, Units, units
from fixenc.damage._windows import Window, choices
from fixenc.model.codes import to_codes, to_text
from fixenc.model.score import Model

# So many code points are worked on at a time: the arrays of their candidates take some 5 MB.
BLOCK = 1 << 14
# Characters that a hole is judged by on each side: all that the model looks at.
_AROUND = 3
# A window of more units than this is left to the lattice.
_LONGEST = 64
# A character that is cut by the end of a piece has fewer code points than this.
_NEAR = 8
# Answers for windows that are remembered.
_REMEMBERED = 1 << 13


class Settler:
    """One process that was proved in a file, and what was learned about its holes. known: the habits of the text."""

    def __init__(self, pair: Pair, reader: Reader, known: Habits, model: Model) -> None:
        self._pair, self._reader = pair, reader
        self._known, self._model = known, model
        letters = alphabet(pair.written.name, reader.charset.name, reader.dialect)
        mark = reader.charset.to_bytes(reader.mark, reader.dialect) or b""
        self._alternatives = Alternatives(letters, reader.losses, mark, reader.mark in EATING_MARKS)
        self._holes: dict[Hole, int] = {}
        self._tables: list[NDArray[np.float32]] = [np.zeros(0x80, np.float32)]
        self._signs: dict[Signs, int] = {}
        self._answers: dict[Window, list[Choice] | None] = {}

    def settle(self, lines: Sequence[str]) -> Iterator[Restored]:
        """The lines that this process explains, by their index, restored; each has the mark of the reader.

        Of lines longer than BLOCK, which may be cut from longer ones, incomplete characters at both ends are left."""
        long = {index: self._inside(line) for index, line in enumerate(lines) if len(line) > BLOCK}
        if not long:
            yield from self._settled(lines)
            return
        cut = [line[long[index]] if index in long else line for index, line in enumerate(lines)]
        for each in self._settled(cut):
            yield each.moved(long[each.job.line].start) if each.job.line in long else each

    def _inside(self, line: str) -> slice:
        """The part of a line that begins and ends where characters do."""
        begins = np.flatnonzero(self._begins(line[:_NEAR]))
        ends = np.flatnonzero(self._begins(line[-_NEAR:]))
        start, stop = int(begins[0]) if len(begins) else 0, len(line)
        last = len(line) - _NEAR + int(ends[-1]) if len(ends) else len(line)
        if self._reader.mark not in line[last:]:
            data = self._pair.read.to_bytes(line[last:], self._reader.dialect) or b""
            stop = len(line) if self._pair.written.strict(data) is not None else last
        return slice(start, stop)

    def _begins(self, text: str) -> NDArray[np.bool_]:
        """Which characters of a damaged text begin where one of the text that was written does, for certain."""
        codes = to_codes(text)
        numbers, lengths = self._pair.read.packed(codes, self._reader.dialect)
        octets = numbers >> (8 * np.maximum(lengths.astype(np.uint32), 1) - 8)
        is_mark = codes == ord(self._reader.mark)
        begins: NDArray[np.bool_] = (lengths > 0) & ((octets < 0x80) | (octets >= FIRST_LEAD)) & ~is_mark
        begins[1:] &= ~is_mark[:-1]
        return begins

    def _settled(self, lines: Sequence[str]) -> Iterator[Restored]:
        parts = [part for line in lines for part in self._parts(line)]
        left = iter(lines)
        line, first, index = next(left, ""), 0, 0
        some: list[Settled | None] = []
        for last in _blocks(parts):
            whole: list[Settled] = []
            for part, done in zip(parts[first:last], self._done(parts[first:last]), strict=True):
                some.append(done)
                line = line[len(part):]
                if not line:
                    if all(each is not None for each in some):
                        whole.append(Settled.together(index, [each for each in some if each is not None]))
                    some, line, index = [], next(left, ""), index + 1
            for each, stood in zip(whole, self._proved(lines, whole), strict=True):
                if stood is not None:
                    yield each.restored(lines[each.line], self._pair, self._reader, stood)
            first = last

    def _parts(self, line: str) -> Iterator[str]:
        """A line in parts of about BLOCK code points, each of which begins where a character does."""
        while len(line) > BLOCK:
            begins = np.flatnonzero(self._begins(line[BLOCK // 2:BLOCK]))
            cut = BLOCK // 2 + int(begins[-1]) if len(begins) else BLOCK
            yield line[:cut]
            line = line[cut:]
        yield line

    def _done(self, lines: Sequence[str]) -> list[Settled | None]:
        """What was restored of some lines, not proved yet."""
        found = units(lines, self._pair, self._reader)
        drafts = self._drafts(lines, found)
        self._answer([window for draft in drafts for _, window in draft.windows])
        text = to_text(found.codes)
        done: list[Settled | None] = [None] * len(lines)
        for draft in drafts:
            done[draft.line] = self._restored(draft, text)
        return done

    def _drafts(self, lines: Sequence[str], found: Units) -> list[_Draft]:
        """The lines as units, each hole with its number."""
        row = found.codes.astype(np.int64).tolist()
        starts, marks = found.starts.tolist(), [*found.marks.tolist(), 0]
        firsts = found.lines.tolist()
        drafts = []
        damaged = found.damaged.tolist()
        at = np.searchsorted(found.damaged, found.lines).tolist()
        for line in np.flatnonzero(found.good).tolist():
            holes = []
            for place in range(at[line], at[line + 1]):
                unit = damaged[place]
                data, behind = found.data[starts[unit]:starts[unit + 1]], found.data[starts[unit + 1]]
                number = self._alternatives.of(data, behind)
                rows = self._alternatives.rows[number]
                if not rows or (data.count(LOST) == len(data) and any(len(slot.codes) > 1 for row in rows for slot in row)):
                    break
                if len(rows) == len(rows[0]) == len(rows[0][0].codes) == 1:
                    row[unit] = found.codes[unit] = int(rows[0][0].codes[0])
                    continue
                eaten = self._eaten(lines[line], found.places[marks[place]:marks[place] + self._alternatives.eaten[number]])
                row[unit] = -1 - self._holes.setdefault(Hole(number, eaten), len(self._holes))
                holes.append(unit)
            else:
                windows = list(_windows(row, holes, firsts[line], firsts[line + 1]))
                if all(len(window) <= _LONGEST for _, window in windows):
                    drafts.append(_Draft(line, firsts[line], firsts[line + 1] - 1, windows))
        return drafts

    def _eaten(self, line: str, places: NDArray[np.intp]) -> tuple[int, ...]:
        """For marks at some places of a line the numbers of the tables of what each may have eaten."""
        numbers = []
        for place in places.tolist():
            seen = signs(line, place, self._known)
            if seen not in self._signs:
                self._signs[seen] = len(self._tables)
                self._tables.append(nats_by_signs(seen, self._known))
            numbers.append(self._signs[seen])
        return tuple(numbers)

    def _answer(self, windows: Sequence[Window]) -> None:
        """Find the answers for windows that have none."""
        if len(self._answers) > _REMEMBERED:
            self._answers.clear()
        new = [window for window in dict.fromkeys(windows) if window not in self._answers]
        if new:
            found = choices(new, list(self._holes), self._alternatives.rows, self._tables, self._model,
                            self._reader.mark in EATING_MARKS)
            self._answers.update(zip(new, found, strict=True))

    def _restored(self, draft: _Draft, text: str) -> Settled | None:
        """A line with what its holes were. text: of all units."""
        texts: list[str] = []
        chosen: dict[int, Choice] = {}
        place = draft.first
        for holes, window in draft.windows:
            answers = self._answers[window]
            if answers is None:
                return None
            for hole, choice in zip(holes, answers, strict=True):
                texts += [text[place:hole], choice.text]
                chosen[len(texts) - 1] = choice
                place = hole + 1
        texts.append(text[place:draft.last])
        doubtful = {index: choice.options for index, choice in chosen.items() if choice.options.get(choice.text, 0.0) <= SURE}
        if doubtful:
            texts, weighed, _ = formed(texts, doubtful, "", "")
            for index, shares in weighed.items():
                chosen[index] = chosen[index].reweighed(texts[index], shares)
        return Settled(draft.line, texts, chosen)

    def _proved(self, lines: Sequence[str], done: Sequence[Settled]) -> list[tuple[tuple[int, int], ...] | None]:
        """For each restored line where something stands for each of its guesses, or None where the process, run on the line, does
        not give what stands there. All of them are tried together."""
        losses, mark = self._reader.losses, self._reader.mark
        data = ["".join(each.texts).encode("utf-8", "surrogatepass") for each in done]
        # A line end that is read along would hide that the last byte is cut; it is lost for certain.
        cut = [lines[each.line][-1] == mark and losses.cut == losses.mark and losses.cuts >> own[-1] & 1
               for each, own in zip(done, data, strict=True)]
        together = b"\n".join(own[:-1] if is_cut else own for own, is_cut in zip(data, cut, strict=True))
        replayed = misread(self._reader, together)
        made = replayed.split("\n")
        if len(made) != len(done):
            return [None] if len(done) == 1 else [stood for each in done for stood in self._proved(lines, [each])]
        places = self._reader.charset.places(together, self._reader.dialect)
        found: list[tuple[tuple[int, int], ...] | None] = []
        begin = line_start = 0
        for each, own, is_cut, line in zip(done, data, cut, made, strict=True):
            if line + mark * bool(is_cut) == lines[each.line]:
                spans = np.array(each.guessed(), np.int64).reshape(-1, 2) + begin
                inside = np.minimum(spans, begin + len(own) - bool(is_cut))
                stood = np.searchsorted(places, inside) - line_start
                if is_cut and len(spans) and spans[-1, 1] == begin + len(own):
                    stood[-1, 1] += len(mark)
                found.append(tuple((first, last) for first, last in stood.tolist()))
            else:
                found.append(None)
            begin += len(own) + 1 - bool(is_cut)
            line_start += len(line) + 1
        return found


@dataclass(frozen=True, slots=True)
class _Draft:
    """A line as units from `first` to `last`. windows: each with the units that are holes."""

    line: int
    first: int
    last: int
    windows: list[tuple[list[int], Window]]


def _windows(row: Sequence[int], holes: Sequence[int], first: int, stop: int) -> Iterator[tuple[list[int], Window]]:
    """The holes of a line, those together that are near each other, with all that they are judged by.

    row: the units of all lines.  first, stop: the line's, its line feed included."""
    some: list[int] = []
    for hole, following in pairwise([*holes, stop + _AROUND]):
        some.append(hole)
        if following - hole > _AROUND:
            begin = some[0] - _AROUND
            head = [LINE_FEED] * (first - begin) + list(row[max(begin, first):some[0]])
            yield some, (*head, *row[some[0]:min(hole + _AROUND + 1, stop)])
            some = []


def _blocks(lines: Sequence[str]) -> Iterator[int]:
    """Where each block of lines ends."""
    size = 0
    for index, line in enumerate(lines):
        size += len(line)
        if size > BLOCK or index + 1 == len(lines):
            yield index + 1
            size = 0
