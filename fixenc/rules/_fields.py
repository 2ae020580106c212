"""Rows of fields: tables whose commas part cells and not sentences."""

from __future__ import annotations

from collections.abc import Iterator

# A cell of a table is a name or a number; longer than this it is a clause.
_LONGEST_CELL = 12
_LONGEST_ROW = 400
# So many short cells in one line are a list for a program, also where no second row follows; people list a handful.
_MANY = 12
_PROSE = frozenset("，。！？；;“”")


def field_rows(text: str) -> Iterator[tuple[int, int]]:
    """Spans of comma-separated rows: two lines or more with the same number of short cells, three at least, or one of many."""
    start = first = 0
    cells = rows = 0
    for line in [*text.split("\n"), ""]:
        count = _cells(line)
        if count != cells or not count:
            if (rows >= 2 and cells) or cells >= _MANY:
                yield first, start - 1
            first, rows, cells = start, 0, count
        rows += 1
        start += len(line) + 1


def _cells(line: str) -> int:
    """How many cells the line has, 0 where it is no row of a table."""
    if line.count(",", 0, _LONGEST_ROW) < 2 or not _PROSE.isdisjoint(line):
        return 0
    cells = line.split(",")
    if (len(cells) < _MANY and len(line) > _LONGEST_ROW) or cells[-1].rstrip().endswith((".", "!", "?")):
        return 0
    return len(cells) if all(len(cell.strip()) <= _LONGEST_CELL for cell in cells) else 0
