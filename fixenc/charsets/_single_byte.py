"""Charsets of one byte: ASCII below 80, a table above.

Programs differ in the bytes that a table leaves out: browsers give C1 control characters for them, others refuse them. Some
have tables of their own, above all for the charsets of the old Mac OS, which Apple changed over the years.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import CharsetKind, Reading
from fixenc.charsets._losses import Losses
from fixenc.model.codes import Codes, to_codes, to_text

REPLACEMENT = 0xFFFD
_RARE = "single_byte_rare.txt"


class SingleByte:
    """An 8-bit charset, by its name in the table."""

    kind: CharsetKind = "single-byte"
    chinese = False

    def __init__(self, name: str, labels: tuple[str, ...] = ()) -> None:
        self.name, self.labels = name, labels

    @cached_property
    def dialects(self) -> tuple[str, ...]:
        """The programs whose readings differ, browsers first."""
        return tuple(self._tables)

    def decode(self, data: bytes, dialect: str = "") -> str:
        """The text of the bytes; a byte that the table leaves out is U+FFFD (strict) or, from 80 to 9F, a C1 control."""
        return to_text(self._tables[dialect or self.dialects[0]][np.frombuffer(data, np.uint8)])

    def read(self, data: bytes) -> Reading:
        """Read all of the data as browsers do; C1 controls that stand for left-out bytes are bad."""
        strict = self._tables.get("strict", self._tables["browser"])
        codes = strict[np.frombuffer(data, np.uint8)]
        return Reading(codes, np.arange(len(data) + 1, dtype=np.int64), codes != REPLACEMENT)

    def strict(self, data: bytes) -> str | None:
        """The text, or None where the table leaves a byte out."""
        reading = self.read(data)
        return to_text(reading.codes) if reading.good.all() else None

    def twins(self) -> Codes:
        """The code points that two bytes stand for."""
        codes = self.read(bytes(range(0x100))).codes
        return np.unique(codes[(codes != REPLACEMENT) & (self.packed(codes)[0] != np.arange(0x100))])

    def ambiguous(self) -> NDArray[np.bool_]:
        """A flag for each code unit that some dialects read from another byte than the likeliest."""
        return self._ambiguous

    def covers(self, codes: Codes) -> NDArray[np.bool_]:
        """Which of the code points a byte stands for, C1 controls of left-out bytes included."""
        return self.packed(codes)[1] > 0

    def packed(self, codes: Codes, dialect: str = "") -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The byte of each code point (of all dialects, or of one), and 1 (0: none)."""
        inverse = self._inverse if not dialect else _inverted([self._tables[dialect]])
        found = inverse[np.minimum(codes, 0xFFFF)]
        known = ((found > 0) | (codes == 0)) & (codes <= 0xFFFF)
        return np.where(known, found, 0).astype(np.uint32), known.astype(np.uint8)

    def to_bytes(self, text: str, dialect: str = "") -> bytes | None:
        """The bytes of a text, or None where a character has none."""
        numbers, lengths = self.packed(to_codes(text), dialect)
        return numbers.astype(np.uint8).tobytes() if lengths.all() else None

    def byte_strings(self, character: str) -> tuple[bytes, ...]:
        """Every byte that some dialect turns into the character, browsers' first."""
        code = ord(character)
        found = [bytes([byte]) for table in self._tables.values() for byte in np.flatnonzero(table == code).tolist()]
        return tuple(dict.fromkeys(found)) if code != REPLACEMENT else ()

    def places(self, data: bytes, dialect: str) -> NDArray[np.int64]:
        """The byte at which each character begins: every one."""
        return np.arange(len(data), dtype=np.int64)

    def losses(self, dialect: str) -> Losses:
        """The bytes that the table of `dialect` leaves out."""
        lost = self._tables[dialect] == REPLACEMENT
        return Losses.of("\ufffd", "\ufffd", np.repeat(lost[:, np.newaxis], 256, 1), np.zeros((256, 256), np.bool_), lost)

    @cached_property
    def _tables(self) -> Mapping[str, Codes]:
        octets = np.arange(0x100, dtype=np.uint32)
        strict = np.concatenate((octets[:0x80], _standard()[self.name]))
        # Only 80 to 9F have control characters to become; the standard gives the others U+FFFD too.
        browser = np.where((strict == REPLACEMENT) & (octets < 0xA0), octets, strict)
        tables = {"browser": browser}
        if not np.array_equal(browser, strict):
            tables["strict"] = strict
        for dialect, byte, code in _differing().get(self.name, ()):
            tables.setdefault(dialect, browser.copy())[byte] = code
        return tables

    @cached_property
    def _ambiguous(self) -> NDArray[np.bool_]:
        flags = np.zeros(0x10000, np.bool_)
        for table in self._tables.values():
            flags[table[self._inverse[table] != np.arange(0x100)]] = True
        flags[REPLACEMENT] = False
        # Most have one dialect, and a hundred tables of nothing are six megabytes.
        return flags if flags.any() else nothing()

    @cached_property
    def _inverse(self) -> NDArray[np.uint8]:
        return _inverted(list(self._tables.values()))


def _inverted(tables: list[Codes]) -> NDArray[np.uint8]:
    """The byte of each code unit, 0 where there is none; that byte is the control character 0 in all of them."""
    inverse = np.zeros(0x10000, np.uint8)
    for table in reversed(tables):
        known = np.flatnonzero(table != REPLACEMENT)[::-1]
        inverse[table[known]] = known
    return inverse


@cache
def nothing() -> NDArray[np.bool_]:
    """No code unit."""
    return np.zeros(0x10000, np.bool_)


@cache
def rare() -> frozenset[str]:
    """The names of charsets in which some program once read Chinese, and in which hardly any file is written.

    >>> "mik" in rare(), "koi8_r" in rare()
    (True, False)
    """
    return frozenset(line.split(" ", 1)[0] for line in _lines(_RARE))


@cache
def _standard() -> dict[str, Codes]:
    found = {}
    for line in (*_lines("single_byte.txt"), *_lines(_RARE)):
        name, characters = line.split(" ", 1)
        found[name] = np.frombuffer(characters.encode("utf-32-le"), np.uint32)
    return found


@cache
def _differing() -> dict[str, list[tuple[str, int, int]]]:
    found: dict[str, list[tuple[str, int, int]]] = {}
    for line in _lines("single_byte_dialects.tsv"):
        name, dialect, byte, code = line.split("\t")[:4]
        found.setdefault(name, []).append((dialect, int(byte, 16), int(code, 16)))
    return found


def _lines(name: str) -> list[str]:
    text = files("fixenc.tables").joinpath("charsets", name).read_text("utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]
