"""UTF-8.

Also read where it is not quite right: CESU-8 (surrogate pairs, each half as three bytes) and lone surrogates, as old Java and
MySQL write them.
Source: RFC 3629; Unicode Technical Report 26. Browsers, Python and Java write one U+FFFD for each sequence that breaks off
(Unicode, chapter 3, "U+FFFD Substitution of Maximal Subparts"); asked of the programs themselves.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import CharsetKind, Reading
from fixenc.charsets._losses import Losses, byte_set
from fixenc.model.codes import Codes, to_codes

REPLACEMENT = 0xFFFD


class Utf8:
    """UTF-8 with its dialects: as nearly all programs read it, with bad bytes dropped, with surrogates."""

    name = "utf_8"
    labels = ("utf-8", "utf8", "unicode-1-1-utf-8", "cp65001", "65001", "cesu-8", "utf8mb4", "utf-8-sig", "ascii", "us-ascii")
    kind: CharsetKind = "unicode"
    chinese = True
    dialects = ("browser", "iconv-c", "surrogates")

    def decode(self, data: bytes, dialect: str = "") -> str:
        """The text; what cannot be read is U+FFFD, or dropped (iconv-c)."""
        if dialect == "surrogates":
            text = self._surrogates(data)
            if text is not None:
                return text
        return data.decode("utf-8", "ignore" if dialect == "iconv-c" else "replace")

    def read(self, data: bytes) -> Reading:
        """Read all of the data; each byte that cannot be read is one bad character."""
        codes = to_codes(data.decode("utf-8", "surrogateescape"))
        good = (codes < 0xDC80) | (codes > 0xDCFF)
        lengths = 1 + (codes >= 0x80).astype(np.int64) + (codes >= 0x800) + (codes >= 0x10000)
        starts = np.zeros(len(codes) + 1, np.int64)
        np.cumsum(np.where(good, lengths, 1), out=starts[1:])
        return Reading(np.where(good, codes, np.uint32(REPLACEMENT)), starts, good)

    def strict(self, data: bytes) -> str | None:
        """The text, CESU-8 allowed, or None where a byte cannot be read."""
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return self._surrogates(data)

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
        low = codes & 0x3F
        two = 0xC080 | (codes << 2 & 0x1F00) | low
        three = 0xE08080 | (codes << 4 & 0xF0000) | (codes << 2 & 0x3F00) | low
        four = 0xF0808080 | (codes << 6 & 0x7000000) | (codes << 4 & 0x3F0000) | (codes << 2 & 0x3F00) | low
        numbers = np.select([codes < 0x80, codes < 0x800, codes < 0x10000], [codes, two, three], four)
        lengths = 1 + (codes >= 0x80).astype(np.uint8) + (codes >= 0x800) + (codes >= 0x10000)
        return numbers.astype(np.uint32), lengths.astype(np.uint8)

    def to_bytes(self, text: str, dialect: str = "") -> bytes | None:
        """The bytes of a text; a lone surrogate is three bytes."""
        return text.encode("utf-8", "surrogatepass")

    def byte_strings(self, character: str) -> tuple[bytes, ...]:
        """The bytes of the character, and for one beyond U+FFFF also those of its two surrogates."""
        plain = character.encode("utf-8", "surrogatepass")
        if ord(character) < 0x10000:
            return (plain,)
        halves = character.encode("utf-16-be")
        cesu = b"".join(chr(int.from_bytes(halves[place:place + 2], "big")).encode("utf-8", "surrogatepass") for place in (0, 2))
        return (plain, cesu)

    def places(self, data: bytes, dialect: str) -> NDArray[np.int64]:
        """The byte at which each character begins; of a sequence that breaks off, where its mark stands."""
        if dialect == "surrogates" and self._surrogates(data) is not None:
            codes = to_codes(data.decode("utf-8", "surrogatepass"))
            is_second = np.zeros(len(codes), np.bool_)
            is_second[1:] = (codes[:-1] >> 10 == 0xD800 >> 10) & (codes[1:] >> 10 == 0xDC00 >> 10)
            ends = np.cumsum(self.packed(codes)[1], dtype=np.int64)
            return np.concatenate(([0], ends[:-1]))[:len(codes)][~is_second]
        starts: list[int] = []
        place = 0
        while place < len(data):
            try:
                whole, stop, broken = data[place:].decode("utf-8"), len(data), 0
            except UnicodeDecodeError as error:
                stop, broken = place + error.start, error.end - error.start
                whole = data[place:stop].decode("utf-8")
            lengths = [len(character.encode()) for character in whole]
            starts += accumulate(lengths[:-1], initial=place) if whole else ()
            starts += [stop] if broken and dialect != "iconv-c" else []
            place = stop + broken
        return np.array(starts, np.int64)

    def losses(self, dialect: str) -> Losses:
        """A byte that begins nothing is lost alone, one that begins a sequence along with what there is of it."""
        seconds = np.zeros((256, 256), np.bool_)
        seconds[0xC2:0xF5, 0x80:0xC0] = True
        for lead, first, last in ((0xE0, 0x80, 0x9F), (0xED, 0xA0, 0xBF), (0xF0, 0x80, 0x8F), (0xF4, 0x90, 0xBF)):
            seconds[lead, first:last + 1] = False
        beyond = np.arange(256)[:, np.newaxis] >= 0x80
        together = seconds & (np.arange(256)[:, np.newaxis] >= 0xE0)
        alone = beyond & ~seconds
        mark = "" if dialect == "iconv-c" else "\ufffd"
        third = byte_set(range(0x80, 0xC0))
        return Losses.of(mark, mark, alone, together, beyond.ravel(), ((byte_set(range(0xF0, 0xF5)), third, third),))

    def _surrogates(self, data: bytes) -> str | None:
        try:
            units = data.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        except UnicodeDecodeError:
            return None
        return units.decode("utf-16-le", "surrogatepass")


CHARSET = Utf8()
