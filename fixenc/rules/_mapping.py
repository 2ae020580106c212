"""Rules that put one character in the place of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from fixenc.rules._rule import Change, Passage
from fixenc.tables.rows import rows


@cache
def coded(name: str) -> dict[str, str]:
    """A table of two columns of code points in hex as characters; the second may hold several."""
    return {chr(int(key, 16)): "".join(chr(int(code, 16)) for code in value.split()) for key, value in rows(name, 2)}


def replaced(passage: Passage, table: Mapping[str, str]) -> Iterator[Change]:
    """Every character of the table, wherever it stands."""
    present = sorted(passage.alphabet & table.keys())
    if present:
        for match in re.finditer(f"[{''.join(map(re.escape, present))}]", passage.text):
            yield match.start(), match.end(), table[match.group()]
