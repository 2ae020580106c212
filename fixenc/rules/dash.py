"""A dash between Chinese words becomes two U+2014: --, －－, ──, ――, and a single — where a sentence breaks off.

Source: CLREQ 3.1.5; GB/T 15834. Left alone: a single — between words (北京—上海 is a range), options --x, 3-0, rules of
hyphens, hyphens behind a bracket (a marker of YAML), frames of box drawing, hyphens of Latin words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN, matches
from fixenc.rules._rule import PLACES, Change, Passage, Rule, Stage

_SIDE = f"{HAN}“”‘’「」『』《》（），。！？；：…"
_FIRST = re.compile("[-－–─―━ー—]| (?=[-―])")
_DASH = re.compile(f"(?<=[{_SIDE}])(?:(?<![（《]) ?-{{2,3}} ?|－{{2}}|–{{2}}|─{{2}}|― ?―|━{{2}}|ーー)(?=[{_SIDE}])"
                   f"|(?<=[{_SIDE}])(?:－{{2}}|─{{2}}|――)(?=[ \\n]|$)"
                   f"|(?<=[{HAN}，。！？…])(?:—|―|-{{2,3}})(?=[”’」』])"
                   f"|(?<=[“‘「『])(?:—|―|-{{2}})(?=[{HAN}])|(?<=[{HAN}])— —(?=[{HAN}])")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    for match in matches(_FIRST, _DASH, passage.text):
        yield match.start(), match.end(), "——"


RULE = Rule(apply, PLACES, Stage.PUNCTUATION, "a dash was typed with other marks", "-－–─―━ー—",
            after=("quotes_pair", "quotes_swap_locale"))
