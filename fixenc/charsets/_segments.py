"""Files in two charsets: which lines are UTF-8, and which are in the other one.

Lines are told apart by validity where that is certain, and by the language model where it is not: two Chinese characters in GBK
can be valid UTF-8, and a line of UTF-8 may have lost a byte. Neighbours count: a change of charset costs nats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset, Reading
from fixenc.charsets._resync import BAD_NATS
from fixenc.model.score import Model

# Programs append to files line by line, so a change is rare: once in some 3,000 lines.
SWITCH_NATS = 8.0
# A second charset in a file of UTF-8 is rarer than a bad byte: its lines together have to be likelier by as much.
STRANGER_NATS = 16.0
# More than any weighed line can say.
_CERTAIN_NATS = 1e4
# Six characters of two or more bytes in a row are valid UTF-8 by chance once in some 10^7 lines of GBK.
_CERTAIN_CHARACTERS = 6
_CERTAIN_BYTES = 12
_MULTI_BYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_LINES = re.compile(rb"[^\n]*\n|[^\n]+\Z")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of some data that have bytes beyond ASCII: where they begin and stop, and whether they are valid UTF-8."""

    spans: list[tuple[int, int]]
    valid: NDArray[np.bool_]

    @classmethod
    def of(cls, data: bytes) -> Lines:
        """All lines of the data."""
        spans, valid = [], []
        for match in _LINES.finditer(data):
            line = match.group()
            if line.isascii():
                continue
            spans.append(match.span())
            try:
                line.decode()
                valid.append(True)
            except UnicodeDecodeError:
                valid.append(False)
        return cls(spans, np.array(valid, np.bool_))

    @property
    def mixed(self) -> bool:
        """Whether some lines are valid UTF-8 and others are not."""
        return bool(self.valid.any() and not self.valid.all())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole lines in one charset: bytes from `start` to `stop`."""

    start: int
    stop: int
    charset: Charset


def stretches(data: bytes, lines: Lines, utf_8: Charset, other: Charset, model: Model) -> list[Stretch]:
    """The data as stretches in UTF-8 and in `other`; lines of ASCII belong to the stretch before them."""
    likelier = np.array([_CERTAIN_NATS if valid else -_CERTAIN_NATS for valid in lines.valid.tolist()])
    weighed = [index for index, span in enumerate(lines.spans) if not _is_certain(data[slice(*span)], bool(lines.valid[index]))]
    if weighed:
        parts = [data[slice(*lines.spans[index])].rstrip(b"\n") + b"\n" for index in weighed]
        likelier[weighed] = _costs(parts, other, model) - _costs(parts, utf_8, model)
    states = _path(likelier)
    if -sum(gain for gain, is_utf_8 in zip(likelier.tolist(), states, strict=True) if not is_utf_8) < STRANGER_NATS:
        states = [True] * len(states)
    found: list[Stretch] = []
    for index, is_utf_8 in enumerate(states):
        charset = utf_8 if is_utf_8 else other
        if not found or found[-1].charset is not charset:
            found.append(Stretch(lines.spans[index][0], 0, charset))
    starts = [0, *(each.start for each in found[1:]), len(data)]
    return [Stretch(start, stop, each.charset) for each, start, stop in zip(found, starts, starts[1:], strict=False)]


def _is_certain(line: bytes, valid: bool) -> bool:
    characters = len(_MULTI_BYTE.findall(line))
    if valid:
        return characters >= _CERTAIN_CHARACTERS
    # Most bytes beyond ASCII of damaged UTF-8 still are parts of characters.
    high = sum(byte >= 0x80 for byte in line)
    return high >= _CERTAIN_BYTES and sum(map(len, _MULTI_BYTE.findall(line))) < 0.5 * high


def _costs(lines: Sequence[bytes], charset: Charset, model: Model) -> NDArray[np.float64]:
    """The nats of each line in a charset."""
    reading: Reading = charset.read(b"".join(lines))
    nats = np.where(reading.good, -model.running(reading.codes).astype(np.float64), BAD_NATS)
    ends = np.cumsum([len(line) for line in lines])
    which = np.minimum(np.searchsorted(ends, reading.starts[:-1], "right"), len(lines) - 1)
    return np.bincount(which, nats, len(lines)).astype(np.float64)


def _path(likelier: NDArray[np.float64]) -> list[bool]:
    """For each line, whether it is UTF-8: the likeliest sequence. likelier: nats that speak for UTF-8."""
    gains = likelier.tolist()
    utf_8, other = 0.0, 0.0
    came: list[tuple[bool, bool]] = []
    for gain in gains:
        stay_utf_8, stay_other = utf_8 >= other - SWITCH_NATS, other >= utf_8 - SWITCH_NATS
        came.append((stay_utf_8, stay_other))
        utf_8, other = (max(utf_8, other - SWITCH_NATS) + gain, max(other, utf_8 - SWITCH_NATS))
    state = utf_8 >= other
    path = [state]
    for stay_utf_8, stay_other in reversed(came[1:]):
        state = (stay_utf_8 if state else not stay_other)
        path.append(state)
    return path[::-1]
