"""Where bytes went missing without a mark: UTF-8 says so itself, its lead bytes tell how many bytes a character has.

Editors and browsers drop control characters and private-use letters, `iconv -c` drops what it cannot read, and a field that is
too short cuts the last character.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

import numpy as np

from fixenc.charsets import find
from fixenc.charsets._charset import Charset
from fixenc.charsets._losses import byte_set
from fixenc.damage._alphabet import FREE, LOST_TOGETHER, Pattern
from fixenc.model.codes import to_codes

Dropped = Literal["", "private use", "controls", "controls and soft hyphens", "controls and no-break spaces",
                  "controls, soft hyphens and no-break spaces", "unreadable bytes", "the end"]
# Editors drop soft hyphens (byte AD) with the controls, filters in programs do not; browsers and editors that show the no-break
# space (byte A0) as a space give it so when it is copied.
CONTROLS: tuple[Dropped, ...] = ("controls", "controls and soft hyphens", "controls and no-break spaces",
                                 "controls, soft hyphens and no-break spaces")

_CONTINUATION = byte_set(range(0x80, 0xC0))
_SOFT_HYPHEN = 0xAD
# The characters before a broken sequence between which what is missing may have stood.
_BACK = 2


def gaps(known: Sequence[bytes | None]) -> frozenset[int]:
    """The places in front of which something may be missing, of characters given by their bytes (None: not known).

    >>> sorted(gaps([bytes.fromhex("e79b"), bytes.fromhex("898d")]))
    [0, 1]
    """
    found: set[int] = set()
    missing, anything = 0, True
    for place, data in enumerate(known):
        if data is None:
            missing, anything = 0, True
            continue
        for byte in data:
            is_continuation = 0x80 <= byte < 0xC0
            if is_continuation != (missing > 0) and not (is_continuation and anything):
                found.update(range(max(0, place - _BACK), place + 1))
            anything = anything and is_continuation
            missing = max(0, missing - 1) if is_continuation else 0 if byte < 0x80 else 1 + (byte >= 0xE0) + (byte >= 0xF0)
    if missing:
        found.update(range(max(0, len(known) - 1), len(known) + 1))
    return frozenset(found)


def patterns(charset: Charset, dialect: str, dropped: Dropped) -> tuple[Pattern, ...]:
    """The bytes of what may be missing."""
    return _patterns(charset.name, dialect, dropped)


def without(text: str, dropped: Dropped) -> str:
    """The text without the characters of a kind that get lost on the way.

    >>> without("\xe5\xaf\x86\xe7\xa0\x81", "controls and no-break spaces")
    'å¯ç '
    """
    if dropped == "private use":
        return "".join(character for character in text if not "\ue000" <= character <= "\uf8ff")
    if dropped in CONTROLS:
        lost = "\xad" if loses_hyphens(dropped) else ""
        left = "".join(character for character in text if not ("\x80" <= character < "\xa0" or character == lost))
        return left.replace("\xa0", " ") if loses_spaces(dropped) else left
    return text


def controls_dropped(text: str, has_spaces: bool) -> Dropped:
    """What of the controls was lost on the way to a text. has_spaces: whether some of its spaces may have been no-break ones.

    >>> controls_dropped("\xe7\xad", False), controls_dropped("\xe7 ", True)
    ('controls', 'controls, soft hyphens and no-break spaces')
    """
    return CONTROLS[("\xad" not in text) + 2 * (has_spaces and "\xa0" not in text)]


def loses_hyphens(dropped: Dropped) -> bool:
    """Whether soft hyphens were dropped."""
    return "soft hyphens" in dropped


def loses_spaces(dropped: Dropped) -> bool:
    """Whether no-break spaces became spaces."""
    return "no-break spaces" in dropped


@cache
def _patterns(name: str, dialect: str, dropped: Dropped) -> tuple[Pattern, ...]:
    charset = find(name)
    if dropped == "the end":
        return ((_CONTINUATION, FREE),), ((_CONTINUATION, FREE), (_CONTINUATION, FREE))
    if dropped == "unreadable bytes":
        losses = charset.losses(dialect)
        alone: tuple[Pattern, ...] = (((losses.ever_alone | losses.cuts, FREE),),) if losses.ever_alone else ()
        together: tuple[Pattern, ...] = (((losses.first, LOST_TOGETHER), (losses.second, FREE)),) if losses.first else ()
        return alone + together
    controls = np.array([*range(0x80, 0xA0), *[_SOFT_HYPHEN] * loses_hyphens(dropped)])
    wanted = np.arange(0xE000, 0xF900) if dropped == "private use" else controls
    numbers, lengths = charset.packed(to_codes("".join(map(chr, wanted.tolist()))), dialect)
    singles, pairs = numbers[lengths == 1], numbers[lengths == 2]
    single = byte_set(singles.tolist())
    found: list[Pattern] = [((single, FREE),), ((single, FREE), (single, FREE))] if len(singles) else []
    if len(pairs):
        found.append(((byte_set((pairs >> 8).tolist()), FREE), (byte_set((pairs & 0xFF).tolist()), FREE)))
    return tuple(found)
