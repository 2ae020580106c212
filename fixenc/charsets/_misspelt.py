"""What no language writes, and what the wrong 8-bit charset makes of most: a capital right behind a small letter, a mark that has
no letter before it, the final form of a letter within a word.

chardetng counts such as faults too. Source of the classes: Unicode Character Database; final forms: The Unicode Standard, 9.1
(Hebrew) and 7.2 (Greek).
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes

# Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic script.
_LIMIT = 0x700
_FINAL = "ςךםןףץ"
Flags = NDArray[np.bool_]


def misspelt(codes: Codes) -> int:
    """How many characters stand where no language has them, ASCII aside.

    >>> from fixenc.model.codes import to_codes
    >>> misspelt(to_codes("Вчера, שלום, λόγος")), misspelt(to_codes("нОБЮ םולש ςόλ"))
    (0, 4)
    """
    small, capital, letter, mark, final = (flags.take(codes, mode="clip") for flags in _classes())
    within = int(np.count_nonzero(small[:-1] & capital[1:]) + np.count_nonzero(final[:-1] & letter[1:]))
    alone = mark.copy()
    alone[1:] &= ~(letter | mark)[:-1]
    return within + int(np.count_nonzero(alone))


@cache
def _classes() -> tuple[Flags, ...]:
    """A flag for each small and capital letter beyond ASCII (names in ASCII have camels), letter, mark, and final form."""
    characters = [chr(code) for code in range(_LIMIT)]
    kinds = (lambda each: each.islower() and each > "\x7f", lambda each: each.isupper() and each > "\x7f", str.isalpha,
             lambda each: unicodedata.category(each) == "Mn", _FINAL.__contains__)
    return tuple(np.array([kind(each) for each in characters] + [False]) for kind in kinds)
