"""How common single characters are in Chinese text: a table look-up each, fast enough for every file."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Reading
from fixenc.model.codes import Codes
from fixenc.tables.read import octets

# The table counts quarters of a nat.
QUARTER = 4
# Of a character that clean text has never shown, in quarters of a nat; all beyond U+FFFF are such.
RARE = 67
# Common is what costs less: 1,100 characters that make up 67 to 89% of texts.
_COMMON = 36
# What stands for a place that cannot be read, in quarters of a nat: as dear as where the model prices it.
_BAD = 56
_REPLACEMENT = 0xFFFD


@cache
def rarities() -> NDArray[np.int16]:
    """The price of each code point by the shares of characters, in quarters of a nat; the last is for all beyond U+FFFF."""
    return np.append(octets("commonness").astype(np.int16), np.int16(RARE)).astype(np.int16)


def common_share(codes: Codes) -> float:
    """The share (0..1) of common characters of Chinese in what is beyond ASCII and could be read.

    >>> from fixenc.model.codes import to_codes
    >>> common_share(to_codes("這是中文 text")), common_share(to_codes("龘靐齉爩"))
    (1.0, 0.0)
    """
    values = rarities().take(codes[(codes >= 0x80) & (codes != _REPLACEMENT)], mode="clip")
    return float((values < _COMMON).mean()) if len(values) else 0.0


def rarity_nats(reading: Reading) -> tuple[float, int]:
    """The price of what is beyond ASCII in a reading, and how many characters that is."""
    values = np.where(reading.good, rarities().take(reading.codes, mode="clip"), _BAD)
    high = (reading.codes >= 0x80).nonzero()[0]
    return float(values[high].sum()) / QUARTER, len(high)
