"""UTF-16 and UTF-32 without a byte order mark, known by which bytes stand in even and in odd places."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_HEAD_BYTES = 4096
# The high bytes that text in any script has most: ASCII and Latin, punctuation, Han, kana, Hangul, full-width forms. Of random
# bytes 70% are such, and of text in other charsets (GBK has its bytes from B0 on) half.
_ROWS = np.zeros(256, np.bool_)
_ROWS[[0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x09, 0x0E, 0x20, 0x21, 0x22, 0x25, 0x26, 0x30, 0x31, 0xFE, 0xFF]] = True
_ROWS[0x34:0xA0] = True
_ROWS[0xAC:0xD8] = True
_ROW_BYTES = bytes(_ROWS.nonzero()[0].tolist())
# Any two bytes are a character of UTF-16; four characters in such rows are no chance.
_FEWEST = 4
# In so few characters of Han a byte may be NUL by chance (最 is 6700), and either order looks like text.
_TELLING_UNITS = 32
# Where more of the units have a NUL the text is mostly Latin.
_LATIN_PART = 0.3


def wide(data: bytes) -> str:
    """"utf-32-le", "utf-32-be", "utf-16-le" or "utf-16-be" where the bytes can hardly be anything else, or else "".

    >>> wide("第一行\\n第二行\\n".encode("utf-16-le"))
    'utf-16-le'
    """
    octets = np.frombuffer(data[:_HEAD_BYTES], np.uint8)
    if len(octets) < 4:
        return ""
    quads = _units(octets, 4)
    for name, high, plane in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        if len(quads) and not quads[:, high].any() and (quads[:, plane] <= 0x10).mean() > 0.99:
            return name if quads[:, plane].mean() < 1 and _has_low(quads, high) else ""
    pairs = _units(octets, 2)
    if len(pairs) < 2:
        return ""
    scores = {"utf-16-le": _likeness(pairs[:, 1], pairs[:, 0]), "utf-16-be": _likeness(pairs[:, 0], pairs[:, 1])}
    best = max(scores, key=scores.__getitem__)
    if len(pairs) < _TELLING_UNITS and _has_few_nulls(pairs) and len(maybe_wide(data)) > 1:
        return ""
    return best if scores[best] > 0.0 and scores[best] > min(scores.values()) else ""


def maybe_wide(data: bytes) -> tuple[str, ...]:
    """The byte orders of UTF-16 that the bytes may be in, so far as their high bytes tell."""
    head = data[:_HEAD_BYTES & ~1]
    if len(head) < 2 * _FEWEST or head.isascii():
        return ()
    even, odd = head[:len(head) & ~1:2], head[1::2]
    if b"\0\0" in head:
        pairs = _units(np.frombuffer(head, np.uint8), 2)
        if len(pairs) < _FEWEST:
            return ()
        even, odd = pairs[:, 0].tobytes(), pairs[:, 1].tobytes()
    # Deleted by a table of bytes, text is thinned out faster than it is looked up.
    rows = (("utf_16le", odd), ("utf_16be", even))
    return tuple(name for name, high in rows if 10 * len(high.translate(None, _ROW_BYTES)) < len(high))


def without_padding(data: bytes) -> bytes:
    """The data without pairs of NUL.

    >>> without_padding(b"ab\\0\\0\\0\\0c")
    b'abc'
    """
    return _units(np.frombuffer(data, np.uint8), 2).tobytes() + data[len(data) & ~1:]


def _units(octets: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """The bytes in rows of `size`, without rows of nothing but NUL: those are padding, of whatever charset."""
    rows = octets[:len(octets) // size * size].reshape(-1, size)
    return rows[rows.any(axis=1)]


def _has_low(quads: NDArray[np.uint8], high: int) -> bool:
    """Whether the low halves hold anything: all NUL is no text."""
    low = quads[:, :2] if high == 3 else quads[:, 2:]
    return bool(low.any(axis=1).mean() > 0.95)


def _has_few_nulls(pairs: NDArray[np.uint8]) -> bool:
    """Whether the text is not mostly Latin, of whose units nearly every one has a NUL."""
    return bool((pairs == 0).any(axis=1).mean() <= _LATIN_PART)


def _likeness(high: NDArray[np.uint8], low: NDArray[np.uint8]) -> float:
    """Positive where `high` is like the high bytes of text: ASCII and line ends by NUL rows, the rest in few rows."""
    if (high == 0).mean() > _LATIN_PART:
        # Latin text: every other byte is NUL, and the others are not.
        return float((high == 0).mean() - 4 * (low == 0).mean()) if _ROWS[high].mean() > 0.95 else -1.0
    if not (high == 0).any() or _ROWS[high].mean() < 0.97:
        return -1.0
    # Han text: a NUL row only where the low byte is ASCII or Latin-1, line ends among them.
    ascii_low = low[high == 0]
    plausible = ((ascii_low >= 0x20) & (ascii_low < 0x7F) | np.isin(ascii_low, (0x09, 0x0A, 0x0D, 0xA0, 0xB7))).mean()
    return float(plausible - 0.8)
