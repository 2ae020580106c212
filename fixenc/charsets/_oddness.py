"""Where in a reading do rare characters stand close together? There a byte may have gone, and every pair be read one byte off.

A table look-up and a running sum for each character: fast enough for every file. What is found is weighed by the language model.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Reading
from fixenc.charsets._commonness import QUARTER, rarities
from fixenc.model.codes import Codes

Places = NDArray[np.int64]

# By the shares of single characters clean text costs 6.6 nats each, pairs read one byte off 11 to 12.
_ORDINARY_NATS = 9.0
# A stretch is odd where it costs so much more than ordinary characters do: one very rare character, or two rare ones. A fifth of
# the lines of clean text have such a place, half the shifted stretches of two characters do.
_ODD_NATS = 5.0
# The start of the data may be the second half of a character: there a rare character is enough.
_START_NATS = 5.0
# A lone ASCII byte from 40 to 7E between two characters is how a shifted reading of Big5 falls into step again.
_LETTER_NATS = 5.5
# Nearly all such letters in clean text are capitals, which name shares, vitamins and sizes.
_SMALL_NATS = 4.0
_SMALL = np.zeros(0x81, np.bool_)
_SMALL[[0x40, 0x5C, 0x5E, *range(0x60, 0x7F)]] = True
_BAD_NATS = 50.0
# Of 100 ordinary characters 5 to 30 are rare, of those read in the wrong charset 85 to 98.
_PART, _STRANGE_SHARE = 24, 0.75
# Odd places so close together are one zone (characters).
_TOGETHER = 12


def odd_zones(reading: Reading) -> tuple[Places, Places]:
    """The stretches of a reading (first and last odd character) that may be read one byte off."""
    codes, starts = reading.codes, reading.starts
    count = len(codes)
    if not count:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    values = _commonness().take(codes, mode="clip")
    letters = ((codes - np.uint32(0x40)) < 0x3F).nonzero()[0]
    if len(letters):
        inner = letters[(letters > 0) & (letters < count - 1)]
        is_between = (starts[inner] - starts[inner - 1] == 2) & (starts[inner + 2] - starts[inner + 1] == 2)
        values[inner[is_between]] += int(_LETTER_NATS * QUARTER)
        values[inner[is_between & is_small(codes[inner])]] += int(_SMALL_NATS * QUARTER)
    values[~reading.good] = int(_BAD_NATS * QUARTER)
    total = np.cumsum(values, dtype=np.int32)
    lowest = np.minimum.accumulate(np.minimum(total - values, -int(_START_NATS * QUARTER)))
    is_odd = total - lowest > int(_ODD_NATS * QUARTER)
    # A character and a lone letter at the very start: half a character that was cut, and the one behind it.
    is_odd[:1] |= count > 1 and starts[1] == 2 and 0x40 <= codes[1] < 0x7F
    odd = is_odd.nonzero()[0]
    if not len(odd):
        return odd, odd
    breaks = (odd[1:] - odd[:-1] > _TOGETHER).nonzero()[0]
    return odd[np.concatenate(([0], breaks + 1))], odd[np.append(breaks, len(odd) - 1)]


def has_strange_parts(codes: Codes) -> bool:
    """Whether somewhere in a text rare characters are so many that it cannot be ordinary Chinese.

    >>> from fixenc.model.codes import to_codes
    >>> has_strange_parts(to_codes("這些字寫成大五碼，讀成國標碼。".encode("big5").decode("gbk")))
    True
    """
    rare = _commonness().take(codes, mode="clip") > 0
    last, whole = rare[-_PART:], len(rare) // _PART * _PART
    counts = rare[:whole].view(np.uint8).reshape(-1, _PART).sum(axis=1)
    return bool((counts > _STRANGE_SHARE * _PART).any() or np.count_nonzero(last) > _STRANGE_SHARE * len(last))


def is_small(codes: Codes) -> NDArray[np.bool_]:
    """Which are small letters, or signs that hardly ever stand between two Chinese characters."""
    return _SMALL.take(codes, mode="clip")


@cache
def _commonness() -> NDArray[np.int16]:
    """How much rarer than ordinary each code point is, in quarters of a nat; beyond U+FFFF all are rare."""
    table = rarities() - np.int16(_ORDINARY_NATS * QUARTER)
    # ASCII, controls included, is no half of a pair by mistake.
    table[:0x80] = np.minimum(table[:0x80], 0)
    return table
