"""Chinese in the escapes of JSON, Java and R where neither a string nor a file of theirs is.

    \\u300a\\u65b0\\u7f16\\u300b -> 《新编》        <U+4E2D><U+6587> -> 中文

Two halves of a surrogate pair are one character; an escape cut at the end stays. Writing the text so again must give what stood
there.
Leaves alone: strings in quotation marks, assignments, ranges of regular expressions, lines that explain an escape.
Source: JSON values copied out of logs and responses; what R prints on Windows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._escaped import Reading, escape, find_escaped
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._spelled import of_units, unspelled
from fixenc.model.scan import Family

RUN = re.compile("\\\\u[0-9A-Fa-f]{4}\\\\u[0-9A-Fa-f]{4}|<U\\+[0-9A-F]{4,6}><U\\+[0-9A-F]{4,6}>")
# Quotes and assignments, a key in front, escapes of a regular expression or a range of them, a doubled backslash.
CARRIER = re.compile("[\"'`=;{}]|^\\s*[\\w.-]+\\s*:|\\\\[^u/nrt]|[0-9A-Fa-f>]-(?:\\\\u|<U)|\\[\\^?\\\\u|//")
_TOKEN = re.compile("\\\\u[dD][89abAB][0-9A-Fa-f]{2}\\\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\\\u[0-9A-Fa-f]{4}|<U\\+[0-9A-F]{4,6}>")
_DIGITS = re.compile("[0-9A-Fa-f]{4,6}")


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines in such escapes, each with what it stands for."""
    return find_escaped(text, context, RUN, CARRIER, _read)


def _read(text: str) -> Iterator[Reading]:
    after = unspelled(text, _TOKEN, _character)
    if after is not None:
        example = "<U+XXXX>" if "<U+" in text else "\\uXXXX"
        yield Reading(after, escape("", "escapes of code points", example))


def _character(escaped: str) -> str | None:
    return of_units([int(each, 16) for each in _DIGITS.findall(escaped)])


KIND = Kind(Stage.ESCAPES, Family.ESCAPE, find)
