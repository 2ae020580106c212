"""Charsets of one, two and more bytes, with the dialects of the programs that read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import CharsetKind, Reading
from fixenc.charsets._dialect import Dialect
from fixenc.charsets._entries import BAD, CUT, SEQUENCE, Entries, Longer
from fixenc.charsets._inverse import Inverse, Pairing
from fixenc.charsets._losses import ByteSet, Losses
from fixenc.model.codes import Codes, to_text
from fixenc.tables.grid import Grid, grid

REPLACEMENT = 0xFFFD
# The dialect in which text is read for its own sake; the others are somebody's errors, to be undone.
STANDARD = "standard"


class MultiByte:
    """A charset in whose grid a lead byte and a trail byte make a character.

    standard: how today's mapping is read: by the standard's grid, with singles of its own.  late: pairs that have an
    elder twin, which writers never choose.  longer: dialect -> what is read beyond pairs; leads: by lead byte, the trail
    bytes (first, last) where that begins; more: the characters of more than two bytes; beyond: as for Inverse.
    swallowed: dialect -> sequences of more than two bytes that become one mark.  variant_of: the charset that it shares nearly
    all codes with, "" for one in its own right.
    """

    def __init__(self, name: str, labels: tuple[str, ...], dialects: tuple[Dialect, ...], *, standard: Dialect,
                 chinese: bool = False, late: Iterable[int] = (),
                 leads: Callable[[Dialect], Mapping[int, tuple[int, int]]] | None = None,
                 longer: Callable[[Dialect, Grid], Longer | None] | None = None,
                 more: Callable[[Dialect, Grid], Iterable[Pairing]] | None = None,
                 beyond: Callable[[Codes], NDArray[np.uint32]] | None = None,
                 swallowed: Callable[[Dialect], tuple[tuple[ByteSet, ...], ...]] | None = None,
                 variant_of: str = "") -> None:
        self.kind: CharsetKind = "variant" if variant_of else "double-byte"
        self.variant_of = variant_of
        self.name, self.labels, self.chinese = name, labels, chinese
        self.dialects = tuple(dialect.name for dialect in dialects)
        self._dialects = {dialect.name: dialect for dialect in dialects} | {STANDARD: standard}
        self._late = np.array(sorted(late), np.int64)
        self._leads, self._longer, self._more, self._beyond = leads, longer, more, beyond
        self._swallowed = swallowed
        self._made: dict[str, Entries] = {}
        self._inverses: dict[str, Inverse] = {}

    def decode(self, data: bytes, dialect: str = "") -> str:
        """The text that the program makes of the bytes, its own marks for what it cannot read included."""
        program = self._dialects[dialect or self.dialects[0]]
        codes, _ = self._entries(program).read(data)
        return self._text(codes, program)

    def read(self, data: bytes, dialect: str = STANDARD) -> Reading:
        """Read all of the data in today's mapping, going on behind what cannot be read."""
        entries = self._entries(self._dialects[dialect])
        codes, starts = entries.read(data)
        if entries.sequences and len(sequences := ((codes >= SEQUENCE) & (codes < CUT)).nonzero()[0]):
            # The second character of a code is said to begin at its second byte.
            texts = [entries.sequences[code - SEQUENCE] for code in codes[sequences].tolist()]
            codes = np.insert(codes, sequences + 1, [ord(text[1]) for text in texts])
            starts = np.insert(starts, sequences + 1, starts[sequences] + 1)
            codes[sequences + np.arange(len(sequences))] = [ord(text[0]) for text in texts]
        good = codes < CUT
        codes[~good] = REPLACEMENT
        return Reading(codes, np.concatenate((starts, [len(data)])), good)

    def at(self, data: bytes, places: NDArray[np.int64]) -> tuple[Codes, NDArray[np.int64], NDArray[np.bool_]]:
        """What begins at each of the places (bytes) in today's mapping: code point, length in bytes, and whether it can be read.

        Of what cannot be read, or is two characters, the first byte counts as one."""
        codes, lengths = self._entries(self._dialects[STANDARD]).at(data, places)
        good = codes < SEQUENCE
        return np.where(good, codes, np.uint32(REPLACEMENT)), np.where(good, lengths, 1), good

    def strict(self, data: bytes) -> str | None:
        """The text in today's mapping, or None where a byte cannot be read."""
        standard = self._dialects[STANDARD]
        codes, _ = self._entries(standard).read(data)
        return None if (codes >= CUT).any() else self._text(codes, standard)

    def twins(self) -> Codes:
        """The code points that today's mapping has under another byte string than the likeliest of all dialects."""
        found = [each.codes[self.packed(each.codes)[0] != each.numbers] for each in self._pairings(self._dialects[STANDARD])]
        pairs = [ord(character) for text in self._entries(self._dialects[STANDARD]).sequences for character in text]
        return np.unique(np.concatenate([*found, np.array(pairs, np.uint32)]))

    def ambiguous(self) -> NDArray[np.bool_]:
        """A flag for each code unit that some dialects read from other bytes than the likeliest."""
        return self._inverse_of("").ambiguous()

    def covers(self, codes: Codes) -> NDArray[np.bool_]:
        """Which of the code points some dialect produces."""
        return self.packed(codes)[1] > 0

    def packed(self, codes: Codes, dialect: str = "") -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The likeliest bytes of each code point (of all dialects, or of one) as a number, and how many they are (0: none)."""
        return self._inverse_of(dialect).packed(codes)

    def to_bytes(self, text: str, dialect: str = "") -> bytes | None:
        """The likeliest bytes of a text, or None where a character is not covered."""
        if text.isascii():
            return text.encode("ascii")
        return self._inverse_of(dialect).to_bytes(text)

    def byte_strings(self, character: str) -> tuple[bytes, ...]:
        """Every byte string that some dialect turns into the character, likeliest first."""
        return tuple(dict.fromkeys(self._inverse_of("").byte_strings(character)))

    def places(self, data: bytes, dialect: str) -> NDArray[np.int64]:
        """The byte at which each character that the program gives begins; what it drops begins nowhere."""
        program = self._dialects[dialect]
        codes, starts = self._entries(program).read(data)
        lengths = np.ones(len(codes), np.int64)
        lengths[codes == BAD], lengths[codes == CUT] = len(program.mark), len(program.cut)
        for place in np.flatnonzero((codes >= SEQUENCE) & (codes < CUT)).tolist():
            lengths[place] = len(self._entries(program).sequences[int(codes[place]) - SEQUENCE])
        return np.repeat(starts, lengths)

    def losses(self, dialect: str) -> Losses:
        """The bytes that the program `dialect` loses, and what it writes for them."""
        program = self._dialects[dialect]
        alone, together, cuts = self._entries(program).lost()
        return Losses.of(program.mark, program.cut, alone, together, cuts, self._swallowed(program) if self._swallowed else ())

    def _grid(self, program: Dialect) -> Grid:
        return grid(self.name, program.rows)

    def _entries(self, program: Dialect) -> Entries:
        if program.name not in self._made:
            longer = self._longer(program, self._grid(program)) if self._longer else None
            leads = self._leads(program) if self._leads and longer else {}
            self._made[program.name] = Entries.of(self._grid(program), leads, longer)
        return self._made[program.name]

    def _text(self, codes: Codes, program: Dialect) -> str:
        if not len(codes) or int(codes.max()) < SEQUENCE:
            return to_text(codes)
        marked = np.flatnonzero(codes >= SEQUENCE)
        texts = {BAD: program.mark, CUT: program.cut}
        if len(program.mark) == len(program.cut) == 1 and int(codes[marked].min()) >= CUT:
            codes[marked] = np.where(codes[marked] == BAD, ord(program.mark), ord(program.cut))
            return to_text(codes)
        parts, done = [], 0
        for place in marked.tolist():
            code = int(codes[place])
            mark = texts[code] if code in texts else self._entries(program).sequences[code - SEQUENCE]
            parts += [to_text(codes[done:place]), mark]
            done = place + 1
        return "".join([*parts, to_text(codes[done:])])

    def _inverse_of(self, dialect: str) -> Inverse:
        if dialect not in self._inverses:
            programs = [self._dialects[dialect]] if dialect else [self._dialects[name] for name in (*self.dialects, STANDARD)]
            ascii_codes = np.arange(0x80, dtype=np.uint32)
            pairings = [Pairing.of(ascii_codes, ascii_codes, 1)]
            pairings += [pairing for program in programs for pairing in self._pairings(program)]
            beyond = self._beyond if any(program.four for program in programs) else None
            self._inverses[dialect] = Inverse(pairings, beyond)
        return self._inverses[dialect]

    def _pairings(self, program: Dialect) -> Iterable[Pairing]:
        table = self._grid(program)
        singles = np.array([(code, byte) for byte, code in table.singles.items() if code], np.uint32).reshape(-1, 2)
        yield Pairing.of(singles[:, 0], singles[:, 1], 1)
        pairs = np.flatnonzero(table.codes)
        is_late = np.isin(pairs, self._late)
        pairs = np.concatenate((pairs[~is_late], pairs[is_late]))
        yield Pairing.of(table.codes[pairs], pairs.astype(np.uint32), 2)
        if self._more:
            yield from self._more(program, table)
