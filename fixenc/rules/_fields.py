"""Rows of fields: tables whose commas, tabs or bars part cells and not sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ROWS = re.compile(r"(?:^[^\n，。！？；;“”]*,[^\n，。！？；;“”]*\n?){2,}", re.MULTILINE)
# A cell of a table is a name or a number; longer than this it is a clause.
_LONGEST_CELL = 12


def field_rows(text: str) -> Iterator[tuple[int, int]]:
    """Spans of comma-separated rows: at least two lines in a row with the same number of short cells, three or more."""
    for block in _ROWS.finditer(text):
        start = block.start()
        lines = block.group().split("\n")
        run = 0
        for index, line in enumerate([*lines, ""]):
            cells = line.split(",")
            is_row = len(cells) >= 3 and all(len(cell.strip()) <= _LONGEST_CELL for cell in cells)
            same = is_row and (run == 0 or len(cells) == len(lines[index - 1].split(",")))
            if run >= 2 and not same:
                yield start, start + sum(len(each) + 1 for each in lines[index - run:index]) - 1
            if not same:
                start += sum(len(each) + 1 for each in lines[index - run:index])
                run = 0
                if not is_row:
                    start += len(line) + 1
                    continue
            run += 1
