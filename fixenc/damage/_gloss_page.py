"""All that a page holds of glosses: those behind whole characters, and the stretches that one has shifted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fixenc.damage._gloss_bytes import CUTS, PRIVATE, characters, octets, widened
from fixenc.damage._gloss_evidence import STRANGER_NATS, USUAL, Noted, character_nats
from fixenc.damage._gloss_marks import BROKEN, CUT, GLOSS, MARK, TONED_BROKEN, TONED_GLOSS, at_marks
from fixenc.damage._gloss_path import Inserted
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
# Marks side by side that are no cut any more.
_MANY = 4
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
    broken = any(at_marks(TONED_BROKEN, text))
    toned = broken or TONED_GLOSS.search(text) is not None
    if not toned and not any(at_marks(CUT, text)):
        return None
    notes = _notes(text) if toned else []
    converter = proved or broken or _soft_nats(notes, model) > 0.0
    runs, lost = _runs(text, notes, model, converter)
    runs = _apart(runs)
    spans = [(run.start, run.stop) for run in runs]
    kept = [note for note in notes if not any(start <= note.start < stop for start, stop in _near(spans, note.start))]
    items: list[Note | Run] = sorted([*kept, *runs], key=lambda item: item.start)
    return Page(text, tuple(items), tuple(lost), model) if items else None


def _apart(runs: list[Run]) -> list[Run]:
    """The runs in order; of two that overlap the one that begins first."""
    kept: list[Run] = []
    for run in sorted(runs, key=lambda run: run.start):
        if not kept or run.start >= kept[-1].stop:
            kept.append(run)
    return kept


def half_width(text: str, run: Run) -> bool:
    """Whether full-width forms were made half-width where the run stands: as its line shows, or else the page."""
    for part in (_line(text, run.start), text):
        if _WIDE.search(part):
            return False
        if _NARROW.search(part):
            return True
    return False


def _notes(text: str) -> list[Note]:
    notes = []
    for match in GLOSS.finditer(text):
        start = match.start()
        character = _glossed(text[max(start - 2, 0):start])
        if character and reading(character, match[1]):
            notes.append(Note(start, match.end(), Noted(character, match[1], _is_head(text, start - 1, match.end()))))
    return notes


def _glossed(before: str) -> str:
    """The character whose bytes are the last two: mostly the last character, but ，F (A3 AC 46) ends in 現 (AC 46)."""
    last = octets(before[-1:]) if before else b""
    if len(last) == 2:
        return before[-1]
    pair = (octets(before[0])[1:] if len(before) == 2 else b"") + last
    return characters()[int.from_bytes(pair, "big")] if len(pair) == 2 else ""


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
    damage = _damage(text, model, converter)
    if not damage:
        return list(_behind_marks(text)), []
    known = {(note.noted.character, note.noted.syllable) for note in notes}
    begins = {note.stop: note.start for note in notes}
    counts = Counter(text)
    private_lost = not any(ord(each) in PRIVATE for each in counts)
    swallows = all(text[match.start() + 1] != "(" for match in at_marks(BROKEN, text))
    readers = {narrow: Reader(Steps(text, model, narrow, swallows, known, counts), private_lost) for narrow in (False, True)}
    runs: list[Run] = []
    lost: list[tuple[int, int]] = []
    for match in damage:
        start = match.start()
        if runs and start < runs[-1].stop:
            continue
        # A text that begins inside a character is a fragment: anything may have stood before.
        context = _context(text, start, begins, runs[-1] if runs else None) if start else "\ue000"
        narrow = not _WIDE.search(_line(text, start))
        broken = BROKEN.match(text, start)
        prior = 0.0 if broken else _CUT_NATS if converter else _CUT_STRANGER_NATS
        fits = broken is None or CUT.match(text, start) is not None or _fits(context, broken[1])
        wide = widened(text[start - 1]) if not fits and narrow and start else ""
        run = readers[narrow].run(start, context[:-1] + wide if wide else context, prior) if fits or wide else None
        if run is not None:
            runs.append(_from_mark(run, wide) if wide else run)
        elif broken:
            lost.append(match.span())
    return [*runs, *_behind_marks(text)], lost


def _from_mark(run: Run, wide: str) -> Run:
    """The run with the full-width mark before it, whose second byte was glossed with the first of the run."""
    return replace(run, start=run.start - 1, text=wide + run.text,
                   glosses=tuple(replace(each, position=each.position + 2) for each in run.glosses),
                   guesses=tuple(replace(each, offset=each.offset + 1) for each in run.guesses))


def _behind_marks(text: str) -> Iterator[Run]:
    """Glosses behind a full-width mark, now half-width, and a letter: the pair AC 46, 現, in ，F (A3 AC 46)."""
    for match in GLOSS.finditer(text):
        start = match.start() - 2
        wide = widened(text[start]) if start >= 0 and text[start + 1] >= "@" else ""
        character = _glossed(wide + text[start + 1]) if wide and text[start + 1] < "\x7f" else ""
        if character and reading(character, match[1]) and not _WIDE.search(_line(text, start)):
            yield Run(start, match.end(), wide + text[start + 1], (Inserted(3, character, match[1]),), "", (), 1.0, 0.0)


def _line(text: str, place: int) -> str:
    stop = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1:stop if stop >= 0 else len(text)]


def _fits(context: str, syllable: str) -> bool:
    """Whether some character read so begins with the byte that stands before the mark."""
    last = octets(context[-1:])[-1:] if context else b""
    return any(octets(each.character)[:1] == last for each in read_as(syllable))


def _damage(text: str, model: Model, converter: bool) -> list[re.Match[str]]:
    """The marks that are worth a search: broken glosses where a converter is known, and cuts behind which a shift reads
    better."""
    broken: list[re.Match[str]] = []
    cuts: list[tuple[re.Match[str], tuple[str, str]]] = []
    for match in at_marks(_DAMAGE, text):
        if _are_many(text, match.start()):
            continue
        glance = _glance(text, match.end()) if match[0][-1] != ")" and len(match[0]) == 2 else None
        if glance is not None:
            cuts.append((match, glance))
        elif converter:
            broken.append(match)
    gains = model.score_many([shifted for _, (_, shifted) in cuts]) - model.score_many([plain for _, (plain, _) in cuts])
    least = -_GLANCE_NATS if converter else _GLANCE_NATS
    broken += [match for (match, _), gain in zip(cuts, gains.tolist(), strict=True) if gain > least]
    return sorted(broken, key=lambda match: match.start())


def _are_many(text: str, place: int) -> bool:
    """Whether more marks stand side by side than a cut character and its neighbour leave: something else has lost these."""
    return all(character in MARK for character in text[place:place + _MANY]) and len(text) >= place + _MANY


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
