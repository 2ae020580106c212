"""Lines of code that stand in a text without a fence around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN

# One of these stands in every line that is code; lines without them are not looked at.
_SIGN = re.compile(r"[;{}=/*\"'$>%(]")
_STRINGS_AND_REMARKS = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
                                  r"|(?<!:)//.*|/\*.*?(?:\*/|$)|(?<![^\s;)])\#.*|(?<=[;\s])--\s.*")
_SHAPE = re.compile(
    r"""\s*(?:
        [^\n]*[;{}]\s*$
        |(?:if|elif|for|while|switch|case|def|class|struct|enum|import|from|return|print|printf|echo|const|let|var|int|long|char|
           void|float|double|bool|string|public|private|static|final|package|func|fn|function|using|namespace|template|raise|
           throw|with|yield|assert|SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WHERE|VALUES)\b[^\n]*(?:[({=:*]|\s\s|$)
        |[A-Za-z_][\w.\[\]]{0,60}\s*(?:[-+*/|&:]?=(?!=)|<<)
        |@?[A-Za-z_][\w.]*(?:\(.*\))(?:\.\w+\(.*\))*\s*$
        |(?:else|try|finally|\))\s*[:{]
        |[$>%]\s+[a-z]
        |(?:sudo|apt|apt-get|yum|brew|pip3?|npm|yarn|git|docker|make)\s+[-\w./~]
        |:\s*(?:[\[{,]|-?\d|true|false|null|,?\s*$)
        |(?:-\s+)?[A-Za-z_][\w.-]*:\s*$
        |,?\s*$
    )""", re.VERBOSE)
# Statements that are code even where names in them are Han.
_STATEMENT = re.compile(r"\s*(?:[A-Za-z_][\w.]*\(.*\)\s*;\s*$|(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER)\s.*\b"
                        r"(?:FROM|INTO|SET|TABLE|VALUES)\b"
                        r"|(?:async\s+)?def\s+\w+\s*\(.*\).*:|(?:function|func|fn)\s+\w+\s*\(.*\)\s*\{)")
_HAN = re.compile(f"[{HAN}]")
# Longer than any line that a person writes: prose, or data that other patterns know.
_LONGEST = 400


def code_lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of whole lines that read as source code, a shell command or a remark in source code.

    Such a line holds Han in string literals and remarks only; a line that is one quotation is prose.
    """
    end = -1
    for sign in _SIGN.finditer(text):
        if sign.start() < end:
            continue
        low = max(end, 0, sign.start() - _LONGEST)
        start = text.rfind("\n", low, sign.start()) + 1 or low
        stop = text.find("\n", sign.start(), sign.start() + _LONGEST)
        end = stop if stop >= 0 else min(len(text), sign.start() + _LONGEST)
        line = text[start:end]
        if _HAN.search(line) is None:
            continue
        if _STATEMENT.match(line):
            yield start, end
            continue
        rest = _STRINGS_AND_REMARKS.sub("", line)
        if _HAN.search(rest) is None and _SHAPE.match(rest) and (rest.strip() or line.lstrip().startswith(("//", "/*"))):
            yield start, end
