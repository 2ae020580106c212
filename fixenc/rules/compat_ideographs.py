"""Compatibility ideographs become the unified ideographs that they stand for: U+F9E1 -> 李.

Source: Unicode canonical decompositions. Left alone: the twelve of U+FA0E..FA29 that are unified ideographs themselves,
and one with a variation selector behind it. Normal form C of Unicode would make the same change, unasked and unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._mapping import coded
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_COMPATIBILITY = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f](?![\ufe00-\ufe0f\U000e0100-\U000e01ef])")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    table = coded("compat_ideographs")
    for match in _COMPATIBILITY.finditer(passage.text):
        if match.group() in table:
            yield match.start(), match.end(), table[match.group()]


RULE = Rule(apply, CORPUS, Stage.CHARACTERS, "a codec wrote a compatibility ideograph",
            "".join(map(chr, [*range(0xf900, 0xfb00), *range(0x2f800, 0x2fa20)])))
