"""What every charset offers, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._losses import Losses
from fixenc.model.codes import Codes

# A variant shares nearly all codes with another charset, whose text it is taken for; see `_variants`.
CharsetKind = Literal["unicode", "double-byte", "single-byte", "escape", "variant"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Bytes read as characters, with positions.

    codes: the code points.  starts: the byte offset at which each begins, one more entry at the end for the length of
    the data.  good: False where a byte could not be read (its code is U+FFFD).
    """

    codes: Codes
    starts: NDArray[np.int64]
    good: NDArray[np.bool_]


class Charset(Protocol):
    """One charset, with the dialects of the programs that decode it."""

    name: str
    labels: tuple[str, ...]
    kind: CharsetKind
    chinese: bool

    @property
    def dialects(self) -> tuple[str, ...]:
        """The programs that decode it differently, the default first; one name where nobody differs."""
        ...

    def decode(self, data: bytes, dialect: str = "") -> str:
        """The text that the program `dialect` (the first of `dialects` by default) makes of the bytes."""
        ...

    def byte_strings(self, character: str) -> tuple[bytes, ...]:
        """Every byte string that some dialect turns into the character, likeliest first."""
        ...

    def covers(self, codes: Codes) -> NDArray[np.bool_]:
        """Which of the code points some dialect produces from bytes."""
        ...

    def packed(self, codes: Codes, dialect: str = "") -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The first byte string of each code point, big-endian in a number, and its length (0: not covered).

        dialect: only what this program reads; "" for all of them together."""
        ...

    def to_bytes(self, text: str, dialect: str = "") -> bytes | None:
        """The bytes of a text, the first choice for each character; None where a character is not covered."""
        ...

    def read(self, data: bytes) -> Reading:
        """Read all of the data in today's right mapping, going on behind what cannot be read."""
        ...

    def twins(self) -> Codes:
        """The code points that `read` finds for bytes other than those that `to_bytes` gives."""
        ...

    def ambiguous(self) -> NDArray[np.bool_]:
        """A flag for each code unit that some dialects read from other bytes than the likeliest."""
        ...

    def strict(self, data: bytes) -> str | None:
        """The text in today's right mapping, or None where a byte cannot be read."""
        ...

    def places(self, data: bytes, dialect: str) -> NDArray[np.int64]:
        """The byte at which each character that `decode` gives begins."""
        ...

    def losses(self, dialect: str) -> Losses:
        """The bytes that the program `dialect` loses, and what it writes for them."""
        ...
