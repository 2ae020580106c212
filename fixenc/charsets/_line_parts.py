"""Lines in two charsets: a log whose program writes UTF-8 puts in front of a message what another one wrote in GBK.

Runs of bytes beyond ASCII are told apart here, and only by their form; which charset a part is in is weighed later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_RUN = re.compile(rb"[\x80-\xff]+")
# Chinese in UTF-8 has three bytes a character, full-width punctuation included.
_CHINESE = re.compile(rb"(?:[\xe0-\xef][\x80-\xbf]{2})+")
# Two characters between ASCII are enough to weigh; where a run goes on in another charset four hardly come about by chance. One
# has an odd number of bytes, which two bytes a character rarely give.
_FEWEST_BYTES, _CERTAIN_BYTES = 6, 12
# A run of so many bytes that is mostly no Chinese in UTF-8 is more than a byte that was lost.
_STRANGE_BYTES = 4
_ASCII = bytes(range(0x80))


def may_have_parts(leads: NDArray[np.bool_], follows: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which lines hold two characters of three bytes in a row.

    leads, follows: whether each byte is from E0 on, and from 80 to BF.  starts: of the lines.
    """
    if len(leads) < _FEWEST_BYTES:
        return np.zeros(len(starts), np.bool_)
    three = leads[:-2] & follows[1:-1] & follows[2:]
    two = np.zeros(len(leads), np.bool_)
    two[:-5] = three[:-3] & three[3:]
    return np.asarray(np.logical_or.reduceat(two, starts), np.bool_)


def cuts(line: bytes) -> list[int]:
    """Where (bytes) a line goes on in UTF-8 or goes on in something else; nothing where all of it may be in one charset.

    >>> cuts("[信息] ".encode() + "打开文件".encode("gbk"))
    [9]
    """
    found: list[int] = []
    last: bool | None = None
    for start, is_utf_8 in _parts(line):
        if last is not None and is_utf_8 != last:
            found.append(start)
        last = is_utf_8
    return found


def _parts(line: bytes) -> Iterator[tuple[int, bool]]:
    """The parts whose form is clear: where they begin, and whether they are UTF-8. Second bytes of Big5 may be ASCII, so all that
    stands between two parts in UTF-8 is judged as one."""
    done, alone = 0, -1
    is_behind = False
    for run in _RUN.finditer(line):
        head = _CHINESE.match(run.group())
        size = head.end() if head else 0
        is_whole = size == len(run.group())
        if is_whole and size < _FEWEST_BYTES:
            # One character belongs to the part beside it.
            done, alone = (run.end(), -1) if is_behind else (done, run.start() if alone < 0 else alone)
        elif size < (_FEWEST_BYTES if is_whole else _CERTAIN_BYTES):
            is_behind, alone = False, -1
        else:
            start = run.start() if alone < 0 else alone
            yield from _strange(line, done, start)
            yield start, True
            done, alone, is_behind = run.start() + size, -1, is_whole
    yield from _strange(line, done, len(line))


def _strange(line: bytes, start: int, stop: int) -> Iterator[tuple[int, bool]]:
    high = line[start:stop].translate(None, _ASCII)
    if len(high) >= _STRANGE_BYTES and 2 * sum(map(len, _CHINESE.findall(high))) < len(high):
        first = _RUN.search(line, start)
        yield (first.start() if first else start), False
