"""Reads the tables that people review: tab-separated rows, '#' begins a remark line, the first line names the origin."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fixenc.errors import TableError


@cache
def rows(name: str, width: int) -> tuple[tuple[str, ...], ...]:
    """The rows of `fixenc/tables/<name>.tsv`, in file order, each cut to its first `width` cells.

    Raises TableError where a row has fewer.

    >>> rows("radicals", 2)[0]
    ('2E81', '5382')
    """
    found = []
    text = files("fixenc.tables").joinpath(f"{name}.tsv").read_text("utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if len(cells) < width:
            raise TableError(f"{name}.tsv", f"line {number} has {len(cells)} cells of {width}")
        found.append(cells[:width])
    return tuple(found)
