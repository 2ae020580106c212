"""Half-width parentheses around Chinese, or glued between Chinese words, become full-width: (李宇) -> （李宇）.

Source: CLREQ 3.1.2; GB/T 15834. Pairs only, also (half＋full）. Left alone: if (a), f(x), iPhone (max), a point (x, y), 1) of
a list, a key of a menu (F), emoticons, and a bracket without its partner on the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import CLOSERS, HAN, OPENERS, at, is_chinese, is_han
from fixenc.rules._rule import PLACES, Change, Passage, Rule, Stage, unprotected

_BRACKET = re.compile(r"[()（）\n]")
_HAN = re.compile(f"[{HAN}]")
_KEY = re.compile(r"[(（][_&]?[A-Z0-9][)）]")
# Letters, digits and what stands among them; a face (￣▽￣) is made of other things.
_GLOSS = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9\u00c0-\u024f\u0370-\u04ff\s.,:;/%&'\"“”’°℃+–—~×$€£#@!?·-]+")
# A point, an interval, arguments: single letters and numbers with commas between.
_TUPLE = re.compile(r"\s*(?:[-+−]?(?:[A-Za-z]|\d+(?:\.\d+)?|∞)['′]?\s*,\s*)+[-+−]?(?:[A-Za-z]|\d+(?:\.\d+)?|∞)['′]?\s*")
_CALL = re.compile(r"[A-Za-z0-9_.]*[a-z_.][A-Za-z0-9_]*$")
_CODE_WORDS = frozenset(("print", "printf", "echo", "if", "while", "for", "switch", "func", "def", "return", "sin", "cos", "tan",
                         "log", "ln", "max", "min", "len", "int", "str", "abs", "sum", "exp", "sqrt", "lim", "input", "open",
                         "range", "list", "set", "type", "alert", "require", "typeof", "f", "g", "h"))


def apply(passage: Passage) -> Iterator[Change]:
    """Both brackets of each pair."""
    changes = []
    text = passage.text
    for start, stop in _pairs(passage):
        if _is_chinese(text, start, stop):
            # A space on both sides was the width of the half-width bracket; one behind alone sets off what follows.
            spaced = text[start - 1:start] == " " and is_han(at(text, start - 2))
            both = spaced and at(text, stop + 1) == " " and is_han(at(text, stop + 2))
            changes += [(start - spaced, start + 1, "（"), (stop, stop + 1 + both, "）")]
    return iter(sorted(changes))


def _pairs(passage: Passage) -> Iterator[tuple[int, int]]:
    """Places of brackets that belong together on a line, at least one of them half-width."""
    text = passage.text
    found = ((match.start(), match.end(), match.group()) for match in _BRACKET.finditer(text))
    opened: list[int] = []
    for place, _, mark in unprotected(found, passage.protected):
        if mark == "\n":
            opened.clear()
        elif mark in "(（":
            opened.append(place)
        elif opened:
            start = opened.pop()
            if text[start] == "(" or mark == ")":
                yield start, place


def _is_chinese(text: str, start: int, stop: int) -> bool:
    if text[start] == "（" or text[stop] == "）":
        return True
    if not is_chinese(text, start):
        return False
    inside = text[start + 1:stop]
    before, after = at(text, start - 1), at(text, stop + 1)
    if not inside.strip() or _KEY.fullmatch(text, start, stop + 1):
        return False
    if _HAN.search(inside):
        word = _CALL.search(text, max(0, start - 40), start)
        return not (word and (word.group() in _CODE_WORDS or "_" in word.group() or "." in word.group()))
    # Latin inside: only what is glued to Chinese on the left, and to Chinese or an end on the right, is its gloss.
    ends = after in ("", "\n", "\r") or is_han(after) or after in CLOSERS or after in OPENERS or after in ",.;:!?"
    if _TUPLE.fullmatch(inside):
        return False
    # Behind a space it is one if Chinese goes on without a space; with one on both sides the author has chosen so.
    if before == " " and is_han(after):
        before = at(text, start - 2)
    return _GLOSS.fullmatch(inside) is not None and (is_han(before) or before in "”》」』") and ends and before != ""


RULE = Rule(apply, PLACES, Stage.PUNCTUATION, "full-width brackets were typed or made half-width", "()",
            after=("quotes_pair", "quotes_swap_locale"))
