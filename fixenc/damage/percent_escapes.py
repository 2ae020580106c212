"""Chinese in percent escapes where no address is: names of downloads, cookies, log lines.

    %e3%80%8a%e6%96%b0%e7%bc%96%e3%80%8b -> 《新编》        %D6%D0%B9%FA -> 中国        %u4E2D%u56FDA%u80A1 -> 中国A股

The bytes are UTF-8, GBK or Big5, or, as the old escape() of browsers writes them, the code units (%uXXXX). Bytes of a character
cut at the end stay. Writing the text so again must give what stood there.
Leaves alone: addresses, paths and query strings, other languages, lines that explain an escape.
Source: RFC 3986, section 2.1; ECMA-262, annex B.2.1 (escape).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._escaped import Reading, escape, find_escaped
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._spelled import has_capitals, of_units, spelled_bytes, unspelled
from fixenc.model.scan import Family

# The second byte of a character in GBK or Big5 may be a letter, which some programs leave as it is.
RUN = re.compile("%[0-9A-Fa-f]{2}[A-Za-z_~]?(?:%[0-9A-Fa-f]{2}[A-Za-z_~]?){2,}%[0-9A-Fa-f]{2}|%u[0-9A-Fa-f]{4}%u[0-9A-Fa-f]{4}")
# What parts an address, quotes a string, or marks a link.
CARRIER = re.compile("[/=&?#\"'`<>\\\\{};]|\\]\\(|%[sdif]\\b")
_BYTE = re.compile("%([0-9A-Fa-f]{2})")
_UNIT = re.compile("%u[dD][89abAB][0-9A-Fa-f]{2}%u[dD][c-fC-F][0-9A-Fa-f]{2}|%u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}")


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines in percent escapes, each with what it stands for."""
    return find_escaped(text, context, RUN, CARRIER, _read)


def _read(text: str) -> Iterator[Reading]:
    if "%u" in text:
        after = unspelled(text, _UNIT, _character)
        if after is not None:
            yield Reading(after, escape("", "percent escapes of code units", "%uXXXX"))
        return
    form = "%%%02X" if has_capitals(text, _BYTE) else "%%%02x"
    for after, charset in spelled_bytes(text, _BYTE, lambda octet: form % octet):
        yield Reading(after, escape(charset, "percent escapes", "%XX"), charset == "utf-8")


def _character(escaped: str) -> str | None:
    return of_units([int(each, 16) for each in escaped.replace("u", "").split("%")[1:]])


KIND = Kind(Stage.ESCAPES, Family.ESCAPE, find)
