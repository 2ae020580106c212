"""Chinese in character references of HTML where no page is.

    &#12304;&#28145;&#20837;&#12305; -> 【深入】        &aelig;&micro;&#139;&egrave;&macr;&#149; -> 测试

Numbers and names alike, of the characters or of the bytes that a program took for characters of code page 1252; a reference cut
at the end stays. Writing the text so again must give what stood there.
Leaves alone: text with tags or attributes, good text with a reference in it, lines that explain one.
Source: titles and messages copied out of feeds, mails and databases; PHP's htmlentities, which until 5.4 took all text for
Latin-1; HTML, section 13.2.5.80, for the numbers 128 to 159.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from fixenc.charsets import find as find_charset
from fixenc.charsets import shown
from fixenc.damage._escaped import Reading, escape, find_escaped
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._spelled import OTHERS, of_code, unspelled
from fixenc.model.scan import Family
from fixenc.values import Process

_NUMBER = "&#(?:[0-9]{4,6}|[xX][0-9A-Fa-f]{3,5});"
_BYTE = "&(?:#1[2-9][0-9]|#2[0-9][0-9]|#[xX][89A-Fa-f][0-9A-Fa-f]|[A-Za-z]{2,6}[0-9]{0,2});"
RUN = re.compile(f"{_NUMBER}{_NUMBER}|{_BYTE}[ -%'-~]?{_BYTE}[ -%'-~]?{_BYTE}[ -%'-~]?{_BYTE}")
CARRIER = re.compile("<[!/A-Za-z]|=[\"']|\"\\s*:|^\\s*\"|`|;\\s*\\}|//")
_READ = "cp1252"
# Fewer characters of GBK or Big5 come of signs that stand in a row for themselves, such as &copy;&reg;.
_LEAST = 4
_TOKEN = re.compile("&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z]{2,8}[0-9]{0,2});")


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines in character references, each with what it stands for."""
    return find_escaped(text, context, RUN, CARRIER, _read)


def _read(text: str) -> Iterator[Reading]:
    after = unspelled(text, _TOKEN, _character)
    if after is not None:
        yield Reading(after, escape("", "character references of HTML", "&#NNNNN;"))
    misread = unspelled(text, _TOKEN, _character_shown)
    data = find_charset(_READ).to_bytes(misread or "", "browser")
    for name in ("utf_8", *OTHERS) if misread and data else ():
        written = find_charset(name)
        before = written.strict(data or b"")
        if before is not None and (name == "utf_8" or len(before) >= _LEAST):
            process = Process.mixup(shown(written), shown(find_charset(_READ)), "browser")
            yield Reading(before, process.then(escape("", "character references of HTML", "&#NNN;")), name == "utf_8",
                          rival=misread or "")


def _character(reference: str) -> str | None:
    if reference[1] != "#":
        named = html5.get(reference[1:], "")
        return named if len(named) == 1 else None
    number = reference[2:-1]
    return of_code(int(number[1:], 16) if number[0] in "xX" else int(number))


def _character_shown(reference: str) -> str | None:
    """The same where the numbers of controls mean the characters of code page 1252, as browsers have it."""
    number = reference[2:-1] if reference[1] == "#" else ""
    code = (int(number[1:], 16) if number[0] in "xX" else int(number)) if number else 0
    return find_charset(_READ).decode(bytes((code,)), "browser") if 0x80 <= code < 0xA0 else _character(reference)


KIND = Kind(Stage.ESCAPES, Family.ESCAPE, find)
