"""What becomes of bytes that a program cannot read, asked the other way round: which bytes may a mark stand for?

Sets of bytes are whole numbers of 256 bits, a bit a byte: they are cut and compared at once, and make good keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

ByteSet = int

ALL_BYTES: ByteSet = (1 << 256) - 1


@dataclass(frozen=True, eq=False)
class Losses:
    """The bytes that one program loses.

    mark: what it writes for them.  cut: what it writes for a character that the end of the data cuts.
    alone: for each byte, the bytes in front of which it is lost alone.  together: for each byte, those that are lost along
    with it.  cuts: the bytes that are lost at the end of the data.  longer: sequences of three bytes and more that become one
    mark, a set for each byte.
    """

    mark: str
    cut: str
    alone: tuple[ByteSet, ...]
    together: tuple[ByteSet, ...]
    cuts: ByteSet
    longer: tuple[tuple[ByteSet, ...], ...] = ()

    @cached_property
    def joints(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Flags by (byte, next byte): which are lost alone in front of which, and which along with which."""
        alone, together = (np.array([members(each) for each in table]) for table in (self.alone, self.together))
        return alone, together

    @cached_property
    def alone_before(self) -> tuple[ByteSet, ...]:
        """For each byte, the bytes that are lost alone in front of it."""
        return _sets(self.joints[0].T)

    @cached_property
    def ever_alone(self) -> ByteSet:
        """The bytes that are lost alone in front of some byte."""
        return byte_set(byte for byte, followers in enumerate(self.alone) if followers)

    @cached_property
    def first(self) -> ByteSet:
        """The bytes that are lost together with some byte behind them."""
        return byte_set(byte for byte, followers in enumerate(self.together) if followers)

    @cached_property
    def second(self) -> ByteSet:
        """The bytes that are lost along with some byte before them."""
        found = 0
        for each in self.together:
            found |= each
        return found

    @classmethod
    def of(cls, mark: str, cut: str, alone: NDArray[np.bool_], together: NDArray[np.bool_], cuts: NDArray[np.bool_],
           longer: tuple[tuple[ByteSet, ...], ...] = ()) -> Losses:
        """From flags by (first byte, second byte), and by last byte."""
        return cls(mark, cut, _sets(alone), _sets(together), _sets(cuts[np.newaxis])[0], longer)


def _sets(flags: NDArray[np.bool_]) -> tuple[ByteSet, ...]:
    """The set of each row of 256 flags."""
    packed = np.packbits(flags, axis=1, bitorder="little").tobytes()
    rows = [packed[start:start + 32] for start in range(0, len(packed), 32)]
    # Most rows are like others: they share a number.
    kept = {row: int.from_bytes(row, "little") for row in set(rows)}
    return tuple(map(kept.__getitem__, rows))


def byte_set(values: Iterable[int]) -> ByteSet:
    """The set of some bytes.

    >>> byte_set([0, 3])
    9
    """
    found = 0
    for value in values:
        found |= 1 << value
    return found


def members(found: ByteSet) -> NDArray[np.bool_]:
    """A flag for each of the 256 bytes.

    >>> np.flatnonzero(members(9)).tolist()
    [0, 3]
    """
    return np.unpackbits(np.frombuffer(found.to_bytes(32, "little"), np.uint8), bitorder="little").astype(np.bool_)
