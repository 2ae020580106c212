"""How common single characters are in Chinese text: a table look-up each, fast enough for every file."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Reading
from fixenc.tables.read import octets

# The table counts quarters of a nat.
QUARTER = 4
# Of a character that clean text has never shown, in quarters of a nat; all beyond U+FFFF are such.
RARE = 67
# What stands for a place that cannot be read, in quarters of a nat: as dear as where the model prices it.
_BAD = 56


@cache
def rarities() -> NDArray[np.int16]:
    """The price of each code point by the shares of characters, in quarters of a nat; the last is for all beyond U+FFFF."""
    return np.append(octets("commonness").astype(np.int16), np.int16(RARE)).astype(np.int16)


def rarity_nats(reading: Reading) -> tuple[float, int]:
    """The price of what is beyond ASCII in a reading, and how many characters that is."""
    values = np.where(reading.good, rarities().take(reading.codes, mode="clip"), _BAD)
    high = (reading.codes >= 0x80).nonzero()[0]
    return float(values[high].sum()) / QUARTER, len(high)
