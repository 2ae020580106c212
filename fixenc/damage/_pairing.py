"""How much less likely a line is because its quotes, brackets and tags do not pair."""

from __future__ import annotations

import re
from collections import Counter

# Each mark that is not paired makes a line less likely by this.
_UNPAIRED_NATS = 4.0
_PAIRS = ("()", "[]", "{}", "（）", "「」", "『』", "《》", "【】", "“”", "‘’")
_COMMENT = re.compile(r"/\*+|\*+/")
_CORNER = re.compile(r"[└├┌](?![─━┬┐])")
_HALF_TAG = re.compile(r"(?<![<\w/])/[A-Za-z][\w:-]*>")
_QUOTE = re.compile(r"[\"`]|(?<![A-Za-z])'|'(?![A-Za-z])|\*\*")
_QUOTES, _CORNERS, _BRACKETS = "\"`'*", "└├┌", tuple(map(tuple, _PAIRS))
_STRUCTURE = re.compile("[" + re.escape("".join(_PAIRS)) + "\"`'*/└├┌]")


def well_formed_nats(line: str) -> float:
    """How much less likely a line is because its quotes, brackets and tags do not pair, nats.

    >>> well_formed_nats("f('a')"), well_formed_nats("f('a)")
    (0.0, -8.0)
    """
    seen = _STRUCTURE.findall(line)
    if not seen:
        return 0.0
    present = Counter(seen)
    unpaired = 0
    for first, last in _BRACKETS:
        if first in present or last in present:
            unpaired += abs(present[first] - present[last])
    if not present.keys().isdisjoint(_QUOTES):
        counts = Counter(_QUOTE.findall(_COMMENT.sub(" ", line) if "/" in present else line))
        unpaired += sum(count % 2 for count in counts.values())
    if "/" in present and ">" in line:
        unpaired += 2 * len(_HALF_TAG.findall(line))
    if not present.keys().isdisjoint(_CORNERS):
        unpaired += len(_CORNER.findall(line))
    return -_UNPAIRED_NATS * unpaired
