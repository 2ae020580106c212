"""U+2028 and U+2029 become line feeds.

Source: Unicode, chapter 5.8. Left alone: CR LF, LF and CR (line ends are kept), U+0085 (it is evidence of mojibake).
"""

from __future__ import annotations

from fixenc.rules._mapping import replaced
from fixenc.rules._rule import SAFE, Rule, Stage

_TABLE = {"\u2028": "\n", "\u2029": "\n"}

RULE = Rule(lambda passage: replaced(passage, _TABLE), SAFE, Stage.CONTROLS,
            "a separator that few programs know ended the line", "".join(_TABLE))
