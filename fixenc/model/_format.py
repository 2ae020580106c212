"""The model file: sections of arrays behind a header, read without copying what is large.

    8 bytes   "fixencLM"
    uint32    version
    uint32    number of sections, then for each: uint64 offset, uint64 bytes

Little-endian throughout; every section begins at a multiple of 64 bytes, in the order of SECTIONS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.model._table import Table

MAGIC = b"fixencLM"
VERSION = 2
# index: for each 256 code points the page that describes them.  pages: uint32 a code point: symbol, class, probability.
SECTIONS = ("index", "pages", "follows", "symbol_backoff", "probabilities", "backoffs", "pairs", "threes", "fours")
ALIGNMENT = 64

CLASS_SHIFT, CLASS_BITS = 15, 7
WITHIN_SHIFT, WITHIN_STEP, WITHIN_CODES = 22, 0.025, 1024
# Of pairs, threes and fours. A rounded logarithm costs its squared error only, a few thousandths of a bit at five bits;
# what the value leaves of an entry is fingerprint, and strangers taken for entries cost far more.
PROBABILITY_BITS, BACKOFF_BITS = (6, 5, 5), (4, 3, 0)

Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a model file holds, decoded as far as scoring wants it."""

    characters: NDArray[np.uint32]
    follows: Singles
    symbol_backoff: Singles
    probabilities: list[Singles]
    backoffs: list[Singles]
    tables: list[Table]


def read(data: NDArray[np.uint8]) -> Parts:
    """The parts of a mapped file. Raises ValueError, saying what is wrong, where it is no model of this version."""
    if data[:8].tobytes() != MAGIC:
        raise ValueError("not a fixenc language model")
    version, sections = data[8:16].view("<u4").tolist()
    if version != VERSION or sections != len(SECTIONS):
        raise ValueError(f"language model of version {version}, wanted {VERSION}")
    places = data[16:16 + 16 * sections].view("<u8").reshape(-1, 2).tolist()
    if places[-1][0] + places[-1][1] > len(data):
        raise ValueError("language model cut short")
    part = {name: data[start:start + size] for name, (start, size) in zip(SECTIONS, places, strict=True)}
    pages = part["pages"].view("<u4").reshape(-1, 256)
    return Parts(
        pages[part["index"].view("<u2")].ravel(),
        part["follows"].view("<f4").copy(), part["symbol_backoff"].view("<f4").copy(),
        _books(part["probabilities"], PROBABILITY_BITS), _books(part["backoffs"], BACKOFF_BITS),
        [Table(part[name].view("<u8"), order, value_bits(order)) for order, name in enumerate(SECTIONS[-3:], 2)])


def value_bits(order: int) -> int:
    """Bits of a table's entry beside the fingerprint."""
    return PROBABILITY_BITS[order - 2] + BACKOFF_BITS[order - 2]


def _books(data: NDArray[np.uint8], bits: tuple[int, ...]) -> list[Singles]:
    """The codebooks of the tables, one behind the other in the file."""
    ends = np.cumsum([1 << each for each in bits])
    return np.split(data.view("<f4").copy(), ends[:-1])


def write(parts: list[NDArray[np.generic]]) -> bytes:
    """The file of the arrays of SECTIONS, in their order."""
    header = 16 + 16 * len(parts)
    places, chunks = [], []
    offset = header + -header % ALIGNMENT
    for array in parts:
        content = array.tobytes()
        places.append((offset, len(content)))
        chunks.append(content + bytes(-len(content) % ALIGNMENT))
        offset += len(chunks[-1])
    head = MAGIC + np.array([VERSION, len(parts)], "<u4").tobytes() + np.array(places, "<u8").tobytes()
    return head + bytes(-header % ALIGNMENT) + b"".join(chunks)
