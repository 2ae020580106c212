"""The ways in which text is misread, as far as the characters that come of it tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.tables.read import octets
from fixenc.tables.rows import rows

# Indices of the tables: see `fixenc.model.codes.to_units`.
UNITS = 0x10000
# Bits of a word of evidence; misreadings.tsv has a row for each.
MISREADINGS = 32
STEPS_A_NAT = 4


@dataclass(frozen=True, slots=True)
class Misreading:
    """Text written in one of some charsets and read in one of some others. The names are those of the charsets' files."""

    name: str
    written: frozenset[str]
    read: frozenset[str]

    def holds(self, written: str, read: str) -> bool:
        """Whether a pair of charsets is one of this misreading's.

        >>> [each.name for each in misreadings() if each.holds("utf_8", "cp1252")]
        ['utf8_as_western']
        """
        return written in self.written and read in self.read and written != read


@cache
def misreadings() -> tuple[Misreading, ...]:
    """All of them, in the order of the bits and columns of the tables."""
    return tuple(Misreading(name, frozenset(written.split()), frozenset(read.split()))
                 for name, written, read in rows("misreadings", 3))


@cache
def evidence() -> NDArray[np.uint32]:
    """For each unit the misreadings, a bit each, in which it is so much commoner than in clean text that it tells something."""
    return octets("evidence").view("<u4").astype(np.uint32)


@cache
def costs() -> NDArray[np.uint8]:
    """What each unit costs in the text that each misreading makes: shape (UNITS, MISREADINGS), quarters of a nat."""
    return octets("misreadings").reshape(UNITS, MISREADINGS)


@cache
def commonness() -> NDArray[np.float64]:
    """What each unit costs by its share in clean text, nats."""
    shares: NDArray[np.float64] = octets("commonness") / STEPS_A_NAT
    return shares


@cache
def familiarity() -> NDArray[np.uint8]:
    """What each unit costs by its share in clean text or in the kind of Chinese text in which it is common, quarters of a nat."""
    return octets("familiarity")


@cache
def cheapest() -> NDArray[np.float64]:
    """What each unit costs in the misreading that yields it most, nats."""
    least: NDArray[np.float64] = costs().min(1) / STEPS_A_NAT
    return least


@cache
def commoner() -> NDArray[np.float64]:
    """How much more likely each unit is in the misreading that yields it most than in clean text, nats."""
    return commonness() - cheapest()
