"""Colour codes of terminals between the two bytes of a character: bulletin boards paint half a character that way, and programs
that colour bytes do it by accident.

The text has the code behind the character; the bytes as they stood are kept.
Source: ECMA-48, "Control Sequence Introducer".
"""

from __future__ import annotations

import re

import numpy as np

from fixenc.charsets._charset import Charset, Reading

_CODES = re.compile(rb"(?:\x1b\[[0-9;]*[A-Za-z])+")


def without_codes(data: bytes) -> bytes:
    """The data without the codes.

    >>> without_codes(b"\\x1b[31mred\\x1b[0m")
    b'red'
    """
    return _CODES.sub(b"", data) if b"\x1b[" in data else data


def behind_characters(charset: Charset, data: bytes, reading: Reading) -> tuple[bytes, list[tuple[int, int]]]:
    """The data with each code that stands within a character moved behind it, and the stretches (bytes) that differ.

    reading: of the data as they are; where it has nothing unreadable, no code stands within a character.
    """
    if b"\x1b[" not in data or reading.good.all():
        return data, []
    plain = without_codes(data)
    whole = charset.read(plain)
    parts: list[bytes] = []
    moved: list[tuple[int, int]] = []
    removed = done = 0
    for match in _CODES.finditer(data):
        place, code = match.start() - removed, match.group()
        at = int(np.searchsorted(whole.starts, place))
        stop = int(whole.starts[at])
        if stop > place and whole.good[at - 1]:
            start = int(whole.starts[at - 1]) + removed
            # Of a character of three bytes each may be painted.
            start = moved.pop()[0] if stop == done else start
            moved.append((start, stop + removed + len(code)))
            place = stop
        parts += [plain[done:place], code]
        done = max(done, place)
        removed += len(code)
    return b"".join([*parts, plain[done:]]), moved
