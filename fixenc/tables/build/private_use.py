"""Private use of GB 18030 and of Big5-HKSCS -> standard characters.

    python -m fixenc.tables.build.private_use gb18030 <gb18030_pua.tsv >gb18030_private_use.tsv

The sources give, for every private-use code point that some version of the standard assigned, the bytes, the
standard character of today and the evidence; the tables here keep what a reader of text needs.
"""

from __future__ import annotations

import sys

# Where the character stands in each source: columns are told apart by their heads.
STANDARD = "standard"


def build(name: str, source: str) -> str:
    """The table: private-use code, standard code, the character."""
    lines = [line for line in source.splitlines() if line and not line.startswith("#")]
    heads = lines[0].split("\t")
    private, standard = heads.index("pua"), heads.index(STANDARD)
    rows = set()
    for line in lines[1:]:
        cells = line.split("\t")
        codes = [int(each.removeprefix("U+"), 16) for each in cells[standard].split()]
        rows.add((int(cells[private].removeprefix("U+"), 16), *codes))
    head = (f"# {name}_private_use.tsv  made by: python -m fixenc.tables.build.private_use {name}   do not edit\n"
            f"# from: {name}_pua.tsv, columns {heads[private]} and {STANDARD}\n")
    return head + "".join(f"{row[0]:04X}\t{' '.join(f'{code:04X}' for code in row[1:])}\t{''.join(map(chr, row[1:]))}\n"
                          for row in sorted(rows))


if __name__ == "__main__":
    print(build(sys.argv[1], sys.stdin.read()), end="")
