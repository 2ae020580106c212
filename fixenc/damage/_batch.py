"""Lines to be searched together, and the bytes from which each charset reads their characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset
from fixenc.damage._letters import eight_bit, other_code, stand_near, stand_together, two_codes
from fixenc.damage._pairs import Pair
from fixenc.damage._spaces import no_break_spaces, space_byte
from fixenc.model.codes import Codes, to_codes
from fixenc.model.score import Model

# A batch of so few code points is worth remembering for the next charset; a page is too much.
REMEMBERED = 1 << 13


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines to be searched together, each with a line feed behind it."""

    codes: Codes
    costs: NDArray[np.float64]   # nats that each code point costs as it stands
    starts: NDArray[np.int64]    # where each line begins, one more at the end
    named: Sequence[frozenset[str]] = ()    # for each line the misreadings that it is searched under, where not under all

    @classmethod
    def of(cls, lines: Sequence[str], model: Model, named: Sequence[frozenset[str]] = ()) -> Batch:
        """The batch of some lines (without the line feed at their end)."""
        codes = to_codes("".join([line + "\n" for line in lines]))
        starts = np.concatenate(([0], np.cumsum([len(line) + 1 for line in lines], dtype=np.int64)))
        return cls(codes, -model.running(codes).astype(np.float64), starts, named)


class Readers:
    """The bytes of a batch in each charset, asked once."""

    def __init__(self, batch: Batch) -> None:
        units = np.minimum(batch.codes, 0xFFFF)
        self._batch = batch
        # 8-bit charsets share a few hundred characters; bytes that pass for UTF-8 without being it are short sequences.
        letters = eight_bit()[units]
        short = (batch.codes >= 0x80) & (batch.codes < 0x800)
        self._together = {"single-byte": stand_together(letters), "utf_8": stand_together(short)}
        self._near = {"single-byte": stand_near(letters, batch.codes), "utf_8": stand_near(short, batch.codes)}
        self._made: dict[str, list[Bytes]] = {}

    def of(self, pair: Pair) -> list[Bytes]:
        """The bytes by a pair's reader; several where programs read the characters from different bytes."""
        # The bytes of UTF-16 are ASCII and controls as often as not: letters stand alone among them.
        is_wide = pair.written.name.startswith("utf_16")
        # No byte of a character of UTF-8 is ASCII; in other charsets the second one often is.
        is_utf_8 = pair.written.name == "utf_8"
        has_letters = self._together if is_utf_8 else self._near
        if not (is_wide or has_letters.get(pair.read.name, has_letters.get(pair.read.kind, True))):
            return []
        made = self._made.get(pair.read.name)
        if made is None:
            made = list(Bytes.of(self._batch, pair.read))
            # A few lines are worth remembering for the next charset; a page is too much.
            if len(self._batch.codes) < REMEMBERED:
                self._made[pair.read.name] = made
        byte = space_byte(pair)
        return [replace(each, numbers=no_break_spaces(each.numbers, byte)) if byte else each
                for each in made if is_wide or (each.are_together if is_utf_8 else each.are_near)]


@dataclass(frozen=True, slots=True)
class Bytes:
    """The bytes from which one charset reads each code point of a batch, big-endian in a number, and how many (0: none).

    are_together, are_near: whether two characters beyond ASCII stand together, or near each other; one alone proves nothing.
    key: equal for charsets that agree.
    """

    numbers: NDArray[np.uint32]
    lengths: NDArray[np.uint8]
    are_together: bool
    are_near: bool
    key: bytes

    @classmethod
    def of(cls, batch: Batch, read: Charset) -> Iterator[Bytes]:
        """The likeliest bytes of every character, and, where some character has several, those of each program too, and the
        other code of those that have two."""
        several = bool(read.ambiguous()[np.minimum(batch.codes, 0xFFFF)].any())
        for dialect in ("", *(read.dialects if several else ())):
            numbers, lengths = read.packed(batch.codes, dialect)
            yield cls._made(batch, numbers, lengths)
        twins = np.flatnonzero(two_codes(read.name)[np.minimum(batch.codes, 0xFFFF)])
        if len(twins):
            numbers, lengths = read.packed(batch.codes)
            numbers, lengths = numbers.copy(), lengths.copy()
            others = [other_code(read.name, code) for code in batch.codes[twins].tolist()]
            numbers[twins], lengths[twins] = others, [(other.bit_length() + 7) // 8 for other in others]
            yield cls._made(batch, numbers, lengths)

    @classmethod
    def _made(cls, batch: Batch, numbers: NDArray[np.uint32], lengths: NDArray[np.uint8]) -> Bytes:
        beyond = (lengths > 0) & (batch.codes >= 0x80)
        return cls(numbers, lengths, stand_together(beyond), stand_near(beyond, batch.codes),
                   numbers.tobytes() + lengths.tobytes())


