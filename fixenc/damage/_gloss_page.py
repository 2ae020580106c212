"""All that a page holds of glosses: those behind whole characters, and the stretches that one has shifted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fixenc.damage._gloss_bytes import CUTS, PRIVATE, characters, octets, widened
from fixenc.damage._gloss_evidence import STRANGER_NATS, USUAL, Noted, character_nats
from fixenc.damage._gloss_marks import BROKEN, CUT, GLOSS, TONED_BROKEN, TONED_GLOSS
from fixenc.damage._gloss_readings import read_as, reading
from fixenc.damage._gloss_run import Reader, Run
from fixenc.damage._gloss_steps import Steps
from fixenc.model.score import Model

# A mark before ! or ? is mostly a question mark; where a converter was at work it is half a character in one case of
# twenty, elsewhere in one of 160,000.
_CUT_NATS, _CUT_STRANGER_NATS = 3.0, 12.0
# Characters of the page that the first look at a shifted stretch reads, and what they must gain by the shift.
_GLANCE, _GLANCE_NATS = 8, 6.0
_WIDE = re.compile("[\uff01-\uff5e]")
_NARROW = re.compile("[\u4e00-\u9fff][,;:!]")
_DAMAGE = re.compile(f"{BROKEN.pattern}|{CUT.pattern}")


@dataclass(frozen=True, slots=True)
class Note:
    """A gloss behind a whole character. start, stop: of the gloss in the page, with its parentheses."""

    start: int
    stop: int
    noted: Noted


@dataclass(frozen=True, slots=True)
class Page:
    """What was found. items: in the order of the page, apart from each other."""

    text: str
    items: tuple[Note | Run, ...]
    lost: tuple[tuple[int, int], ...]
    model: Model


def survey(text: str, model: Model, proved: bool) -> Page | None:
    """Everything on a page that may come from the converter; None where there is nothing.

    proved: whether the converter's work was proved on an earlier part of the file.
    """
    toned = TONED_GLOSS.search(text) or TONED_BROKEN.search(text)
    if not toned and not CUT.search(text):
        return None
    notes = _notes(text) if toned else []
    converter = proved or TONED_BROKEN.search(text) is not None or _soft_nats(notes, model) > 0.0
    runs, lost = _runs(text, notes, model, converter)
    spans = [(run.start, run.stop) for run in runs]
    kept = [note for note in notes if not any(start <= note.start < stop for start, stop in _near(spans, note.start))]
    items: list[Note | Run] = sorted([*kept, *runs], key=lambda item: item.start)
    return Page(text, tuple(items), tuple(lost), model) if items else None


def half_width(text: str, run: Run) -> bool:
    """Whether full-width forms were made half-width where the run stands: as its line shows, or else the page."""
    start = text.rfind("\n", 0, run.start) + 1
    stop = text.find("\n", run.stop)
    for part in (text[start:stop if stop >= 0 else len(text)], text):
        if _WIDE.search(part):
            return False
        if _NARROW.search(part):
            return True
    return False


def _notes(text: str) -> list[Note]:
    notes = []
    for match in GLOSS.finditer(text):
        start = match.start()
        character = text[start - 1:start]
        if character and len(octets(character)) == 2 and reading(character, match[1]):
            notes.append(Note(start, match.end(), Noted(character, match[1], _is_head(text, start - 1, match.end()))))
    return notes


def _is_head(text: str, place: int, behind: int) -> bool:
    """Whether the character stands alone, as the head of an entry does."""
    return not _is_prose(text[place - 1:place] if place else "") and not _is_prose(text[behind:behind + 1])


def _is_prose(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character == ")"


def _soft_nats(notes: Sequence[Note], model: Model) -> float:
    by_character: dict[tuple[str, str], list[Noted]] = defaultdict(list)
    for note in notes:
        by_character[note.noted.character, note.noted.syllable].append(note.noted)
    return sum(max(character_nats(each, 0, USUAL, model, False), 0.0) for each in by_character.values()) - STRANGER_NATS


def _runs(text: str, notes: Sequence[Note], model: Model, converter: bool) -> tuple[list[Run], list[tuple[int, int]]]:
    known = {(note.noted.character, note.noted.syllable) for note in notes}
    begins = {note.stop: note.start for note in notes}
    counts = Counter(text)
    private_lost = not any(ord(each) in PRIVATE for each in counts)
    swallows = all(text[match.start() + 1] != "(" for match in BROKEN.finditer(text))
    readers = {narrow: Reader(Steps(text, model, narrow, swallows, known, counts), private_lost) for narrow in (False, True)}
    runs: list[Run] = []
    lost: list[tuple[int, int]] = []
    for match in _damage(text, model, converter):
        start = match.start()
        if runs and start < runs[-1].stop:
            continue
        # A text that begins inside a character is a fragment: anything may have stood before.
        context = _context(text, start, begins, runs[-1] if runs else None) if start else "\ue000"
        broken = BROKEN.match(text, start)
        if broken and not _fits(context, broken[1]) and not CUT.match(text, start):
            lost.append(match.span())
            continue
        line = text[text.rfind("\n", 0, start) + 1:text.find("\n", start) % (len(text) + 1)]
        prior = 0.0 if broken else _CUT_NATS if converter else _CUT_STRANGER_NATS
        run = readers[not _WIDE.search(line)].run(start, context, prior)
        if run is None:
            if broken:
                lost.append(match.span())
        else:
            runs.append(run)
    return runs, lost


def _fits(context: str, syllable: str) -> bool:
    """Whether some character read so begins with the byte that stands before the mark."""
    last = octets(context[-1:])[-1:] if context else b""
    return any(octets(each.character)[:1] == last for each in read_as(syllable))


def _damage(text: str, model: Model, converter: bool) -> list[re.Match[str]]:
    """The marks that are worth a search: broken glosses where a converter is known, and cuts behind which a shift reads
    better."""
    broken: list[re.Match[str]] = []
    cuts: list[tuple[re.Match[str], tuple[str, str]]] = []
    for match in _DAMAGE.finditer(text):
        glance = _glance(text, match.end()) if match[0][-1] != ")" and len(match[0]) == 2 else None
        if glance is not None:
            cuts.append((match, glance))
        elif converter:
            broken.append(match)
    gains = model.score_many([shifted for _, (_, shifted) in cuts]) - model.score_many([plain for _, (plain, _) in cuts])
    least = -_GLANCE_NATS if converter else _GLANCE_NATS
    broken += [match for (match, _), gain in zip(cuts, gains.tolist(), strict=True) if gain > least]
    return sorted(broken, key=lambda match: match.start())


def _glance(text: str, start: int) -> tuple[str, str] | None:
    """The next characters, and the same read one byte earlier, behind the second byte of the mark; None where they
    cannot be."""
    mark = text[start - 1]
    data = CUTS[mark if mark in CUTS else widened(mark)][1:]
    stop, shifted = start, ""
    while stop < min(start + _GLANCE, len(text)):
        data += octets(text[stop])
        if len(data) != 3 or data[1] < 0x40:
            break
        character = characters()[data[0] << 8 | data[1]]
        if not character:
            break
        shifted, data, stop = shifted + character, data[2:], stop + 1
        if data[0] < 0x80:
            break
    return (text[start:stop], shifted) if shifted else None


def _context(text: str, stop: int, begins: dict[int, int], run: Run | None) -> str:
    """The characters before a place as they were: glosses left out, the last stretch read back."""
    context = ""
    while stop > 0 and len(context) < 4 and text[stop - 1] != "\n":
        if stop in begins:
            stop = begins[stop]
        elif run is not None and stop == run.stop:
            return (run.text + context)[-4:]
        else:
            stop -= 1
            context = text[stop] + context
    return context


def _near(spans: Sequence[tuple[int, int]], place: int) -> Sequence[tuple[int, int]]:
    index = bisect_right(spans, (place, len(spans) and spans[-1][1]))
    return spans[max(index - 2, 0):index + 1]
