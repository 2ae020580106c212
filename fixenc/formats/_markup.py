"""What HTML and XML have in common: character references, tags and their attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

from fixenc.formats._format import Part, Spelled

# A tag, from behind its '<' on; '>' may stand inside quotation marks. The quantifiers take all they can and give nothing
# back, so that a page of nothing but '<' costs no more than its length.
TAG = r"/?[A-Za-z_](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>"
_ATTRIBUTE = re.compile(r"""(?<![^\s"'<>/=])([^\s"'<>/=]++)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def attributes(tag: str, offset: int, part_of: Callable[[str], Part]) -> Iterator[tuple[int, int, Part]]:
    """The values of a tag's attributes that are to be read. offset: of the tag.  part_of: what an attribute, by its name, is."""
    if tag.isascii() and "&" not in tag:
        return
    for match in _ATTRIBUTE.finditer(tag):
        part = part_of(match[1].casefold())
        if part is not Part.MARKUP:
            group = match.lastindex or 1
            yield offset + match.start(group), offset + match.end(group), part


def references(piece: str) -> Iterator[Spelled]:
    """The character references of a piece, as browsers read them (&#132; is a quotation mark of windows-1252)."""
    if "&" not in piece:
        return
    for match in _REFERENCE.finditer(piece):
        value = unescape(match[0])
        if len(value) == 1:
            yield Spelled(match.start(), match.end(), value)


def referring(value: str, before: str, piece: str) -> str:
    """A repaired value, in numeric references where those stood there before.

    A character that is markup is written as a reference only if it was one before: lost bytes take '<' of '</span>' with
    them, and the '<' that is restored there is a real one.
    """
    meant = {unescape(match[0]) for match in _REFERENCE.finditer(before)}
    hexadecimal, decimal = re.search("&#[xX]", before), re.search("&#[0-9]", before)
    is_numeric = before.isascii() and (hexadecimal or decimal)

    def written(character: str) -> str:
        if character in "&<>\"'":
            named = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}[character]
            return named if character in meant else character
        if is_numeric and not character.isascii():
            return f"&#x{ord(character):X};" if hexadecimal else f"&#{ord(character)};"
        return character

    return "".join(map(written, value))
