"""Charsets of one and two bytes: a lead byte from 81 to FE and a trail byte, everything below 80 is ASCII.

Every byte from 80 up that stands behind an ASCII byte begins a character, so in a run of such bytes the parity of the
place tells leads from trails, and a whole text is read with array operations. Only runs with an unreadable pair are walked.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import _four_byte
from fixenc.charsets._charset import CharsetKind, Reading
from fixenc.charsets._dialect import Dialect
from fixenc.model.codes import Codes, to_codes, to_text
from fixenc.tables.grid import grid

REPLACEMENT = 0xFFFD
# The last code point of any table: Big5 has characters of plane 2.
_LIMIT = 0x30000


class DoubleByte:
    """A charset of one and two bytes (and four, where a dialect of GB 18030 has them)."""

    kind: CharsetKind = "double-byte"

    def __init__(self, name: str, labels: tuple[str, ...], dialects: tuple[Dialect, ...], *, chinese: bool = False) -> None:
        self.name, self.labels, self.chinese = name, labels, chinese
        self._dialects = {dialect.name: dialect for dialect in dialects}
        self.dialects = tuple(self._dialects)
        # Reading for its own sake is done in the standard's mapping; a dialect is somebody's error to be undone.
        self._standard = Dialect("standard", lone=dialects[0].lone, four=any(dialect.four for dialect in dialects))

    def decode(self, data: bytes, dialect: str = "") -> str:
        """The text that the program makes of the bytes."""
        program = self._dialects[dialect or self.dialects[0]]
        reading = self._read(data, program)
        if reading.good.all():
            return to_text(reading.codes)
        return "".join(self._walk(data, program))

    def read(self, data: bytes) -> Reading:
        """Read all of the data in the standard's mapping, going on one byte behind what cannot be read."""
        return self._read(data, self._standard)

    def strict(self, data: bytes) -> str | None:
        """The text in the standard's mapping, or None where a byte cannot be read."""
        reading = self.read(data)
        return to_text(reading.codes) if reading.good.all() else None

    def covers(self, codes: Codes) -> NDArray[np.bool_]:
        """Which of the code points some dialect produces from one or two bytes."""
        return self.packed(codes)[1] > 0

    def packed(self, codes: Codes) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The likeliest bytes of each code point as a number, and how many they are (0: none)."""
        within = codes < _LIMIT
        places = np.where(within, codes, REPLACEMENT)
        return np.where(within, self._inverse[places], 0), np.where(within, self._lengths[places], 0).astype(np.uint8)

    def to_bytes(self, text: str) -> bytes | None:
        """The likeliest bytes of a text, or None where a character is not covered."""
        numbers, lengths = self.packed(to_codes(text))
        if not lengths.all():
            return None
        both = np.empty((len(numbers), 2), np.uint8)
        both[:, 0], both[:, 1] = numbers >> np.uint32(8), numbers & np.uint32(0xFF)
        keep = np.empty((len(numbers), 2), np.bool_)
        keep[:, 0], keep[:, 1] = lengths == 2, True
        return both[keep].tobytes()

    def byte_strings(self, character: str) -> tuple[bytes, ...]:
        """Every byte string of one or two bytes that some dialect turns into the character, likeliest first."""
        code = ord(character)
        if code < 0x80:
            return (bytes([code]),)
        found = [bytes([byte]) for program in self._dialects.values() for byte, text in program.lone.items() if text == character]
        for table in self._tables:
            found += [int(pair).to_bytes(2, "big") for pair in np.flatnonzero(table == code)]
        first = self.to_bytes(character)
        return tuple(dict.fromkeys(([first] if first else []) + found))

    @cached_property
    def _tables(self) -> tuple[NDArray[np.uint32], ...]:
        names = dict.fromkeys(["", *(program.table for program in self._dialects.values())])
        return tuple(grid(self.name, name).codes for name in names)

    @cached_property
    def _inverse(self) -> NDArray[np.uint32]:
        inverse = np.zeros(_LIMIT, np.uint32)
        # The last writer wins: rare dialects first, the standard's mapping over them, and of two codes the lower, but
        # one of the original rows (leads from A1) before one of the extension below them, as encoders of Big5 do.
        for table in reversed(self._tables):
            pairs = np.flatnonzero(table)[::-1]
            pairs = np.concatenate((pairs[pairs < 0xA100], pairs[pairs >= 0xA100]))
            inverse[table[pairs]] = pairs
        for program in reversed(self._dialects.values()):
            for byte, text in program.lone.items():
                inverse[ord(text)] = byte
        inverse[:0x80] = np.arange(0x80)
        return inverse

    @cached_property
    def _lengths(self) -> NDArray[np.uint8]:
        lengths = np.where(self._inverse == 0, 0, np.where(self._inverse < 0x100, 1, 2)).astype(np.uint8)
        lengths[0] = 1
        return lengths

    def _read(self, data: bytes, program: Dialect) -> Reading:
        table = grid(self.name, program.table).codes
        octets = np.frombuffer(data, np.uint8)
        size = len(octets)
        padded = np.concatenate((octets, np.zeros(1, np.uint8)))
        high = octets >= 0x80
        run_start = high & ~np.concatenate(([False], high[:-1]))
        place = np.arange(size)
        begun = np.maximum.accumulate(np.where(run_start, place, 0)) if size else place
        lead = high & ((place - begun) % 2 == 0)
        leads = np.flatnonzero(lead)
        found = table[octets[leads].astype(np.uint32) << np.uint32(8) | padded[leads + 1]]
        codes = octets.astype(np.uint32)
        codes[leads] = found
        start = ~high | lead
        start[leads[(found > 0) & (leads + 1 < size)] + 1] = False
        good = np.ones(size, np.bool_)
        mended = 0
        for first in np.unique(begun[leads[(found == 0) | (leads + 1 >= size)]]).tolist():
            # A four-byte code reaches into the next run, which needs no mending then.
            if first >= mended:
                mended = self._mend(data, first, codes, start, good, program)
        starts = np.flatnonzero(start)
        return Reading(codes[starts], np.append(starts, size), good[starts])

    def _mend(self, data: bytes, first: int, codes: Codes, start: NDArray[np.bool_], good: NDArray[np.bool_],
              program: Dialect) -> int:
        """Walk one run that has an unreadable pair, and whatever it reaches into; where the walk ended."""
        place, size = first, len(data)
        while place < size and data[place] >= 0x80:
            code, length = self._step(data, place, program)
            codes[place] = code or REPLACEMENT
            good[place] = code != 0
            start[place] = True
            start[place + 1:place + length] = False
            place += length
        start[place:place + 1] = True
        return place

    def _step(self, data: bytes, place: int, program: Dialect) -> tuple[int, int]:
        """The code point at a place (0: unreadable) and how many bytes it takes."""
        lead = data[place]
        if lead < 0x80:
            return lead or 0x110000, 1
        if place + 1 < len(data):
            code = int(grid(self.name, program.table).codes[lead << 8 | data[place + 1]])
            if code:
                return code, 2
            if program.four:
                code = _four_byte.decode(data[place:place + 4])
                if code:
                    return code, 4
        lone = program.lone.get(lead)
        return (ord(lone), 1) if lone else (0, 1)

    def _walk(self, data: bytes, program: Dialect) -> Iterator[str]:
        """The program at work, byte by byte, with its own marks."""
        place, size = 0, len(data)
        while place < size:
            if data[place] < 0x80:
                yield chr(data[place])
                place += 1
                continue
            code, length = self._step(data, place, program)
            if code:
                yield chr(code)
                place += length
            else:
                yield program.mark
                valid_lead = data[place] not in (0x80, 0xFF)
                place += program.lost(data[place + 1]) if valid_lead and place + 1 < size else 1

