"""Charsets in which only a walk from the start tells where characters begin: Shift_JIS, EUC-JP and their kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import CharsetKind, Reading
from fixenc.charsets._dialect import Dialect
from fixenc.model.codes import Codes, to_codes, to_text

REPLACEMENT = 0xFFFD
_LIMIT = 0x30000

# (data, place, dialect table) -> the code point there and how many bytes it takes; length 0 where it cannot be read.
Step = Callable[[bytes, int, str], tuple[int, int]]


class Stepwise:
    """A charset that is given by one step of its decoder."""

    kind: CharsetKind = "double-byte"

    def __init__(self, name: str, labels: tuple[str, ...], dialects: tuple[Dialect, ...], step: Step,
                 byte_strings: Callable[[], Iterable[bytes]], *, chinese: bool = False) -> None:
        """byte_strings: all candidates for a character's bytes, likeliest last."""
        self.name, self.labels, self.chinese = name, labels, chinese
        self._dialects = {dialect.name: dialect for dialect in dialects}
        self.dialects = tuple(self._dialects)
        self._step, self._candidates = step, byte_strings

    def decode(self, data: bytes, dialect: str = "") -> str:
        """The text that the program makes of the bytes."""
        program = self._dialects[dialect or self.dialects[0]]
        out, place, size = [], 0, len(data)
        while place < size:
            code, length = self._step(data, place, program.table)
            if length:
                out.append(chr(code))
                place += length
            else:
                out.append(program.mark)
                place += program.lost(data[place + 1]) if place + 1 < size else 1
        return "".join(out)

    def read(self, data: bytes) -> Reading:
        """Read all of the data in the standard's mapping, going on one byte behind what cannot be read."""
        codes, starts, place, size = [], [], 0, len(data)
        while place < size:
            code, length = self._step(data, place, "")
            codes.append(code if length else REPLACEMENT)
            starts.append(place)
            place += length or 1
        found = np.array(codes, np.uint32)
        return Reading(found, np.array([*starts, size], np.int64), found != REPLACEMENT)

    def strict(self, data: bytes) -> str | None:
        """The text in the standard's mapping, or None where a byte cannot be read."""
        reading = self.read(data)
        return to_text(reading.codes) if reading.good.all() else None

    def covers(self, codes: Codes) -> NDArray[np.bool_]:
        """Which of the code points some dialect produces."""
        return self.packed(codes)[1] > 0

    def packed(self, codes: Codes) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The likeliest bytes of each code point as a number, and how many they are (0: none)."""
        numbers, lengths = self._inverse
        places = np.where(codes < _LIMIT, codes, REPLACEMENT)
        return numbers[places], lengths[places]

    def to_bytes(self, text: str) -> bytes | None:
        """The likeliest bytes of a text, or None where a character is not covered."""
        numbers, lengths = self.packed(to_codes(text))
        if not lengths.all():
            return None
        return b"".join(number.to_bytes(length, "big")
                        for number, length in zip(numbers.tolist(), lengths.tolist(), strict=True))

    def byte_strings(self, character: str) -> tuple[bytes, ...]:
        """Every byte string that some dialect turns into the character, likeliest first."""
        return tuple(reversed([data for data in self._candidates() for program in self._dialects.values()
                               if self._step(data, 0, program.table) == (ord(character), len(data))]))

    @cached_property
    def _inverse(self) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        numbers, lengths = np.zeros(_LIMIT, np.uint32), np.zeros(_LIMIT, np.uint8)
        tables = dict.fromkeys(program.table for program in self._dialects.values() if program.table)
        for table in [*reversed(tables), ""]:
            for data in self._candidates():
                code, length = self._step(data, 0, table)
                if length == len(data) and code != REPLACEMENT:
                    numbers[code], lengths[code] = int.from_bytes(data, "big"), length
        return numbers, lengths
