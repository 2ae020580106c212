"""Which stretches may be GBK or Big5 read as Latin-1 that a cleaner ran over, so that little else is searched."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from fixenc.charsets import find
from fixenc.charsets._charset import Charset
from fixenc.damage._decide import CLEAN_NATS, Line
from fixenc.model.codes import to_codes
from fixenc.model.scan import alarms, suspects
from fixenc.model.score import Model
from fixenc.registry import collect

# Of what is not ASCII this share at least is still Latin-1 or code page 1252; a pair of bytes in six was UTF-8.
WESTERN_SHARE, LEAST = 0.3, 2
# A label or two stand in front of damaged text; what alternates with Chinese is another reading.
MOST_RUNS = 2
# Three bytes in a row are UTF-8 more seldom: they made this share of the letters, or one.
LONGER_SHARE = 0.15
# Bytes read one off cost more than this a character beyond ordinary text.
ODD_NATS = 0.5
# What another process of the file explains is odder than that by what a stranger and a cleaner have to be likelier.
KNOWN_NATS = 20.0
# So few letters do not tell in which charset the text was written.
FEW = 16
# Rivals that read the same letters; the likeliest of them is the one.
_RIVALS = {"gb_as_western": "gb18030", "big5_as_western": "big5", "utf8_as_western": "", "utf8_as_other_8bit": ""}
READ = ("iso8859_1", "cp1252")
# No Chinese stands in what ftfy made, save a character that it put together behind a letter of Latin-1.
_RUN = re.compile("(?:[\t -\u2dff\ua000-\ud7ff]|(?<=[\xa1-\xff])[\u4e00-\u9fff])+")
# What it made stands beside what it left; a sign between spaces is one.
_WINDOWS = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MADE = re.compile(f"[\xa1-\xff{_WINDOWS}] ?[^\\x00-\xff{_WINDOWS}]|[^\\x00-\xff{_WINDOWS}] ?[\xa1-\xff{_WINDOWS}]")
# What stands between a stretch and the Chinese around it.
_AROUND = " \t“”‘’"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Part of a line, `text` from `start` on (code points of the line), and the charset that it was written in."""

    line: Line
    start: int
    text: str
    written: str


def candidates(lines: Sequence[Line], model: Model, known: Collection[str] = ()) -> list[Candidate]:
    """The stretches that may be: whole lines, or what stands between Chinese in them.

    known: the charsets of which it is proved that text of this file was read as Latin-1 without a cleaner.
    """
    western = [each for line in lines for each in _stretches(line)]
    if not western:
        return []
    found = []
    for (line, start, text, letters), some in zip(western, suspects([each[3] for each in western], model), strict=True):
        written = next((_RIVALS[each.name] for each in some if each.name in _RIVALS), "")
        written = written or ("gb18030" if len(letters) < FEW else "")
        found += [Candidate(line, start, text, written)] if written and not _is_of_one_charset(text) else []
    plain = [_plain(each.text, each.written) for each in found]
    odd = alarms([each or "" for each in plain], model).tolist() if found else []
    least = [KNOWN_NATS if each.written in known else CLEAN_NATS for each in found]
    return list(compress(found, [each is None or nats > max(enough, ODD_NATS * len(each))
                                 for each, nats, enough in zip(plain, odd, least, strict=True)]))


def _stretches(line: Line) -> Iterator[tuple[Line, int, str, str]]:
    """Line, start, text, and the letters of Latin-1 in it."""
    letters = _western(line.text)
    if letters:
        yield line, 0, line.text, letters
        return
    runs = [(match.start(), match[0]) for match in _RUN.finditer(line.text) if _beyond_ascii(match[0]) > LEAST]
    for start, run in runs if len(runs) <= MOST_RUNS and "\ufffd" not in line.text else []:
        text = run.strip(_AROUND)
        letters = _western(text)
        if letters:
            yield line, start + run.index(text), text, letters


def _western(line: str) -> str:
    """The line without what is neither ASCII nor Latin-1 nor code page 1252; "" where such letters are too few."""
    western = "".join(character for character in line if character <= "\xff" or character in _WINDOWS)
    if len(western) < len(line) and not _MADE.search(line):
        return ""
    beyond, kept = _beyond_ascii(line), _beyond_ascii(western)
    longer = sum(character >= "\u0800" for character in line) - sum(character >= "\u0800" for character in western)
    is_enough = kept and beyond >= LEAST and kept >= WESTERN_SHARE * beyond and longer <= max(1.0, LONGER_SHARE * kept)
    # A cleaner leaves no control characters.
    return western if is_enough and "\ufffd" not in line and all(each >= " " or each == "\t" for each in line) else ""


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_of_one_charset(line: str) -> bool:
    """Whether some 8-bit charset holds all of the line: other than Latin-1 no cleaner is needed to explain it, and of Latin-1
    none leaves anything that is UTF-8."""
    codes = to_codes("".join(sorted({character for character in line if character >= "\x80"})))
    holding = [name for name, charset in _single_bytes().items() if charset.covers(codes).all()]
    if any(name not in READ for name in holding) and not any(name in READ for name in holding):
        return True
    data = [find(name).to_bytes(line) for name in holding if name in READ]
    return any(each is not None and find("utf_8").strict(each) is not None for each in data)


def _single_bytes() -> Mapping[str, Charset]:
    return {name: charset for name, charset in collect("fixenc.charsets", "CHARSET").items() if charset.kind == "single-byte"}


def _plain(line: str, written: str) -> str | None:
    """What the line is where no cleaner ran over it, None where that is no text."""
    for read in READ:
        data = find(read).to_bytes(line)
        text = None if data is None else find(written).strict(data)
        if text is not None:
            return text
    return None
