"""JSON texts as tokens, and the escapes of their strings (RFC 8259)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Part, Spelled
from fixenc.formats._unicode_escapes import escapes, escaping

_TOKEN = re.compile(r"""
    "(?P<string>(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*+)"(?P<colon>\s*:)?
  | [\s{}\[\],:]++ | true | false | null | -?[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?""", re.VERBOSE)
_SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NEEDED = {value: f"\\{letter}" for letter, value in _SHORT.items() if letter != "/"}


def strings(text: str, start: int, stop: int) -> list[tuple[int, int, Part]] | None:
    """The contents of the strings between two offsets, keys as code and values as prose; None where it is no JSON.

    Only the tokens are checked: a block of a long file is no whole value.
    """
    found = []
    end = start
    for match in _TOKEN.finditer(text, start, stop):
        if match.start() != end:
            return None
        end = match.end()
        if match["string"]:
            found.append((match.start("string"), match.end("string"), Part.CODE if match["colon"] else Part.PROSE))
    return found if end == stop else None


def spelled(piece: str) -> Iterator[Spelled]:
    """The escapes of a string."""
    return escapes(piece, _SHORT)


def spell(value: str, before: str, piece: str) -> str:
    """A repaired value as a string of the same kind."""
    return escaping(value, piece, _NEEDED)
