"""Rows of fields: tables whose commas part cells and not sentences."""

from __future__ import annotations

from collections.abc import Iterator

# A cell of a table is a name or a number; longer than this it is a clause.
_LONGEST_CELL = 12
_LONGEST_ROW = 400
_PROSE = frozenset("，。！？；;“”")


def field_rows(text: str) -> Iterator[tuple[int, int]]:
    """Spans of comma-separated rows: at least two lines in a row with the same number of short cells, three or more."""
    start = first = 0
    cells = rows = 0
    for line in [*text.split("\n"), ""]:
        count = _cells(line)
        if count != cells or not count:
            if rows >= 2 and cells:
                yield first, start - 1
            first, rows, cells = start, 0, count
        rows += 1
        start += len(line) + 1


def _cells(line: str) -> int:
    """How many cells the line has, 0 where it is no row of a table."""
    if line.count(",", 0, _LONGEST_ROW) < 2 or len(line) > _LONGEST_ROW or not _PROSE.isdisjoint(line):
        return 0
    cells = line.split(",")
    return len(cells) if all(len(cell.strip()) <= _LONGEST_CELL for cell in cells) else 0
