"""The two scripts as the language model sees them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from fixenc.model.codes import to_codes
from fixenc.model.score import Model
from fixenc.tables.rows import rows

# Converters leave hardly a character in Simplified form: one of 400 (e^-6).
_WRONG_SCRIPT_NATS = 6.0


def nats(model: Model, contexts: list[str], characters: str) -> list[float]:
    """Log probability of each character behind its context, of whichever script, in Traditional text.

    The model has seen three times as much Simplified text as Traditional, and the pages were Simplified before they were
    converted character by character: so both readings are asked, and their mean is taken.
    """
    if not contexts:
        return []
    order = model.order - 1
    written = to_codes("".join(context[-order:].rjust(order, "\n") for context in contexts)).reshape(-1, order)
    codes = to_codes(characters)
    simplified = simplified_forms()
    as_written = model.given(written, codes)
    as_simplified = model.given(simplified[written], simplified[codes])
    wrong = only_simplified()[codes] * _WRONG_SCRIPT_NATS
    found: list[float] = ((as_written + as_simplified) / 2 - wrong).tolist()
    return found


@cache
def simplified_forms() -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """The Simplified form of each code point, itself where there is none."""
    table = np.arange(0x110000, dtype=np.uint32)
    for character, form in _table().items():
        table[ord(character)] = ord(form)
    return table


@cache
def only_simplified() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """1 for each code point that only Simplified text uses."""
    table = np.zeros(0x110000)
    for _, form, only in rows("simplified", 3):
        table[ord(form)] = only == "+"
    return table


@cache
def _table() -> Mapping[str, str]:
    return {character: form for characters, form, _ in rows("simplified", 3) for character in characters}
