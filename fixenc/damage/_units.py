"""Damaged lines, read as UTF-8 all at once: characters that are whole, and between them units that have lost bytes.

UTF-8 tells the first byte of a character from the others, so what is lost touches one character or two, and those around it
can be read all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._inverse import joined
from fixenc.damage._pairs import Pair
from fixenc.damage._readers import REPLACEMENT
from fixenc.damage._steps import LINE_FEED, Reader
from fixenc.model.codes import Codes, to_codes

# No byte of UTF-8; it stands for a lost one.
LOST = 0xFF
# The least byte that begins a character of several bytes.
FIRST_LEAD = 0xC2
# More bytes than two characters have.
LONGEST = 8
# So many characters beyond ASCII must have survived: what is restored from less is invented.
SURVIVORS = 2


@dataclass(frozen=True, slots=True)
class Units:
    """Some lines as they were written, a line feed behind each.

    good: which lines can be read so.  codes: of each unit, U+FFFD where bytes were lost.  lines: where each line begins among
    the units, one more at the end.  damaged: the units of good lines that have lost bytes.  data, starts: the bytes of all
    units, LOST for a mark, and where each unit begins.  marks: for each damaged unit, the first of its marks among all marks.
    places: where each mark stands in its line (code points).
    """

    good: NDArray[np.bool_]
    codes: Codes
    lines: NDArray[np.intp]
    damaged: NDArray[np.intp]
    data: bytes
    starts: NDArray[np.int64]
    marks: NDArray[np.intp]
    places: NDArray[np.intp]


def units(lines: Sequence[str], pair: Pair, reader: Reader) -> Units:
    """The units of some lines; of those lines good whose every character the reader reads from some bytes, and whose bytes may
    be UTF-8."""
    codes = to_codes("".join([line + "\n" for line in lines]))
    begins = np.concatenate(([0], np.cumsum([len(line) + 1 for line in lines], dtype=np.intp)))
    numbers, lengths = pair.read.packed(codes, reader.dialect)
    is_mark = codes == ord(reader.mark)
    numbers[is_mark], lengths[is_mark] = LOST, 1
    good = np.logical_and.reduceat(lengths > 0, begins[:-1])
    good &= np.add.reduceat(((codes >= 0x80) & ~is_mark).astype(np.int64), begins[:-1]) >= SURVIVORS
    data = joined(numbers, lengths)
    octets = np.frombuffer(data, np.uint8)
    reading = pair.written.read(data)
    goes_on = (octets < FIRST_LEAD) | (octets == LOST)
    is_first = reading.good.copy()
    is_first[1:] |= reading.good[:-1]
    is_first |= ~goes_on[reading.starts[:-1]]
    is_first[0] = True
    firsts = np.flatnonzero(is_first)
    starts = np.append(reading.starts[firsts], len(data))
    feeds = np.flatnonzero(reading.codes[firsts] == LINE_FEED)
    damaged = np.flatnonzero(~reading.good[firsts])
    lost = np.concatenate(([0], np.cumsum(octets == LOST)))
    line_of = np.searchsorted(feeds, damaged)
    is_broken = lost[starts[damaged + 1]] == lost[starts[damaged]]
    is_broken |= starts[damaged + 1] - starts[damaged] > LONGEST
    good[line_of[is_broken]] = False
    # What was lost before it was misread is another matter.
    is_replacement = reading.good[firsts] & (reading.codes[firsts] == ord(REPLACEMENT))
    good[np.searchsorted(feeds, np.flatnonzero(is_replacement))] = False
    damaged = damaged[good[line_of]]
    marked = np.flatnonzero(is_mark)
    places = marked - begins[np.searchsorted(begins, marked, "right") - 1]
    lines_at = np.concatenate(([0], feeds + 1))
    return Units(good, reading.codes[firsts], lines_at, damaged, data, starts, lost[starts[damaged]], places)
