"""Escapes, and what they spell: single characters, or bytes in some charset; proved by spelling it so again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from fixenc.charsets import find, shown

# Charsets that bytes may be in that are no UTF-8.
OTHERS = ("gb18030", "big5")
# What stands in an address as it is (RFC 3986, section 2.3).
_UNRESERVED = set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# The longest character of UTF-8, less a byte: so many may be left of a cut one.
_CUT = 3


def unspelled(text: str, token: re.Pattern[str], character: Callable[[str], str | None]) -> str | None:
    """A text with each escape as the character that it spells, or None where nobody spells so.

    character: what an escape spells, None to leave it.  Every character is spelled in one way throughout: then the text,
    spelled in that way once more, is what stood there.

    >>> unspelled("&#20013;&#25991;", re.compile("&#[0-9]+;"), lambda escape: chr(int(escape[2:-1])))
    '中文'
    """
    spellings: dict[str, str] = {}

    def read(match: re.Match[str]) -> str:
        spelled = character(match[0])
        if spelled is None:
            return match[0]
        spellings[spelled] = match[0]
        return spelled

    after = token.sub(read, text)
    return after if "".join(spellings.get(each, each) for each in after) == text else None


def of_code(code: int) -> str | None:
    """The character of a number, None for what no text has: controls, lone surrogates, numbers that are no character."""
    is_text = 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0x110000
    return chr(code) if is_text and code != 0xFFFE else None


def of_units(units: Sequence[int]) -> str | None:
    """The character of a code unit, or of the two of a surrogate pair, as `of_code` has it.

    >>> of_units([0x4E2D]), of_units([0xD842, 0xDFB7])
    ('中', '𠮷')
    """
    return of_code(units[0] if len(units) == 1 else 0x10000 + (units[0] - 0xD800 << 10) + units[1] - 0xDC00)


def has_capitals(text: str, token: re.Pattern[str]) -> bool:
    """Whether some letter among the hexadecimal digits of a text, the first group of `token`, is a capital."""
    return any(match[1] != match[1].lower() for match in token.finditer(text))


def spelled_bytes(text: str, token: re.Pattern[str], spell: Callable[[int], str]) -> Iterator[tuple[str, str]]:
    """Each reading of a text some of whose bytes are escapes, with the name of the charset.

    token: the escape of a byte, its two digits the first group.  spell: how a byte is written.  The bytes of a character cut
    at the end stay as they are.
    """
    octets = bytearray()
    ends, place = [0], 0
    escaped: set[int] = set()
    for match in token.finditer(text):
        plain = text[place:match.start()].encode()
        octet = int(match[1], 16)
        octets += plain + bytes((octet,))
        ends += [*range(place + 1, match.start() + 1), match.end()]
        place = match.end()
        escaped.add(octet)
    octets += text[place:].encode()
    data = bytes(octets)
    ends += range(place + 1, len(text) + 1)
    if len(ends) != len(data) + 1:
        return
    for name in ("utf_8", *OTHERS):
        for cut in range(_CUT + 1 if name == "utf_8" else 1):
            kept = len(data) - cut
            after = find(name).strict(data[:kept])
            if after is not None:
                if after and text[:ends[kept]] in _respelled(after, name, escaped, spell):
                    yield after + text[ends[kept]:], shown(find(name))
                break
        else:
            continue
        if name == "utf_8":
            return


def _respelled(text: str, name: str, escaped: set[int], spell: Callable[[int], str]) -> Iterator[str]:
    """A text with the bytes of every character beyond ASCII, and the ASCII characters that are escaped, as escapes.

    Some programs leave a byte of a character as it is where it is ASCII by itself, or (PHP's urlencode) a letter.
    """
    data = [find(name).to_bytes(character) or b"" for character in text]
    plain = {octet for octet in range(0x80) if octet not in escaped}
    for left in (set[int](), plain, _UNRESERVED):
        yield "".join(chr(octet) if octet in (plain if len(each) == 1 else left) else spell(octet)
                      for each in data for octet in each)
