"""Characters that nobody sees and that break search go: byte order mark, zero width space, word joiner, soft hyphen, C0.

Source: Unicode, chapter 23. Left alone: tab and line ends, ESC (it begins a terminal sequence), C1 and U+FFFD (evidence
of damage), joiners U+200C/200D except between two Han, variation selectors, zero width space in South-East Asian text,
soft hyphens between letters other than ASCII and Han.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN
from fixenc.rules._rule import SAFE, Change, Passage, Rule, Stage

_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u0f00-\u0fff"
# What is seen beside an invisible one does not count, so that runs of them go together.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\u2060-\u2064\ufeff\ufff9-\ufffb]+"
                        "|(?<![\u00c0-\u2fff])\u00ad|\u00ad(?![\u00c0-\u2fff])"
                        f"|(?<![{_ASIAN}])\u200b(?![{_ASIAN}])|(?<=[{HAN}])[\u200c\u200d]+(?=[{HAN}])")
_TRIGGERS = "".join(map(chr, [*range(9), 11, 12, *range(14, 27), *range(28, 32), 0x7f, 0xad, *range(0x2060, 0x2065), 0xfeff,
                              0xfff9, 0xfffa, 0xfffb, 0x200b, 0x200c, 0x200d]))


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them, out."""
    for match in _INVISIBLE.finditer(passage.text):
        yield match.start(), match.end(), ""


RULE = Rule(apply, SAFE, Stage.CONTROLS, "a program left an invisible character behind", _TRIGGERS)
