"""What glossed pages look like: syllables in parentheses, and the marks where a character was cut in half."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._gloss_bytes import CUTS, narrowed

_PLAIN = "a-zɑɡü"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
SYLLABLE = f"[{_PLAIN}{_TONED}]{{1,6}}"
MARK = "?\ufffd"

# A gloss as it was inserted.
GLOSS = re.compile(rf"\(({SYLLABLE})\)")
TONED_GLOSS = re.compile(rf"\(([{_PLAIN}]*[{_TONED}][{_PLAIN}]*)\)")
# A gloss behind half a character: the mark stands for the half, and has mostly taken the parenthesis along.
BROKEN = re.compile(rf"[{MARK}]\(?({SYLLABLE})\)")
TONED_BROKEN = re.compile(rf"[{MARK}]\(?([{_PLAIN}]*[{_TONED}][{_PLAIN}]*)\)")
# Half a character, and the full-width mark (made half-width or not) before which the page was cut.
CUT = re.compile(rf"[{MARK}]{{1,2}}[{''.join(CUTS)}{narrowed(''.join(CUTS))}]")


def at_marks(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begins with a mark, in order: marks are found ten times as fast as sets of letters."""
    places = sorted(place for mark in MARK for place in _places(mark, text))
    end = 0
    for place in places:
        match = pattern.match(text, place) if place >= end else None
        if match:
            end = match.end()
            yield match


def _places(mark: str, text: str) -> Iterator[int]:
    place = text.find(mark)
    while place >= 0:
        yield place
        place = text.find(mark, place + 1)


# The tag, number or bracket whose first character a mark may have taken along.
_TAG, _NUMBER, _CLOSING = re.compile("/?[A-Za-z]{1,10}[ >/]"), re.compile("[0-9.,%]"), re.compile(r"[^()\n]{1,40}\)")

SWALLOWED = "\n !\"#%&'()*+,-./0123456789:;<=>"
# ASCII beside Chinese is mostly digits, spaces and marks; where what follows says which, the others are that much rarer.
_FITS_NATS, _OTHER_NATS = 1.0, 5.0


def swallowed_nats(character: str, page: str, behind: int) -> float:
    """What it costs to assume that a mark has taken this character along, by what stands behind it."""
    if character == "<":
        return _FITS_NATS if _TAG.match(page, behind) else _OTHER_NATS
    if character in "0123456789":
        return _FITS_NATS + 1.0 if _NUMBER.match(page, behind) else _OTHER_NATS - 1.0
    if character == "(":
        return _FITS_NATS if _CLOSING.match(page, behind) else _OTHER_NATS
    if character == "\n":
        return _OTHER_NATS - 1.0
    return _OTHER_NATS - 2.0 if character in " ,.:;)" else _OTHER_NATS
