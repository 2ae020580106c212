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
