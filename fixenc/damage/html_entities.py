"""Chinese in character references of HTML where no page is.

    &#12304;&#28145;&#20837;&#12305; -> 【深入】

Numbers and names alike; a reference cut at the end stays. Writing the text so again must give what stood there.
Leaves alone: text with tags or attributes, good text with a reference in it, lines that explain one.
Source: titles and messages copied out of feeds, mails and databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from fixenc.damage._escaped import Reading, escape, find_escaped
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._spelled import of_code, unspelled
from fixenc.model.scan import Family

_NUMBER = "&#(?:[0-9]{4,6}|[xX][0-9A-Fa-f]{3,5});"
RUN = re.compile(_NUMBER + _NUMBER)
CARRIER = re.compile("<[!/A-Za-z]|=[\"']|\"\\s*:|^\\s*\"|`|;\\s*\\}|//")
_TOKEN = re.compile("&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z]{2,8}[0-9]{0,2});")


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines in character references, each with what it stands for."""
    return find_escaped(text, context, RUN, CARRIER, _read)


def _read(text: str) -> Iterator[Reading]:
    after = unspelled(text, _TOKEN, _character)
    if after is not None:
        yield Reading(after, escape("", "character references of HTML", "&#NNNNN;"))


def _character(reference: str) -> str | None:
    if reference[1] != "#":
        named = html5.get(reference[1:], "")
        return named if len(named) == 1 else None
    number = reference[2:-1]
    return of_code(int(number[1:], 16) if number[0] in "xX" else int(number))


KIND = Kind(Stage.ESCAPES, Family.ESCAPE, find)
