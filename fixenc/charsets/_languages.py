"""Which letters beyond ASCII languages in Latin script have: a text in one of them has no others, save in names.

Charsets of 8 bits put the letters of one language where another's are: õ and û stand for ő and ű of Hungarian, which no language
has beside á and ö.
Source: Unicode CLDR, main exemplar characters; see the table's recipe, `fixenc/tables/build/latin_letters.py`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.model.codes import Codes
from fixenc.tables.rows import rows

_FIRST, _LIMIT = 0xC0, 0x250


def foreign_letters(codes: Codes) -> int:
    """How many Latin letters beyond ASCII a text has that its likeliest language has not.

    >>> from fixenc.model.codes import to_codes
    >>> foreign_letters(to_codes("gyűjtő, átvétel")), foreign_letters(to_codes("gyûjtõ, átvétel"))
    (0, 2)
    """
    small = _small().take(codes[(codes >= _FIRST) & (codes < _LIMIT)])
    counts = np.bincount(small, minlength=_LIMIT)[:_LIMIT]
    counts[0] = 0
    return int(counts.sum() - (_letters() @ counts).max()) if len(small) else 0


@cache
def _small() -> NDArray[np.uint16]:
    """The small form of each letter, 0 for what is none."""
    forms = [chr(code).lower() if chr(code).isalpha() else "\0" for code in range(_LIMIT)]
    # The capital of Turkish with its dot is the small letter of ASCII and a mark.
    return np.array([ord(form) if len(form) == 1 else 0 for form in forms], np.uint16)


@cache
def _letters() -> NDArray[np.int64]:
    """A row for each language, 1 for each letter that it has."""
    return np.array([[int(chr(code) in letters) for code in range(_LIMIT)] for _, letters in rows("latin_letters", 2)], np.int64)
