"""How programs differ: in what a code means, and in what becomes of bytes that they cannot read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# What becomes of a lead byte and digit that begin no four-byte code of GB 18030: see `_four_byte`.
Four = Literal["", "browser", "python", "java", "iconv"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One program's reading of a charset.

    name: the program.  table: the rows that it maps by, "standard" for the standard's grid and nothing else, "" for those
    of its name.  mark: what it writes for bytes that it cannot read; tail: for a character that the end of the data cuts
    (the same, unless told).  four: how it takes four-byte codes of GB 18030, "" where it has none.
    """

    name: str
    table: str = ""
    mark: str = "\ufffd"
    tail: str | None = None
    four: Four = ""

    @property
    def rows(self) -> str:
        """The name of its rows in the tables, "" for the standard's grid."""
        return "" if self.table == "standard" else self.table or self.name

    @property
    def cut(self) -> str:
        """What it writes for a character that the end of the data cuts."""
        return self.mark if self.tail is None else self.tail
