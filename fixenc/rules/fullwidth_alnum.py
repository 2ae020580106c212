"""Full-width letters and digits become ASCII: ２０２４ -> 2024, ＧＤＰ -> GDP.

Source: CLREQ 3.2, Western letters and European digits are set in their own width. Left alone: pictures made of wide letters
(lines of wide letters and ideographic spaces).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

# A digit beside a circle is part of a number that is written in Han digits: ５○.
_WIDE = re.compile("[Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ]*|(?<![○〇])[０-９]+[Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ]*"
                   "|(?<![○〇０-９])[０-９]+(?![○〇０-９])")
# Wide letters spaced by wide spaces are drawn, not written.
_DRAWN = re.compile("(?:^|\n)[^\n]*[Ａ-Ｚａ-ｚ]\u3000+[Ａ-Ｚａ-ｚ]\u3000[^\n]*")
_TABLE = {code: code - 0xfee0 for code in range(0xff10, 0xff5b)}


def apply(passage: Passage) -> Iterator[Change]:
    """Each run of them."""
    drawn = [match.span() for match in _DRAWN.finditer(passage.text)] if "\u3000" in passage.alphabet else []
    place = 0
    for match in _WIDE.finditer(passage.text):
        while place < len(drawn) and drawn[place][1] <= match.start():
            place += 1
        if place == len(drawn) or match.start() < drawn[place][0]:
            yield match.start(), match.end(), match.group().translate(_TABLE)


RULE = Rule(apply, CORPUS, Stage.WIDTH, "letters or digits were typed full-width",
            "".join(chr(code) for code in _TABLE if chr(code) not in "：；＜＝＞？＠［＼］＾＿｀"))
