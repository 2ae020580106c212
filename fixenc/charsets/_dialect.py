"""How programs differ: in what a code means, and in what becomes of bytes that they cannot read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# What goes with a lead byte that cannot be read: the byte behind it always ("pair") or never ("lead"), as the WHATWG
# Encoding Standard has it ("whatwg": an ASCII byte stays), or as Java ("java": whatever is in the range of trail bytes goes).
Swallow = Literal["pair", "lead", "whatwg", "java"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One program's reading of a charset.

    name: the program.  table: whose rows it maps by, "" for the standard's.  mark: what it writes for bytes that it
    cannot read.  lone: single bytes beyond ASCII that it reads.  four: whether it reads four-byte codes of GB 18030.
    """

    name: str
    table: str = ""
    mark: str = "\ufffd"
    swallow: Swallow = "whatwg"
    lone: Mapping[int, str] = field(default_factory=dict)
    four: bool = False

    def lost(self, trail: int) -> int:
        """How many bytes go when a lead byte and the byte `trail` behind it cannot be read."""
        if self.swallow == "whatwg":
            return 2 if trail >= 0x80 else 1
        if self.swallow == "java":
            return 2 if 0x40 <= trail <= 0xFE else 1
        return 2 if self.swallow == "pair" else 1
