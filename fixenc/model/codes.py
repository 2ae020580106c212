"""Text as an array of code points, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]


def to_codes(text: str) -> Codes:
    """The code points of a text; lone surrogates are kept.

    >>> to_codes("A中").tolist()
    [65, 20013]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def to_text(codes: Codes) -> str:
    """The text of an array of code points.

    >>> to_text(to_codes("中文"))
    '中文'
    """
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def to_units(codes: Codes) -> Codes:
    """Indices for tables of 64 Ki entries: what lies beyond U+FFFF counts as the surrogate that it begins with.

    >>> [hex(unit) for unit in to_units(to_codes("A中😀"))]
    ['0x41', '0x4e2d', '0xd83d']
    """
    return np.where(codes > 0xFFFF, (codes >> np.uint32(10)) + np.uint32(0xD7C0), codes)
