"""HTML pages: text and what people read in attributes; script, style and all other markup stay as they are.

What stands in `<pre>`, `<code>` and their kin, in comments and in `value` is repaired and not normalized.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Format, Part, Piece, between
from fixenc.formats._markup import TAG, attributes, references, referring

_TOKEN = re.compile(rf"""
    <!--(?P<comment>.*?)(?:-->|\Z)
  | (?P<raw><(?P<element>script|style)\b.*?(?:</(?P=element)\s*>|\Z))
  | (?P<tag><{TAG})
  | <[!?][^<>]*+>""", re.VERBOSE | re.DOTALL | re.IGNORECASE)
# A block of a long page may begin inside of one of these; only their ends are there then.
_END_OF_RAW = re.compile(r"</(script|style)\s*>", re.IGNORECASE)
_ELEMENT = re.compile(r"</?([A-Za-z0-9]+)")
_CODE = frozenset(("pre", "code", "kbd", "samp", "tt", "var", "xmp", "listing", "textarea"))
_READ = frozenset(("alt", "title", "placeholder", "label", "summary", "content", "aria-label", "aria-description", "abbr"))
# HTML Standard, "determining the character encoding", and XHTML.
_DECLARED = re.compile(r"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([-\w:.]+)""", re.IGNORECASE)
_HEAD = 4096
_LOOKS = re.compile(r"<!doctype\s+html|<html\b|<head\b|<body\b", re.IGNORECASE)


def _split(text: str) -> Iterator[Piece]:
    return between(text, _visible(text))


def _visible(text: str) -> Iterator[tuple[int, int, Part]]:
    end = _behind_raw(text)
    depth = 0       # how many elements are open whose contents are code
    for match in _TOKEN.finditer(text, end):
        yield end, match.start(), Part.CODE if depth else Part.PROSE
        end = match.end()
        if match["comment"]:
            yield match.start("comment"), match.end("comment"), Part.CODE
        elif tag := match["tag"]:
            yield from attributes(tag, match.start(), _part)
            name = _ELEMENT.match(tag)
            if name and name[1].casefold() in _CODE:
                depth = max(0, depth - 1) if tag.startswith("</") else depth + 1
    yield end, len(text), Part.CODE if depth else Part.PROSE


def _behind_raw(text: str) -> int:
    end = _END_OF_RAW.search(text)
    return end.end() if end and f"<{end[1]}".casefold() not in text[:end.start()].casefold() else 0


def _part(attribute: str) -> Part:
    return Part.PROSE if attribute in _READ else Part.CODE if attribute == "value" else Part.MARKUP


FORMAT = Format((".html", ".htm", ".xhtml", ".shtml"), _split, references, referring,
                lambda text: _DECLARED.finditer(text, 0, _HEAD), lambda head: _LOOKS.match(head) is not None)
