"""Radicals -> the ideographs that they look like.

Kangxi radicals (U+2F00..2FD5): their compatibility decompositions, which Unicode's stability policy fixes for ever, so
any Python gives the same. Supplement (U+2E80..2EF3): the property Equivalent_Unified_Ideograph of Unicode 15.0, whose
rows lie beside this file; U+2E80 has none, and Unicode 14 still had 5F50 for U+2E95.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

SUPPLEMENT = "EquivalentUnifiedIdeograph-15.0.0.txt"
HEAD = ("# radicals.tsv  made by: python -m fixenc.tables.build.radicals   do not edit\n"
        f"# from: Unicode compatibility decompositions (Kangxi), {SUPPLEMENT} (supplement)\n")
_ROW = re.compile(r"^([0-9A-F]{4})(?:\.\.([0-9A-F]{4}))?\s*;\s*([0-9A-F]{4,5})", re.MULTILINE)


def supplement() -> dict[int, int]:
    """Code of each supplementary radical -> code of the ideograph."""
    text = files("fixenc.tables.build").joinpath(SUPPLEMENT).read_text("utf-8")
    return {code: int(ideograph, 16) for first, last, ideograph in _ROW.findall(text)
            for code in range(int(first, 16), int(last or first, 16) + 1)}


def build() -> str:
    """The table: code of the radical, code of the ideograph, both characters and the radical's name."""
    kangxi = {code: ord(unicodedata.normalize("NFKD", chr(code))) for code in range(0x2F00, 0x2FD6)}
    rows = (f"{key:04X}\t{value:04X}\t{chr(key)} {unicodedata.name(chr(key))} -> {chr(value)}"
            for key, value in sorted((supplement() | kangxi).items()))
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(build(), end="")
