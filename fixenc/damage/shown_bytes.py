"""Chinese in bytes as a pager shows those that it cannot read.

    <C3><FC><C3><FB><BF><D5><BC><E4> -> 命名空间

Showing the bytes of the text so again must give what stood there.
Leaves alone: tags, dumps of bytes that are no Chinese, lines that explain what is shown.
Source: `git log` through `less` without a UTF-8 locale; messages written in GBK.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._escaped import Reading, escape, find_escaped
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._spelled import has_capitals, spelled_bytes
from fixenc.model.scan import Family

# The second byte of a character in GBK or Big5 may be ASCII, which is shown as it is.
RUN = re.compile("<[0-9A-Fa-f]{2}>[@-~]?(?:<[0-9A-Fa-f]{2}>[@-~]?){2,}<[0-9A-Fa-f]{2}>")
CARRIER = re.compile("</|<[A-Za-z]{3,}|[\"'=;]")
# Messages hold names of programs and files.
LETTERS = 3.0
_BYTE = re.compile("<([0-9A-Fa-f]{2})>")


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines with shown bytes, each with what it stands for."""
    return find_escaped(text, context, RUN, CARRIER, _read)


def _read(text: str) -> Iterator[Reading]:
    form = "<%02X>" if has_capitals(text, _BYTE) else "<%02x>"
    for after, charset in spelled_bytes(text, _BYTE, lambda octet: form % octet if octet >= 0x80 else chr(octet)):
        yield Reading(after, escape(charset, "shown bytes", "<XX>"), charset == "utf-8", letters=LETTERS)


KIND = Kind(Stage.ESCAPES, Family.ESCAPE, find)
