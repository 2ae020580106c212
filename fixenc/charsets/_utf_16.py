"""UTF-16 in either byte order."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import CharsetKind, Reading
from fixenc.charsets._losses import Losses
from fixenc.model.codes import Codes, to_codes

REPLACEMENT = 0xFFFD


class Utf16:
    """UTF-16 without a byte order mark. Lone surrogates become U+FFFD, save where Windows or Java keep them."""

    kind: CharsetKind = "unicode"
    chinese = True
    dialects = ("browser", "windows")

    def __init__(self, order: Literal["le", "be"], labels: tuple[str, ...]) -> None:
        self.name, self.labels = f"utf_16{order}", labels
        self._codec = f"utf-16-{order}"
        self._little = order == "le"

    def decode(self, data: bytes, dialect: str = "") -> str:
        """The text; half a unit at the end becomes U+FFFD."""
        whole = data[:len(data) & ~1].decode(self._codec, "surrogatepass" if dialect == "windows" else "replace")
        return whole + "\ufffd" * (len(data) & 1)

    def read(self, data: bytes) -> Reading:
        """Read all of the data; lone surrogates and half a unit at the end are bad."""
        codes = to_codes(self.decode(data, "windows"))
        lone = (codes & np.uint32(0xFFFFF800)) == 0xD800
        good = ~lone
        lengths = np.where(codes > 0xFFFF, 4, 2)
        if len(data) & 1:
            good[-1], lengths[-1] = False, 1
        starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        return Reading(np.where(lone, np.uint32(REPLACEMENT), codes), starts, good)

    def strict(self, data: bytes) -> str | None:
        """The text, or None where a unit cannot be read."""
        try:
            return data.decode(self._codec)
        except UnicodeDecodeError:
            return None

    def twins(self) -> Codes:
        """None: every character has one byte string."""
        return np.zeros(0, np.uint32)

    def ambiguous(self) -> NDArray[np.bool_]:
        """None."""
        return np.zeros(0x10000, np.bool_)

    def covers(self, codes: Codes) -> NDArray[np.bool_]:
        """All code points."""
        return np.ones(len(codes), np.bool_)

    def packed(self, codes: Codes, dialect: str = "") -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The bytes of each code point as a number, and how many they are."""
        one = codes & np.uint32(0xFFFF)
        high = (np.uint32(0xD7C0) + (codes >> np.uint32(10))) & np.uint32(0xFFFF)
        low = np.uint32(0xDC00) | codes & np.uint32(0x3FF)
        if self._little:
            one, high, low = _swapped(one), _swapped(high), _swapped(low)
        wide = codes > 0xFFFF
        return np.where(wide, high << np.uint32(16) | low, one).astype(np.uint32), np.where(wide, 4, 2).astype(np.uint8)

    def to_bytes(self, text: str, dialect: str = "") -> bytes | None:
        """The bytes of a text."""
        return text.encode(self._codec, "surrogatepass")

    def byte_strings(self, character: str) -> tuple[bytes, ...]:
        """The bytes of the character."""
        return (character.encode(self._codec, "surrogatepass"),)

    def places(self, data: bytes, dialect: str) -> NDArray[np.int64]:
        """The byte at which each character begins."""
        return self.read(data).starts[:-1]

    def losses(self, dialect: str) -> Losses:
        """Half of a surrogate pair is lost where the other is missing: two bytes."""
        high = (np.arange(256) & 0xF8) == 0xD8
        together = np.zeros((256, 256), np.bool_)
        together[(slice(None), high) if self._little else (high, slice(None))] = dialect != "windows"
        return Losses.of("\ufffd", "\ufffd", np.zeros((256, 256), np.bool_), together, np.ones(256, np.bool_))


def _swapped(units: Codes) -> Codes:
    return (units & np.uint32(0xFF)) << np.uint32(8) | units >> np.uint32(8)
