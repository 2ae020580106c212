"""A dash between Chinese words becomes two U+2014: --, －－, ──, ――, and a single — where a sentence breaks off or a clause ends.

Source: CLREQ 3.1.5; GB/T 15834. Left alone: a single — between names (北京—上海 is a range), options --x, 3-0, rules of
hyphens, hyphens behind a bracket (a marker of YAML), frames of box drawing, hyphens of Latin words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN, matches
from fixenc.rules._rule import PLACES, Change, Passage, Rule, Stage

_SIDE = f"{HAN}“”‘’「」『』《》（），。！？；：…"
# A single dash is no range behind a particle that ends a clause, or before a word that begins one.
_CLAUSE_ENDS = "了的着著过過吗嗎呢吧啊呀"
_CLAUSE_BEGINS = ("即|就是|也就是|那就是|却|卻|但|虽|雖|因为|因為|所以|尤其|特别|特別|例如|比如|包括|甚至|哪怕|"
                  "一[个個位种種名项項]|[这這那][个個是就些种種]|他们?|他們|她|它|我们?|我們|不是|而是|而且")
_CLOSING = re.compile(f"[{HAN}]{{2,24}}[—―](?=[{HAN}])")
_FIRST = re.compile("[-－–─―━ー—]| (?=[-―])")
_DASH = re.compile(f"(?<=[{_SIDE}])(?:(?<![（《]) ?-{{2,3}} ?|－{{2}}|–{{2}}|─{{2}}|― ?―|━{{2}}|ーー)(?=[{_SIDE}])"
                   f"|(?<=[{_SIDE}])(?:－{{2}}|─{{2}}|――)(?=[ \\n]|$)"
                   f"|(?<=[{HAN}，。！？…])(?:—|―|-{{2,3}})(?=[”’」』])"
                   f"|(?<=[“‘「『])(?:—|―|-{{2}})(?=[{HAN}])|(?<=[{HAN}])— —(?=[{HAN}])"
                   f"|(?<=[{_CLAUSE_ENDS}])[—―](?=[{HAN}])|(?<=[{HAN}])[—―](?=(?:{_CLAUSE_BEGINS})[{HAN}]{{2}})")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them, and the one that ends what a single dash has begun."""
    end = 0
    for match in matches(_FIRST, _DASH, passage.text):
        if match.start() < end:
            continue
        yield match.start(), match.end(), "——"
        if match.group() in "—―" and (closing := _CLOSING.match(passage.text, match.end())):
            end = closing.end()
            yield end - 1, end, "——"


RULE = Rule(apply, PLACES, Stage.PUNCTUATION, "a dash was typed with other marks", "-－–─―━ー—",
            after=("quotes_pair", "quotes_swap_locale"))
