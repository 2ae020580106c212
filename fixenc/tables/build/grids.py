"""The grids of multi-byte charsets: from the indexes of the WHATWG Encoding Standard, EUC-TW and Johab from glibc's charmaps, and
Big5-UAO from the package `uao` (MIT).

    python -m fixenc.tables.build.grids FOLDER [CHARMAPS [UAO]]

FOLDER holds `whatwg-index-NAME.txt` (BSD-3-Clause); CHARMAPS holds `EUC-TW.gz` and `JOHAB.gz`, which glibc installs in
/usr/share/i18n/charmaps; UAO holds `b2u.py` of uao 0.2.0. `fixenc.tables.grid` says how a grid is written.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

TABLES = Path(__file__).parent.parent / "charsets"
PRIVATE = range(0xE000, 0xF900)
Cells = dict[str, dict[int, int]]


def _gb18030(pointer: int) -> tuple[int, int]:
    lead, trail = divmod(pointer, 190)
    return lead + 0x81, trail + (0x40 if trail < 0x3F else 0x41)


def _big5(pointer: int) -> tuple[int, int]:
    lead, trail = divmod(pointer, 157)
    return lead + 0x81, trail + (0x40 if trail < 0x3F else 0x62)


def _shift_jis(pointer: int) -> tuple[int, int]:
    lead, trail = divmod(pointer, 188)
    return lead + (0x81 if lead < 0x1F else 0xC1), trail + (0x40 if trail < 0x3F else 0x41)


def _euc_jp(pointer: int) -> tuple[int, int]:
    lead, trail = divmod(pointer, 94)
    return lead + 0xA1, trail + 0xA1


def _euc_kr(pointer: int) -> tuple[int, int]:
    lead, trail = divmod(pointer, 190)
    return lead + 0x81, trail + 0x41


# grid -> (index, pointer -> lead and trail byte): sections "gb18030 decoder" and so on of the standard.
INDEXES: dict[str, tuple[str, Callable[[int], tuple[int, int]]]] = {
    "gb18030": ("gb18030", _gb18030), "big5": ("big5", _big5), "shift_jis": ("jis0208", _shift_jis),
    "euc_jp": ("jis0208", _euc_jp), "euc_jp_supplement": ("jis0212", _euc_jp), "euc_kr": ("euc-kr", _euc_kr),
}
# grid -> (charmap, how many bytes stand before the lead byte): plane 1 of EUC-TW has none, the others 8E and the plane.
CHARMAPS: dict[str, tuple[str, int]] = {"johab": ("JOHAB", 0), "euc_tw": ("EUC-TW", 0), "euc_tw_planes": ("EUC-TW", 2)}
# grid -> (module, what is assigned in it: a table from the number of a pair to its character).
MODULES: dict[str, tuple[str, str]] = {"big5_uao": ("b2u.py", "b2u_table")}
SOURCES: tuple[Iterable[str], ...] = (INDEXES, CHARMAPS, MODULES)


def build(name: str, folder: Path) -> str:
    """The grid as it stands in the package. folder: where its source is."""
    if name in INDEXES:
        index, _ = INDEXES[name]
        source = (folder / f"whatwg-index-{index}.txt").read_bytes()
        origin = f"encoding.spec.whatwg.org index-{index}.txt"
        cells = _of_index(name, source.decode())
    elif name in MODULES:
        source = (folder / MODULES[name][0]).read_bytes()
        origin = f"uao 0.2.0 {MODULES[name][0]}, Unicode-At-On 2.50"
        cells = _of_module(name, source.decode())
    else:
        charmap, prefix = CHARMAPS[name]
        source = gzip.decompress((folder / f"{charmap}.gz").read_bytes())
        origin = f"glibc localedata/charmaps/{charmap}"
        cells = _of_charmap(source.decode("latin-1"), prefix)
    head = (f"# {name}  made by: python -m fixenc.tables.build.grids   do not edit\n"
            f"# from: {origin}, sha256 {hashlib.sha256(source).hexdigest()}\n")
    return head + "".join(line for lead, row in sorted(cells.items()) for line in _lines(lead, row))


def _of_index(name: str, source: str) -> Cells:
    _, place = INDEXES[name]
    cells: Cells = {}
    for line in source.splitlines():
        if line and not line.startswith("#"):
            pointer, code = line.split("\t")[:2]
            lead, trail = place(int(pointer))
            # JIS rows past 94 reach beyond the last lead byte of EUC-JP.
            if lead <= 0xFE:
                cells.setdefault(f"{lead:02X}", {})[trail] = int(code, 16)
    if name == "shift_jis":
        # "Shift_JIS decoder": pointers 8836 to 10715 are private use in order.
        for number in range(8836, 10716):
            lead, trail = place(number)
            cells.setdefault(f"{lead:02X}", {})[trail] = 0xE000 - 8836 + number
    if name == "euc_jp":
        cells["8E"] = {trail: 0xFF61 - 0xA1 + trail for trail in range(0xA1, 0xE0)}      # "EUC-JP decoder": half-width katakana
    if name == "gb18030":
        cells["A3"][0xA0] = 0x3000      # "gb18030 decoder": A3 A0 is an ideographic space since 2005
    return cells


def _of_charmap(source: str, prefix: int) -> Cells:
    cells: Cells = {}
    # "%IRREVERSIBLE%" marks what is only read, never written; "<U…>..<U…>" are ranges.
    pattern = re.compile(r"^(?:%IRREVERSIBLE%)?<U([0-9A-F]+)>(?:\.\.<U([0-9A-F]+)>)?\s+((?:/x[0-9a-f]{2})+)", re.M)
    for first, last, octets in pattern.findall(source):
        data = bytes.fromhex(octets.replace("/x", ""))
        if len(data) != prefix + 2 or (prefix and data[0] != 0x8E):
            continue
        for offset in range(int(last or first, 16) - int(first, 16) + 1):
            cells.setdefault(data[prefix and 1:-1].hex().upper(), {})[data[-1] + offset] = int(first, 16) + offset
    return cells


def _of_module(name: str, source: str) -> Cells:
    cells: Cells = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == MODULES[name][1]:
            for pair, character in ast.literal_eval(statement.value).items():
                cells.setdefault(f"{pair >> 8:02X}", {})[pair & 0xFF] = ord(character)
    return cells


def _lines(lead: str, row: dict[int, int]) -> Iterator[str]:
    seen = {trail: code for trail, code in row.items() if code not in PRIVATE}
    if seen:
        first, last = min(seen), max(seen)
        yield f"{lead} {first:02X} " + "".join(chr(seen.get(trail, 0xFFFD)) for trail in range(first, last + 1)) + "\n"
    hidden = sorted((trail, code) for trail, code in row.items() if code in PRIVATE)
    for _, group in groupby(enumerate(hidden), lambda each: (each[1][0] - each[0], each[1][1] - each[0])):
        run = [item for _, item in group]
        yield f"{lead} {run[0][0]:02X} +{run[0][1]:04X}-{run[-1][1]:04X}\n"


if __name__ == "__main__":
    TABLES.mkdir(exist_ok=True)
    for given, names in zip(sys.argv[1:], SOURCES, strict=False):
        for each in names:
            (TABLES / f"{each}.txt").write_text(build(each, Path(given)), encoding="utf-8", newline="\n")
