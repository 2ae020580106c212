"""Compatibility ideographs -> the ideographs that they stand for.

Their canonical decompositions, which Unicode's stability policy fixes for ever. The twelve of U+FA0E..FA29 that are
unified ideographs in spite of their place have none, so they are not here.
"""

from __future__ import annotations

import unicodedata

BLOCKS = (range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
HEAD = ("# compat_ideographs.tsv  made by: python -m fixenc.tables.build.compat_ideographs   do not edit\n"
        "# from: Unicode canonical decompositions of U+F900..FAFF and U+2F800..2FA1F\n")


def build() -> str:
    """The table: code, code of the unified ideograph, both characters."""
    rows = []
    for code in (code for block in BLOCKS for code in block):
        unified = unicodedata.normalize("NFD", chr(code))
        if unified != chr(code):
            rows.append(f"{code:04X}\t{ord(unified):04X}\t{chr(code)} -> {unified}")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(build(), end="")
