"""Charsets of one byte: ASCII below 80, a table above.

Programs differ in the bytes that a table leaves out: browsers give C1 control characters for them, others refuse them.
"""

from __future__ import annotations

from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import CharsetKind, Reading
from fixenc.model.codes import Codes, to_codes, to_text

REPLACEMENT = 0xFFFD


class SingleByte:
    """An 8-bit charset, by its name in the table."""

    kind: CharsetKind = "single-byte"
    chinese = False
    dialects = ("strict", "browser")

    def __init__(self, name: str, labels: tuple[str, ...] = ()) -> None:
        self.name, self.labels = name, labels

    def decode(self, data: bytes, dialect: str = "") -> str:
        """The text of the bytes; a byte that the table leaves out is U+FFFD (strict) or a C1 control (browser)."""
        table = self._browser if dialect == "browser" else self._strict
        return to_text(table[np.frombuffer(data, np.uint8)])

    def read(self, data: bytes) -> Reading:
        """Read all of the data in the strict table."""
        codes = self._strict[np.frombuffer(data, np.uint8)]
        return Reading(codes, np.arange(len(data) + 1, dtype=np.int64), codes != REPLACEMENT)

    def strict(self, data: bytes) -> str | None:
        """The text, or None where the table leaves a byte out."""
        reading = self.read(data)
        return to_text(reading.codes) if reading.good.all() else None

    def covers(self, codes: Codes) -> NDArray[np.bool_]:
        """Which of the code points a byte stands for, C1 controls of left-out bytes included."""
        return self.packed(codes)[1] > 0

    def packed(self, codes: Codes) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The byte of each code point, and 1 (0: none)."""
        found = self._inverse[np.minimum(codes, 0xFFFF)]
        known = (found < 0x100) & (codes <= 0xFFFF)
        return np.where(known, found, 0).astype(np.uint32), known.astype(np.uint8)

    def to_bytes(self, text: str) -> bytes | None:
        """The bytes of a text, or None where a character has none."""
        numbers, lengths = self.packed(to_codes(text))
        return numbers.astype(np.uint8).tobytes() if lengths.all() else None

    def byte_strings(self, character: str) -> tuple[bytes, ...]:
        """The byte that gives the character, if one does."""
        data = self.to_bytes(character)
        return () if data is None else (data,)

    @cached_property
    def _strict(self) -> Codes:
        return np.concatenate((np.arange(0x80, dtype=np.uint32), _tables()[self.name]))

    @cached_property
    def _browser(self) -> Codes:
        octets = np.arange(0x100, dtype=np.uint32)
        # Only 80 to 9F have control characters to become; the standard gives the others U+FFFD too.
        return np.where((self._strict == REPLACEMENT) & (octets < 0xA0), octets, self._strict)

    @cached_property
    def _inverse(self) -> NDArray[np.uint16]:
        inverse = np.full(0x10000, 0xFFFF, np.uint16)
        for table in (self._browser, self._strict):
            known = np.flatnonzero(table != REPLACEMENT)[::-1]
            inverse[table[known]] = known
        inverse[:0x80] = np.arange(0x80)
        return inverse


@cache
def _tables() -> dict[str, Codes]:
    text = files("fixenc.tables").joinpath("charsets", "single_byte.txt").read_text("utf-8")
    found = {}
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            name, characters = line.split(" ", 1)
            found[name] = np.frombuffer(characters.encode("utf-32-le"), np.uint32)
    return found
