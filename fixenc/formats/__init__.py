"""File formats, one a file: what in a text is prose, how its characters are spelled, where it names its charset."""

from __future__ import annotations

from collections.abc import Mapping

from fixenc.errors import UnknownNameError
from fixenc.formats._format import Format
from fixenc.registry import collect

# As much of a text as its format is told from.
_HEAD = 1024


def find(name: str) -> Format:
    """The format of that name. Raises UnknownNameError, with the nearest, where there is none.

    >>> ".po" in find("po").suffixes
    True
    """
    known = _all()
    if name not in known:
        raise UnknownNameError("format", name, known)
    return known[name]


def of_file(path: str) -> str:
    """The name of the format that a file's name stands for, "" where it says nothing.

    >>> of_file("notes/Page.HTM")
    'html'
    """
    folded = path.casefold()
    fitting = [(len(suffix), name) for name, each in _all().items() for suffix in each.suffixes if folded.endswith(suffix)]
    return max(fitting)[1] if fitting else ""


def of_text(text: str) -> str:
    """The name of the format that a text looks like; "text" where it looks like none.

    >>> of_text("<!DOCTYPE html><title>x</title>")
    'html'
    """
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    return next((name for name, each in _all().items() if each.looks(head)), "text")


def _all() -> Mapping[str, Format]:
    return collect("fixenc.formats", "FORMAT")
