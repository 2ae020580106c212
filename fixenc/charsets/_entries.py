"""One dialect as a table that is asked at every byte: what begins here, and how many bytes does it take?

The entry of a pair of neighbouring bytes holds the code point and the length. Where every entry is 1 or 2 bytes long, a text is
cut into characters with array operations: in a run of entries of length 2 every other byte begins a character.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes
from fixenc.tables.grid import Grid

# Not code points: what cannot be read, what the end of the data cuts, and the first of the codes that are two characters.
BAD, CUT, SEQUENCE = 0x1FFFFF, 0x1FFFFE, 0x110000
_CODE = np.uint32(0x1FFFFF)
_LENGTH = np.uint32(21)
# So many bytes at once stay in the cache of a processor.
BLOCK = 1 << 17
_ODD = np.arange(BLOCK) % 2 == 1

# (bytes with three more behind, places, end of the data) -> code points and lengths, where an entry is longer than 2 bytes.
Longer = Callable[[NDArray[np.uint8], NDArray[np.int64], int], tuple[Codes, NDArray[np.int64]]]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """table: 65,536 entries by pair, code | length << 21; length 3 marks those that `longer` reads.
    sequences: the texts of the codes from SEQUENCE on.  leads: for each byte, whether it may begin a character of more bytes."""

    table: NDArray[np.uint32]
    longer: Longer | None
    sequences: tuple[str, ...]
    leads: tuple[bool, ...]

    @classmethod
    def of(cls, grid: Grid, leads: Mapping[int, tuple[int, int]], longer: Longer | None) -> Entries:
        """The entries of a grid. leads: lead byte -> the trail bytes (first, last) that begin what `longer` reads."""
        codes = np.where(grid.codes > 0, grid.codes, np.uint32(BAD))
        for index, pair in enumerate(grid.sequences):
            codes[pair] = SEQUENCE + index
        lengths = np.where((codes != BAD) | grid.both, 2, 1).astype(np.uint32)
        by_lead, length_by_lead = codes.reshape(256, 256), lengths.reshape(256, 256)
        for lead, (first, last) in leads.items():
            unread = by_lead[lead, first:last + 1] == BAD
            length_by_lead[lead, first:last + 1][unread] = 3
        for byte in range(0x80):
            by_lead[byte], length_by_lead[byte] = byte, 1
        for byte, code in grid.singles.items():
            if code:
                by_lead[byte], length_by_lead[byte] = code, 1
        begins = tuple(bool(each) for each in length_by_lead.max(axis=1) > 1)
        return cls(codes | lengths << _LENGTH, longer, tuple(grid.sequences.values()), begins)

    def read(self, data: bytes) -> tuple[Codes, NDArray[np.int64]]:
        """The code of every character (or BAD, CUT, or one from SEQUENCE on), and the byte where it begins."""
        octets = np.frombuffer(data + b"\0\0\0\0", np.uint8)
        size, begin = len(data), 0
        codes, starts = [], []
        while begin < size:
            stop = min(begin + BLOCK, size)
            block_codes, block_starts, begin = self._read_block(octets, begin, stop, size)
            codes.append(block_codes)
            starts.append(block_starts)
        if len(codes) == 1:
            return codes[0], starts[0]
        return (np.concatenate(codes), np.concatenate(starts)) if codes else (np.zeros(0, np.uint32), np.zeros(0, np.int64))

    def at(self, data: bytes, places: NDArray[np.int64]) -> tuple[Codes, NDArray[np.int64]]:
        """The code (or BAD, CUT, or one from SEQUENCE on) and the length of what begins at each of the places."""
        octets = np.frombuffer(data + b"\0\0\0\0", np.uint8)
        entries = self.table[octets[places].astype(np.uint16) << np.uint16(8) | octets[places + 1]]
        codes, lengths = entries & _CODE, (entries >> _LENGTH).astype(np.int64)
        long = (lengths > 2).nonzero()[0]
        if len(long) and self.longer is not None:
            codes[long], lengths[long] = self.longer(octets, places[long], len(data))
        return codes, lengths

    def lost(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """Flags: which bytes are lost alone in front of which, which along with which, and which at the end of the data.

        Where a code of more than two bytes may begin and does not, the first byte is lost alone: so most programs do.
        """
        lengths = self.table >> _LENGTH
        unread = (self.table & _CODE) == BAD
        alone, together = (unread & (lengths != 2)).reshape(256, 256), (unread & (lengths == 2)).reshape(256, 256)
        alone = alone | (lengths > 2).reshape(256, 256)
        return alone, together, np.array(self.leads)

    def _read_block(self, octets: NDArray[np.uint8], begin: int, stop: int, size: int) -> tuple[Codes, NDArray[np.int64], int]:
        """The characters that begin between `begin`, where one does, and `stop`; and where the next one begins."""
        pairs = octets[begin:stop].astype(np.uint16)
        pairs <<= np.uint16(8)
        pairs |= octets[begin + 1:stop + 1]
        entries = self.table.take(pairs)
        lengths = (entries >> _LENGTH).astype(np.uint8)
        entries &= _CODE
        # A last byte that begins a character is neither one nor nothing.
        if stop == size and self.leads[octets[size - 1]]:
            entries[-1], lengths[-1] = CUT, 1
        is_long = False
        if self.longer is not None and len(long := (lengths > 2).nonzero()[0]):
            codes, sizes = self.longer(octets, long + begin, size)
            entries[long], lengths[long] = codes, sizes
            is_long = bool((sizes > 2).any())
        starts = _walked(lengths) if is_long else _cut(lengths)
        codes, after = entries.take(starts), begin + int(starts[-1]) + int(lengths[starts[-1]])
        if begin:
            starts += begin
        return codes, starts, after


def _cut(lengths: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where characters begin, when no entry is longer than 2."""
    two = lengths > 1
    edges = (two[1:] > two[:-1]).nonzero()[0] + 1
    runs = np.concatenate(([0], edges)) if two[0] else edges
    if not len(runs):
        return np.arange(len(lengths))
    # Within a run, and at the first entry behind it, the distance from the start of the run decides.
    decided = two.copy()
    decided[1:] |= two[:-1]
    odd = _ODD[:len(lengths)].copy()
    sizes = np.empty(len(runs), np.int64)
    np.subtract(runs[1:], runs[:-1], out=sizes[:-1])
    sizes[-1] = len(lengths) - runs[-1]
    odd[runs[0]:] ^= (runs & 1).astype(np.bool_).repeat(sizes)
    odd &= decided
    starts: NDArray[np.int64] = (~odd).nonzero()[0]
    return starts


def _walked(lengths: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where characters begin, when some entry is longer than 2: the same, with a walk wherever such an entry may be reached."""
    size = len(lengths)
    # Where no entry of the three bytes before reaches beyond, a character begins, whatever way leads there.
    free = np.ones(size, np.bool_)
    for back in (1, 2, 3):
        free[back:] &= lengths[:-back] <= back
    zones = np.append(free.nonzero()[0], size)
    start = np.zeros(size, np.bool_)
    start[_cut(np.minimum(lengths, 2))] = True
    for zone in sorted(set((np.searchsorted(zones, (lengths > 2).nonzero()[0], "right") - 1).tolist())):
        begin, stop = int(zones[zone]), int(zones[zone + 1])
        start[begin:stop] = False
        sizes, place = lengths[begin:stop].tolist(), 0
        while place < len(sizes):
            start[begin + place] = True
            place += sizes[place]
    return start.nonzero()[0]
