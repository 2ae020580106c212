"""Classes of characters that the rules share, and what stands around a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Han as it is written in prose: the ideographs of all planes, 〇 and the iteration mark.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
# Full-width marks that close a stretch, and those that open one.
CLOSERS = "，。！？；：、”’）》」』】〉〕…—"
OPENERS = "“‘（《「『【〈〔"
# What may stand between a word and the mark that belongs to it, and what ends markup around the word.
TAIL = ")\"'”’」』）】》〉〕]"
_MARKUP_TAIL = ")>*_~#"

_HAN = re.compile(f"[{HAN}]")
# A word of any script that puts spaces between words; a letter alone is a name of something in any language.
_WORD = re.compile(f"[^\\W\\d_{HAN}\u3040-\u30ff]{{2,}}")
# A quotation may be in any language; the words around it decide.
_QUOTED = re.compile("\"[^\"]*\"|“[^”]*”|「[^」]*」")
# Code, tags and addresses are in no language; a window may begin or end inside one.
_MARKUP = re.compile(r"`[^`\n]*`|</?[A-Za-z][^<>\n]*>|\]\([^()\s]*\)?|(?<![A-Za-z])[A-Za-z][A-Za-z+.-]*://[!-~]*")
# The end of a link of Markdown, a closing tag, marks of emphasis, the end of a topic (#春节#).
_WORD_END = re.compile(r"(?:\]\([^()\s]{0,200}\)|</[A-Za-z][A-Za-z0-9]{0,20}>|(?<=\S)(?:\*{1,3}|_{1,2}|~~)|#)\Z")
_LONGEST_END = 204
_WINDOW = 60


def matches(first: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` would find, if each match begins with `first`, a bare class of characters.

    Python's scanner skips at 3 ns a character to a class, and tries a pattern that begins with a look-behind everywhere.
    """
    end = 0
    for start in first.finditer(text):
        if start.start() >= end and (match := pattern.match(text, start.start())):
            end = match.end()
            yield match


def is_han(character: str) -> bool:
    """Whether it is one Han character; "" is none."""
    return "\u4e00" <= character <= "\u9fff" or (character >= "\u3005" and _HAN.match(character) is not None)


def at(text: str, index: int) -> str:
    """The character there, or "" outside of the text."""
    return text[index] if 0 <= index < len(text) else ""


def base_before(text: str, index: int, limit: int = 4) -> str:
    """The last character before `index` that closes nothing (a bracket, a quotation, a tag, emphasis), `limit` closed at most."""
    while limit and index > 0:
        start = index - (text[index - 1] in TAIL)
        if text[index - 1] in _MARKUP_TAIL and (end := _WORD_END.search(text, max(0, index - _LONGEST_END), index)):
            start = end.start()
        if start == index:
            break
        index = start
        limit -= 1
    return at(text, index - 1)


def line_around(text: str, index: int, reach: int = _WINDOW) -> tuple[int, int]:
    """The line that holds `index`, cut to `reach` code points each way so that no text is read again and again."""
    start = text.rfind("\n", max(0, index - reach), index) + 1 or max(0, index - reach)
    stop = text.find("\n", index, index + reach)
    return start, stop if stop >= 0 else min(len(text), index + reach)


def is_chinese(text: str, index: int) -> bool:
    """Whether the words around `index` are Chinese: a word of two letters or more weighs as much as two characters."""
    start, stop = line_around(text, index)
    window = _MARKUP.sub("", text[start:stop])
    return _is_chinese(window) or _is_chinese(_QUOTED.sub("", window))


def _is_chinese(words: str) -> bool:
    characters = len(_HAN.findall(words))
    return characters > 0 and characters >= 2 * len(_WORD.findall(words))
