"""The reader and the writer of ISO 2022's charsets. What escape sequences and shifts call up holds to the end of the line.

Source: ISO/IEC 2022 as RFC 1468 (Japan), RFC 1557 (Korea) and RFC 1922 (China) use it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fixenc.charsets._escape import REPLACEMENT, Steps, codes_of, pairs_of

OUT, IN, TO_ASCII = b"\x0e", b"\x0f", b"\x1b(B"


@dataclass(frozen=True, slots=True)
class Set:
    """A set of characters that an escape sequence calls up. name: of the grid, "" for ASCII; plane: of EUC-TW, 0 for others.

    shift: how its pairs are reached: "in place", behind shift-out ("locked"), or one at a time behind `single`.
    """

    escape: bytes
    name: str
    plane: int = 0
    shift: str = "in place"
    single: bytes = b""

    def code(self, pair: bytes) -> int:
        """The code point of two bytes, or 0."""
        return codes_of(self.name, self.plane).get(int.from_bytes(pair, "big"), 0) if len(pair) == 2 else 0


@dataclass(slots=True)
class _State:
    """What is called up at a place of the data."""

    here: Set | None = None
    locked: Set | None = None
    once: dict[bytes, Set] = field(default_factory=dict)
    out: bool = False

    def call(self, chosen: Set) -> None:
        if chosen.shift == "in place":
            self.here = chosen if chosen.name else None
        elif chosen.shift == "locked":
            self.locked = chosen
        else:
            self.once[chosen.single] = chosen

    def set_for(self, byte: int) -> Set | None:
        """The set that a byte is the first of a pair of, if it is."""
        return (self.locked if self.out else self.here) if 0x20 < byte < 0x80 else None


class Iso2022:
    """An ISO 2022 charset, by its sets; writers take the first that has a character."""

    def __init__(self, sets: Sequence[Set]) -> None:
        self._sets = {each.escape: each for each in sets}
        words = sorted([*self._sets, *(each.single for each in sets if each.single), OUT, IN], key=len, reverse=True)
        self._token = re.compile(b"|".join(map(re.escape, words)))

    def steps(self, data: bytes) -> Steps:
        """The code points, negative where bad, each with the byte where it and the escapes before it begin."""
        state, place, begin = _State(), 0, 0
        while place < len(data):
            match = self._token.match(data, place) if data[place] in b"\x1b\x0e\x0f" else None
            single = state.once.get(match.group()) if match else None
            if match and not single and match.group() in (*self._sets, OUT, IN):
                if match.group() in self._sets:
                    state.call(self._sets[match.group()])
                else:
                    state.out = match.group() == OUT
                place = match.end()
                continue
            place = match.end() if match else place
            chosen = single or (state.set_for(data[place]) if not match else None)
            code = chosen.code(data[place:place + 2]) if chosen else 0
            if match and not code:
                yield -REPLACEMENT, begin
            elif chosen:
                yield code or -REPLACEMENT, begin
                place += 2 if code else 1
            else:
                yield data[place] if data[place] < 0x80 else -REPLACEMENT, begin
                state.out, state.here = (False, None) if data[place] == 0x0A else (state.out, state.here)
                place += 1
            begin = place

    def write(self, text: str) -> bytes | None:
        """The bytes of a text, or None where a character is in no set that needs no single shift."""
        parts: list[bytes] = []
        here, locked, out = b"", b"", False
        for character in text:
            if character < "\x80":
                parts += ([IN] if out else []) + ([TO_ASCII] if here else []) + [character.encode()]
                here, out, locked = b"", False, b"" if character == "\n" else locked
                continue
            chosen = self._first(ord(character))
            if chosen is None:
                return None
            if chosen.shift == "in place":
                parts += [chosen.escape] if here != chosen.escape else []
                here = chosen.escape
            else:
                parts += ([chosen.escape] if locked != chosen.escape else []) + ([] if out else [OUT])
                locked, out = chosen.escape, True
            parts.append(pairs_of(chosen.name, chosen.plane)[ord(character)])
        return b"".join([*parts, IN if out else b"", TO_ASCII if here else b""])

    def _first(self, code: int) -> Set | None:
        return next((each for each in self._sets.values()
                     if each.name and not each.single and code in pairs_of(each.name, each.plane)), None)
