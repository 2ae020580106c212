"""Does to a Traditional text what the gloss converter of the web pages did, byte by byte.

Independent of the package, and written from the facts alone: GBK bytes, one
`bytes.replace` a glossed character in a given order, the stream cut before some full-width marks, code page 936 as
Windows reads it, private-use letters lost, full-width ASCII made half-width.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

CUTS = {"；": b"\xa3\xbb", "！": b"\xa3\xa1", "？": b"\xa3\xbf", "，": b"\xa3\xac"}
PRIVATE = re.compile("[\ue000-\uf8ff]")
# First code, last code, first private-use letter of each gap of GBK, as code page 936 fills them.
GAPS = ("A2AB-A2B0-E766 A2E3-A2E4-E76C A2EF-A2F0-E76E A2FD-A2FE-E770 A4F4-A4FE-E772 A5F7-A5FE-E77D A6B9-A6C0-E785 "
        "A6D9-A6DF-E78D A6EC-A6ED-E794 A6F3-A6F3-E796 A6F6-A6FE-E797 A7C2-A7D0-E7A0 A7F2-A7FE-E7AF A896-A8A0-E7BC "
        "A8BC-A8BC-E7C7 A8C1-A8C4-E7C9 A8EA-A8FE-E7CD A958-A958-E7E2 A95B-A95B-E7E3 A95D-A95F-E7E4 A989-A995-E7E7 "
        "A997-A9A3-E7F4 A9F0-A9FE-E801 D7FA-D7FE-E810 FE50-FEA0-E815")
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def damage(text: str, glosses: Mapping[str, str], order: Sequence[str], *, cuts: str = "", narrow: bool = False,
           private_lost: bool = False) -> str:
    """The page that a text becomes. glosses: character -> reading; order: in which they are replaced."""
    data = text.encode("gbk")
    for character in order:
        code = character.encode("gbk")
        data = data.replace(code, code + b"(" + glosses[character].encode("gbk") + b")")
    pieces = re.split(b"|".join(b"(?=" + re.escape(CUTS[mark]) + b")" for mark in cuts), data) if cuts else [data]
    page = "".join(_windows936(piece) for piece in pieces)
    if private_lost:
        page = PRIVATE.sub("", page)
    return page.translate(WIDE) if narrow else page


def _windows936(data: bytes) -> str:
    out, place = [], 0
    while place < len(data):
        lead = data[place]
        pair = data[place:place + 2]
        if lead < 0x80:
            out.append(chr(lead))
            place += 1
        elif lead == 0x80:
            out.append("€")
            place += 1
        elif lead < 0xFF and len(pair) == 2 and (character := _pair(pair)):
            out.append(character)
            place += 2
        else:
            out.append("?")
            place += 2 if lead < 0xFF else 1
    return "".join(out)


@cache
def _pair(pair: bytes) -> str:
    lead, trail = pair
    if not 0x40 <= trail <= 0xFE or trail == 0x7F:
        return ""
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return _private(lead, trail)


@cache
def _private_codes() -> dict[tuple[int, int], str]:
    """The user-defined areas in their order, then the gaps that the standard leaves."""
    areas = [(range(0xAA, 0xB0), range(0xA1, 0xFF)), (range(0xF8, 0xFF), range(0xA1, 0xFF)),
             (range(0xA1, 0xA8), range(0x40, 0xA1))]
    codes = [(lead, trail) for leads, trails in areas for lead in leads for trail in trails if trail != 0x7F]
    found = {code: chr(0xE000 + number) for number, code in enumerate(codes)}
    for gap in GAPS.split():
        first, last, letter = (int(number, 16) for number in gap.split("-"))
        for code in (code for code in range(first, last + 1) if code & 0xFF != 0x7F):
            found.setdefault((code >> 8, code & 0xFF), chr(letter))
            letter += 1
    return found


def _private(lead: int, trail: int) -> str:
    return _private_codes().get((lead, trail), "")
