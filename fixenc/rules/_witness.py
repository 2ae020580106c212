"""What a text's own sentences say about the characters that a conversion has to choose between."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.rules._opencc import Codes, dictionary

# A choice is changed where the text writes another one beside the same neighbours more than so many times as often, and twice.
_TIMES = 3
_FIRST_HAN = 0x3400
_PLANES = 0x40000
# The forms of Taiwan and Hong Kong that OpenCC puts in the place of its own; both count as one choice with theirs.
_VARIANTS = ("TWVariants", "HKVariants")


@cache
def _choices() -> dict[int, tuple[int, ...]]:
    """Simplified character -> its counterparts, as code points; characters with two or more."""
    variants = [dictionary(name) for name in _VARIANTS]
    found = {}
    for key, candidates in dictionary("STCharacters").items():
        forms = {form for each in candidates for form in (each, *(other for table in variants for other in table.get(each, ())))}
        if len(key) == 1 and len(forms) > 1:
            found[ord(key)] = tuple(sorted(ord(form) for form in forms if len(form) == 1))
    return found


def as_written(source: Codes, converted: Codes, own: Codes, is_settled: NDArray[np.bool_]) -> None:
    """Put in `converted`, in place, the counterparts that the text's own sentences have beside the same character.

    source, converted: what was converted, before and after.  own: the sentences of the target script.  is_settled: where a
    word of our own says what stands there.
    """
    choices = _choices()
    pairs = _counted(own)
    if not pairs:
        return
    several, _ = _tables()
    for place in (np.flatnonzero(several[np.minimum(source[1:-1], _PLANES - 1)]) + 1).tolist():
        before, chosen, after = converted[place - 1:place + 2].tolist()
        if is_settled[place] or chosen not in choices[int(source[place])]:
            continue
        scores = {form: _beside(pairs, before, form, after) for form in choices[int(source[place])]}
        best = max(scores, key=lambda form: scores[form])
        if scores[best] > _TIMES * scores[chosen] + 1:
            converted[place] = best


@cache
def _tables() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """By code point: whether it has several counterparts, whether it is one of several."""
    several, forms = np.zeros(_PLANES, np.bool_), np.zeros(_PLANES, np.bool_)
    several[list(_choices())] = True
    forms[[form for each in _choices().values() for form in each]] = True
    return several, forms


def _counted(own: Codes) -> dict[int, int]:
    """How often each pair of neighbours stands in the text, for pairs with one of several counterparts."""
    chosen = _tables()[1][np.minimum(own, _PLANES - 1)]
    first, second = own[:-1].astype(np.uint64), own[1:].astype(np.uint64)
    kept = (chosen[:-1] | chosen[1:]) & (own[:-1] >= _FIRST_HAN) & (own[1:] >= _FIRST_HAN)
    keys, counts = np.unique((first << np.uint64(21) | second)[kept], return_counts=True)
    return dict(zip(keys.tolist(), counts.tolist(), strict=True))


def _beside(pairs: dict[int, int], before: int, form: int, after: int) -> int:
    return pairs.get(before << 21 | form, 0) + pairs.get(form << 21 | after, 0)
