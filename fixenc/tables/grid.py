"""Reads the grids of two-byte charsets, and what dialects read differently."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fixenc.errors import TableError

FOLDER = files("fixenc.tables").joinpath("charsets")


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """codes: 65,536 code points by lead << 8 | trail, 0 where there is no character."""

    codes: NDArray[np.uint32]


@cache
def grid(name: str, dialect: str = "") -> Grid:
    """The grid of a charset, in the standard's mapping or in that of a dialect. Raises TableError where a file is damaged."""
    if dialect:
        return Grid(_with_rows(grid(name).codes.copy(), name, dialect))
    codes = np.zeros(0x10000, np.uint32)
    for number, line in enumerate(FOLDER.joinpath(f"{name}.txt").read_text("utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            try:
                start = int(line[:2], 16) << 8 | int(line[3:5], 16)
            except ValueError as error:
                raise TableError(f"{name}.txt", f"line {number} begins with no byte") from error
            row = np.frombuffer(line[6:].encode("utf-32-le"), np.uint32)
            codes[start:start + len(row)] = np.where(row == 0xFFFD, 0, row)
    codes.flags.writeable = False
    return Grid(codes)


@cache
def dialects(name: str) -> tuple[str, ...]:
    """The dialects of which rows are kept, in file order."""
    return tuple(dict.fromkeys(dialect for dialect, *_ in _rows(name)))


def _with_rows(codes: NDArray[np.uint32], name: str, dialect: str) -> NDArray[np.uint32]:
    for each, first, last, text in _rows(name):
        if each == dialect:
            codes[int(first, 16):int(last, 16) + 1] = np.frombuffer(text.encode("utf-32-le"), np.uint32) if text else 0
    codes.flags.writeable = False
    return codes


@cache
def _rows(name: str) -> tuple[tuple[str, str, str, str], ...]:
    found = []
    for number, line in enumerate(FOLDER.joinpath(f"{name}_dialects.tsv").read_text("utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != 4:
                raise TableError(f"{name}_dialects.tsv", f"line {number} has {len(cells)} cells of 4")
            found.append((cells[0], cells[1], cells[2], cells[3]))
    return tuple(found)
