"""Charsets of 7 bits in which escape sequences tell what pairs of bytes mean: HZ and ISO 2022's for China, Japan and Korea.

Only whole texts are read and written: nobody reads other bytes as these by mistake, so no inverse is kept for single characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import CharsetKind, Reading
from fixenc.charsets._losses import Losses
from fixenc.model.codes import Codes, to_text
from fixenc.tables.grid import grid, lines

REPLACEMENT = 0xFFFD


@cache
def codes_of(name: str, plane: int) -> Mapping[int, int]:
    """The code point of each pair of 7-bit bytes in a grid, by number. plane: of EUC-TW, 0 for other grids."""
    if plane:
        wanted = f"{0xA0 + plane:02X}"
        return {(int(lead[2:], 16) << 8 | trail + at) & 0x7F7F: code for lead, trail, row in lines("euc_tw_planes")
                if lead[:2] == wanted for at, code in enumerate(row.tolist()) if code}
    codes = grid(name).codes.tolist()
    return {lead << 8 | trail: code for lead in range(0x21, 0x7F) for trail in range(0x21, 0x7F)
            if (code := codes[(lead | 0x80) << 8 | trail | 0x80])}


@cache
def pairs_of(name: str, plane: int) -> Mapping[int, bytes]:
    """The pair of 7-bit bytes of each code point in a grid, the first where there are two."""
    return {code: pair.to_bytes(2, "big") for pair, code in sorted(codes_of(name, plane).items(), reverse=True)}


Steps = Iterator[tuple[int, int]]


class Escape:
    """A charset of 7 bits. steps: data -> the code points (REPLACEMENT and below 0: bad) with the byte where each begins."""

    kind: CharsetKind = "escape"
    dialects = ("standard",)

    def __init__(self, name: str, labels: tuple[str, ...], steps: Callable[[bytes], Steps],
                 write: Callable[[str], bytes | None], *, chinese: bool = False) -> None:
        self.name, self.labels, self.chinese = name, labels, chinese
        self._steps, self._write = steps, write

    def read(self, data: bytes) -> Reading:
        """Read all of the data; the escape sequences before a character count as its bytes, and alone are unreadable."""
        found = list(self._steps(data)) or [(-REPLACEMENT, 0)] * bool(data)
        codes = np.array([abs(code) for code, _ in found], np.uint32)
        starts = np.array([*(start for _, start in found), len(data)], np.int64)
        starts[:1] = 0
        return Reading(codes, starts, np.array([code >= 0 for code, _ in found], np.bool_))

    def decode(self, data: bytes, dialect: str = "") -> str:
        """The text; what cannot be read is U+FFFD."""
        return to_text(self.read(data).codes)

    def strict(self, data: bytes) -> str | None:
        """The text, or None where a byte cannot be read."""
        reading = self.read(data)
        return to_text(reading.codes) if reading.good.all() else None

    def to_bytes(self, text: str, dialect: str = "") -> bytes | None:
        """The bytes of a text, or None where a character is in no set."""
        return self._write(text)

    def byte_strings(self, character: str) -> tuple[bytes, ...]:
        """None."""
        return ()

    def twins(self) -> Codes:
        """None are named: what is written is compared as a whole."""
        return np.zeros(0, np.uint32)

    def ambiguous(self) -> NDArray[np.bool_]:
        """None."""
        return np.zeros(0x10000, np.bool_)

    def covers(self, codes: Codes) -> NDArray[np.bool_]:
        """None."""
        return np.zeros(len(codes), np.bool_)

    def packed(self, codes: Codes, dialect: str = "") -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """None."""
        return np.zeros(len(codes), np.uint32), np.zeros(len(codes), np.uint8)

    def places(self, data: bytes, dialect: str) -> NDArray[np.int64]:
        """The byte at which each character, or the escape sequences before it, begins."""
        return self.read(data).starts[:-1]

    def losses(self, dialect: str) -> Losses:
        """None: nobody reads other bytes as these by mistake."""
        nothing = np.zeros((256, 256), np.bool_)
        return Losses.of("\ufffd", "\ufffd", nothing, nothing, nothing[0])
