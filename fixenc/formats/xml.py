"""XML of any kind: text, CDATA, comments and the values of attributes; names and declarations stay as they are.

Attributes and comments are repaired and not normalized, because only the schema knows what is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Format, Part, Piece, between
from fixenc.formats._markup import TAG, attributes, references, referring

_TOKEN = re.compile(rf"""
    <!--(?P<comment>.*?)(?:-->|\Z)
  | <!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)
  | (?P<tag><{TAG})
  | <\?.*?(?:\?>|\Z)
  | <![A-Za-z][^<\[>]*+(?:\[[^\[\]]*+\]\s*)?>""", re.VERBOSE | re.DOTALL)
# XML 1.0, production 80 (EncodingDecl); it can stand at the very beginning only.
_DECLARED = re.compile(r"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([-\w.:]+)""")


def _split(text: str) -> Iterator[Piece]:
    return between(text, _visible(text))


def _visible(text: str) -> Iterator[tuple[int, int, Part]]:
    end = 0
    for match in _TOKEN.finditer(text):
        yield end, match.start(), Part.PROSE
        end = match.end()
        if match["comment"]:
            yield match.start("comment"), match.end("comment"), Part.CODE
        elif match["cdata"]:
            yield match.start("cdata"), match.end("cdata"), Part.PROSE
        elif tag := match["tag"]:
            yield from attributes(tag, match.start(), lambda _: Part.CODE)
    yield end, len(text), Part.PROSE


def _declared(text: str) -> Iterator[re.Match[str]]:
    match = _DECLARED.match(text)
    return iter((match,) if match else ())


FORMAT = Format((".xml", ".rss", ".atom", ".svg", ".xsl", ".xsd", ".opf", ".ncx", ".plist", ".resx", ".xlf", ".tmx"),
                _split, references, referring, _declared, lambda head: head.startswith("<?xml"))
