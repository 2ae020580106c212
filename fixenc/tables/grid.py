"""Reads the grids of multi-byte charsets, and what dialects read differently.

A grid is text: a line a lead byte, `LEAD TRAIL CHARACTERS`, the characters of the trail bytes from TRAIL on, U+FFFD where there
is none. Where `+XXXX-YYYY` stands for characters, they are the code points from XXXX to YYYY (private use, which nobody can see).
The rows of dialects are `DIALECT FIRST LAST CHARACTERS`, by tabs: for the codes FIRST to LAST of one lead byte (four digits), for
single bytes (two), for one four-byte code (eight); no characters: the dialect cannot read them. Two more forms of a row:
`DIALECT like OTHER` begins with the characters of another (or of the standard), and `DIALECT LEADS TRAILS takes 2` names the
unreadable pairs of which both bytes are lost; of any other, the first byte is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fixenc.errors import TableError

FOLDER = files("fixenc.tables").joinpath("charsets")
_NOTHING = 0xFFFD


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """One reading of a charset.

    codes: 65,536 code points by lead << 8 | trail, 0 where there is no character.  singles: the code points of bytes that
    stand for themselves, so far as they are not ASCII; 0: none.  both: the unreadable pairs of which a decoder takes both
    bytes.  longer: the code points of four-byte codes, 0 where there is none, so far as the dialect differs in them.
    sequences: the pairs that are two characters.
    """

    codes: NDArray[np.uint32]
    singles: dict[int, int] = field(default_factory=dict)
    both: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0x10000, np.bool_))
    longer: dict[int, int] = field(default_factory=dict)
    sequences: dict[int, str] = field(default_factory=dict)


# A grid is a quarter of a MiB and wanted once or twice, when the tables of a dialect are made.
@lru_cache(8)
def grid(name: str, dialect: str = "") -> Grid:
    """The grid of a charset, in the standard's mapping or in that of a dialect. Raises TableError where a file is damaged."""
    if not dialect:
        return Grid(_standard(name))
    rows = [row for row in _rows(name) if row[0] == dialect]
    if not rows:
        raise TableError(f"{name}_dialects.tsv", f"no row is of {dialect}")
    base = grid(name, rows[0][2]) if rows[0][1] == "like" else grid(name)
    made = Grid(base.codes.copy(), dict(base.singles), longer=dict(base.longer), sequences=dict(base.sequences))
    for _, first, last, text in rows:
        if first != "like":
            _lay(made, first, last, text)
    made.codes.flags.writeable = False
    return made


def characters(text: str) -> NDArray[np.uint32]:
    """The code points of a cell, `+XXXX-YYYY` unfolded; 0 for U+FFFD.

    >>> characters("+E000-E002").tolist(), characters("中").tolist()
    ([57344, 57345, 57346], [20013])
    """
    if text.startswith("+"):
        first, last = text[1:].split("-")
        return np.arange(int(first, 16), int(last, 16) + 1, dtype=np.uint32)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    return np.where(codes == _NOTHING, np.uint32(0), codes)


@cache
def lines(name: str) -> tuple[tuple[str, int, NDArray[np.uint32]], ...]:
    """The lines of `charsets/<name>.txt`: the lead (hex), the first trail byte and the code points from there on."""
    found = []
    for number, line in enumerate(FOLDER.joinpath(f"{name}.txt").read_text("utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            lead, trail, text = line.split(" ", 2)
            try:
                found.append((lead, int(trail, 16), characters(text)))
            except ValueError as error:
                raise TableError(f"{name}.txt", f"line {number} begins with no byte") from error
    return tuple(found)


def _standard(name: str) -> NDArray[np.uint32]:
    codes = np.zeros(0x10000, np.uint32)
    for lead, trail, row in lines(name):
        start = int(lead, 16) << 8 | trail
        codes[start:start + len(row)] = np.where(row == 0, codes[start:start + len(row)], row)
    codes.flags.writeable = False
    return codes


def _lay(made: Grid, first: str, last: str, text: str) -> None:
    if text == "takes 2":
        leads, trails = (slice(*_bounds(each)) for each in (first, last))
        made.both.reshape(256, 256)[leads, trails] = True
        return
    start, stop = int(first, 16), int(last, 16) + 1
    codes = characters(text) if text else np.zeros(stop - start, np.uint32)
    if len(codes) == 2 and stop - start == 1:
        made.sequences[start] = text
        return
    for each in range(start, stop):
        made.sequences.pop(each, None)
    if len(codes) != stop - start:
        raise TableError("dialects", f"{len(codes)} characters for {first}-{last}")
    if len(first) == 2:
        made.singles.update(zip(range(start, stop), codes.tolist(), strict=True))
    elif len(first) == 8:
        made.longer.update(zip(range(start, stop), codes.tolist(), strict=True))
    else:
        made.codes[start:stop] = codes


def _bounds(cell: str) -> tuple[int, int]:
    first, last = cell.split("-")
    return int(first, 16), int(last, 16) + 1


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
