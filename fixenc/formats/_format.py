"""What a file format is: how a text falls into pieces, how characters are spelled inside them, where it names its charset."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Part(Enum):
    """What may be done with a piece of a file.

    PROSE is repaired and, where a style is asked for, normalized; PLAIN too, and in it every character stands for itself;
    CODE is repaired only; MARKUP is never touched.
    """

    PROSE = "prose"
    PLAIN = "plain"
    CODE = "code"
    MARKUP = "markup"


Piece = tuple[Part, str]


class Spelled(NamedTuple):
    """A stretch of a piece that means another text than it shows: `&Auml;`, `\\u00c4`, `=?GB2312?B?xOO6ww==?=`.

    start, stop: code points of the piece.  value: what it means.
    """

    start: int
    stop: int
    value: str


def _none(piece: str) -> Iterable[Spelled]:
    return ()


def _as_it_is(value: str, before: str, piece: str) -> str:
    return value


def _no_declaration(text: str) -> Iterator[re.Match[str]]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Format:
    """One file format. All its functions are total: what does not look like the format comes back as plain text.

    suffixes: ends of file names in lower case, with the dot.
    split: text -> pieces, which joined are the text.  spelled: the stretches of a piece that have to be read, in order.
    spell: how a repaired value is written: (value, what stood there as it was written, the whole piece).
    declared: matches whose group 1 is the charset that the text says it is in.
    looks: whether the beginning of a text whose name says nothing is in this format.
    """

    suffixes: tuple[str, ...]
    split: Callable[[str], Iterable[Piece]]
    spelled: Callable[[str], Iterable[Spelled]] = _none
    spell: Callable[[str, str, str], str] = _as_it_is
    declared: Callable[[str], Iterator[re.Match[str]]] = _no_declaration
    looks: Callable[[str], bool] = lambda head: False


def whole(text: str) -> list[Piece]:
    """The text as one piece."""
    return [(Part.PLAIN, text)] if text else []


def prose_around(markup: re.Pattern[str], text: str) -> Iterator[Piece]:
    """The pieces of a text of which all is prose but what a pattern finds."""
    return between(text, _around(markup, text))


def _around(markup: re.Pattern[str], text: str) -> Iterator[tuple[int, int, Part]]:
    end = 0
    for match in markup.finditer(text):
        yield end, match.start(), Part.PROSE
        end = match.end()
    yield end, len(text), Part.PROSE


def between(text: str, visible: Iterable[tuple[int, int, Part]]) -> Iterator[Piece]:
    """The pieces of a text in which some stretches (start, stop, part; in order) are to be read and the rest is markup."""
    end = 0
    for start, stop, part in visible:
        if start < stop:
            if end < start:
                yield Part.MARKUP, text[end:start]
            yield part, text[start:stop]
            end = stop
    if end < len(text):
        yield Part.MARKUP, text[end:]
