"""The grids of two-byte charsets, from the indexes of the WHATWG Encoding Standard (BSD-3-Clause).

    python -m fixenc.tables.build.grids FOLDER

FOLDER holds `whatwg-index-NAME.txt`. A grid is one line a lead byte: the lead, the first trail byte (hex), and the characters of
the trail bytes from there on, U+FFFD where there is none. Characters that are no single code point are left out.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

TABLES = Path(__file__).parent.parent / "charsets"


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
GRIDS: dict[str, tuple[str, Callable[[int], tuple[int, int]]]] = {
    "gb18030": ("gb18030", _gb18030), "big5": ("big5", _big5), "shift_jis": ("jis0208", _shift_jis),
    "euc_jp": ("jis0208", _euc_jp), "euc_jp_supplement": ("jis0212", _euc_jp), "euc_kr": ("euc-kr", _euc_kr),
}


def build(name: str, folder: Path) -> str:
    """The grid as it stands in the package."""
    index, place = GRIDS[name]
    source = (folder / f"whatwg-index-{index}.txt").read_bytes()
    cells: dict[int, dict[int, str]] = {}
    for line in source.decode().splitlines():
        if line and not line.startswith("#"):
            pointer, code = line.split("\t")[:2]
            lead, trail = place(int(pointer))
            # JIS rows past 94 reach beyond the last lead byte of EUC-JP.
            if lead <= 0xFE:
                cells.setdefault(lead, {})[trail] = chr(int(code, 16))
    head = (f"# {name}  made by: python -m fixenc.tables.build.grids   do not edit\n"
            f"# from: encoding.spec.whatwg.org index-{index}.txt, sha256 {hashlib.sha256(source).hexdigest()}\n")
    return head + "".join(_row(lead, row) for lead, row in sorted(cells.items()))


def _row(lead: int, row: dict[int, str]) -> str:
    first, last = min(row), max(row)
    return f"{lead:02X} {first:02X} " + "".join(row.get(trail, "\ufffd") for trail in range(first, last + 1)) + "\n"


if __name__ == "__main__":
    TABLES.mkdir(exist_ok=True)
    for each in GRIDS:
        (TABLES / f"{each}.txt").write_text(build(each, Path(sys.argv[1])), encoding="utf-8", newline="\n")
