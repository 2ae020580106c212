"""A byte is missing, or one too many: from there on every pair is read one byte off, until an ASCII byte. Where did it happen?

Wherever a reading is odd, all characters that its bytes may be read as, from any byte on, are priced by the language model. A
byte may also be left unread, which costs as much as a fault is rare. The likeliest way through the bytes is the better reading.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset, Reading
from fixenc.charsets._multi_byte import MultiByte
from fixenc.charsets._oddness import Places, odd_zones
from fixenc.model.codes import Codes
from fixenc.model.score import Model

# A byte that the charset cannot read: a fault is expected once in some 3,000 bytes (e^8) of a file that has any, and what stood
# there is unknown (another 6 nats, the price of a character).
BAD_NATS = 14.0
# Half a character at the very start or end of the data is where they were cut.
CUT_NATS = 4.5
# So much likelier another way has to be, and so much more for each second byte that it takes for a letter of ASCII: clean text
# with rare characters is commoner than lost bytes.
_GAIN_NATS, _LETTER_NATS = 2.0, 5.0
_LONG_NATS = 5.0
# What is looked at around odd places, in characters: before the first, behind the last.
_BEFORE, _BEHIND = 4, 8
# So many characters before an odd place the fault may be.
_LEAD = 24
# So many characters are weighed byte by byte at most: damage is in few places, and where it is everywhere nothing is gained.
_MOST_CHARACTERS = 1 << 17
_REPLACEMENT = 0xFFFD
_FEED = 0x0A

Nats = NDArray[np.float64]


def resynced(charset: Charset, data: bytes, reading: Reading, model: Model) -> Reading:
    """The reading, or a likelier one in which the bytes are cut into characters differently where they were odd."""
    if not isinstance(charset, MultiByte) or not len(reading.codes):
        return reading
    parts: list[Reading] = []
    done = 0
    for first, last in _likely(charset, data, reading, model):
        if first >= done and (better := _way(_Zone.of(charset, data, reading, first, last, model), len(data))):
            parts += [_slice(reading, done, first), better]
            done = last
    return _joined([*parts, _slice(reading, done, len(reading.codes))], len(data)) if parts else reading


def _likely(charset: MultiByte, data: bytes, reading: Reading, model: Model) -> Iterator[tuple[int, int]]:
    """The odd zones (first and last character) in which the reading one byte on is so likely that some way may be better."""
    firsts, lasts = odd_zones(reading)
    if not len(firsts):
        return
    count = len(reading.codes)
    begins, stops = np.maximum(firsts - _BEFORE, 0), np.minimum(lasts + 1 + _BEHIND, count)
    lengths = stops - begins
    ends = np.cumsum(lengths)
    index = np.repeat(begins - ends + lengths, lengths) + np.arange(ends[-1])
    gain = _gains(charset, data, reading, index, ends, model)
    # Each zone begins anew: behind a drop deeper than any zone can climb.
    gain[ends[:-1]] -= 1e6
    total = np.cumsum(gain)
    rise = np.maximum.reduceat(total - np.minimum.accumulate(np.concatenate(([0.0], total[:-1]))), ends - lengths)
    done = weighed = 0
    for at in np.flatnonzero(rise + np.where(begins == 0, BAD_NATS - CUT_NATS, 0.0) > BAD_NATS + _GAIN_NATS).tolist():
        if stops[at] > done and weighed < _MOST_CHARACTERS:
            first = max(int(firsts[at]) - _LEAD, done, 0)
            done = _in_step(charset, data, reading, int(stops[at]))
            weighed += done - first
            yield first, done


def _gains(charset: MultiByte, data: bytes, reading: Reading, index: Places, ends: Places, model: Model) -> Nats:
    """How much likelier what is read from the second byte of each character is than the character itself. ends: of the zones."""
    starts = reading.starts[index]
    sizes = reading.starts[index + 1] - starts
    wide = np.flatnonzero(sizes > 1)
    codes, lengths, good = charset.at(data, starts[wide] + 1)
    follows = np.zeros(len(wide), np.bool_)
    follows[:-1] = starts[wide[:-1]] + 1 + lengths[:-1] == starts[wide[1:]] + 1
    side = _priced(codes, good, np.flatnonzero(~follows) + 1, model)
    gain = _priced(reading.codes[index], reading.good[index], ends, model)
    gain[wide] -= side
    return gain


def _priced(codes: Codes, good: NDArray[np.bool_], breaks: Places, model: Model) -> Nats:
    """The nats of characters; at the breaks (indices) what stands before does not count."""
    nats = -model.running(np.insert(codes, breaks, _FEED)).astype(np.float64)
    nats = np.delete(nats, breaks + np.arange(len(breaks)))
    return np.where(good, nats, BAD_NATS)


def _in_step(charset: MultiByte, data: bytes, reading: Reading, last: int) -> int:
    """The first character from there on at which readings from any byte of the one before meet."""
    count = len(reading.codes)
    while last < count:
        starts = reading.starts[last - 1:min(last + 64, count) + 1]
        _, sizes, _ = charset.at(data, starts[:-1] + 1)
        meets = np.flatnonzero((np.diff(starts) == 1) | (starts[:-1] + 1 + sizes == starts[1:]))
        if len(meets):
            return last + int(meets[0])
        last = min(last + 64, count)
    return count


@dataclass(slots=True)
class _Zone:
    """What may be read of some bytes, the first being at `begin`.

    codes, sizes, good, nats: by byte, of what begins there.  main: whether the reading has a character there.
    """

    begin: int
    codes: Codes
    sizes: Places
    good: NDArray[np.bool_]
    main: NDArray[np.bool_]
    nats: Nats

    @classmethod
    def of(cls, charset: MultiByte, data: bytes, reading: Reading, first: int, last: int, model: Model) -> _Zone:
        """The bytes of the characters from `first` to `last` of a reading."""
        begin, stop = int(reading.starts[first]), int(reading.starts[last])
        codes, sizes, good = charset.at(data, np.arange(begin, stop))
        starts = reading.starts[first:last] - begin
        main = np.zeros(stop - begin, np.bool_)
        main[starts] = True
        codes[starts], good[starts] = reading.codes[first:last], reading.good[first:last]
        sizes[starts] = np.diff(reading.starts[first:last + 1])
        nats = np.zeros(stop - begin)
        for which in (main, ~main):
            at = np.flatnonzero(which)
            # What does not follow on the character before it begins anew, as behind a line feed.
            breaks = np.flatnonzero(at[:-1] + sizes[at[:-1]] != at[1:]) + 1
            nats[at] = _priced(codes[at], good[at], breaks, model)
        nats[~main & (codes < 0x80)] += _LETTER_NATS
        # No pairs of bytes read one byte off look like the digits and leads of a longer code.
        nats[sizes > 2] = np.minimum(nats[sizes > 2], _LONG_NATS)
        return cls(begin, codes, sizes, good, main, nats)


def _way(zone: _Zone, size: int) -> Reading | None:
    """The likeliest way through the bytes of a zone, None where it is not much likelier than the reading's. size: of the data."""
    count = len(zone.codes)
    nats, sizes, good = zone.nats.tolist(), zone.sizes.tolist(), zone.good.tolist()
    skip = _lost_nats(zone, size)
    cost, came = [math.inf] * (count + 1), [0] * (count + 1)
    cost[0] = 0.0
    for place in range(count):
        here = cost[place]
        if here == math.inf:
            continue
        stop = place + sizes[place]
        if (good[place] or sizes[place] > 1) and stop <= count and here + nats[place] < cost[stop]:
            cost[stop], came[stop] = here + nats[place], place
        if here + skip[place] < cost[place + 1]:
            cost[place + 1], came[place + 1] = here + skip[place], -1 - place
    stood = sum(nats[place] if good[place] or sizes[place] > 1 else skip[place] for place in np.flatnonzero(zone.main).tolist())
    return None if cost[count] + _GAIN_NATS > stood else _followed(zone, came)


def _lost_nats(zone: _Zone, size: int) -> list[float]:
    """What it costs to leave each byte unread. A byte of ASCII can always be read."""
    skip = np.where(zone.good & (zone.codes < 0x80) & (zone.sizes == 1), math.inf, BAD_NATS)
    # A cut before a letter is rarer than a first character that is rare.
    if zone.begin == 0 and not (len(skip) > 1 and zone.codes[1] < 0x80):
        skip[0] = CUT_NATS if skip[0] < math.inf else skip[0]
    if zone.begin + len(skip) == size and skip[-1] < math.inf:
        skip[-1] = CUT_NATS
    lost: list[float] = skip.tolist()
    return lost


def _followed(zone: _Zone, came: list[int]) -> Reading:
    """The reading along a way. came: for each byte where a character stops, that where it begins; -1 - that for a lost byte."""
    starts, read = [], []
    place = len(came) - 1
    while place:
        step = came[place]
        place = step if step >= 0 else -1 - step
        starts.append(place)
        read.append(step >= 0)
    at = np.array(starts[::-1])
    good = zone.good[at] & np.array(read[::-1])
    return Reading(np.where(good, zone.codes[at], np.uint32(_REPLACEMENT)), np.append(at, len(came) - 1) + zone.begin, good)


def _slice(reading: Reading, first: int, last: int) -> Reading:
    return Reading(reading.codes[first:last], reading.starts[first:last + 1], reading.good[first:last])


def _joined(parts: list[Reading], size: int) -> Reading:
    starts = np.concatenate([*(each.starts[:-1] for each in parts), [size]])
    return Reading(np.concatenate([each.codes for each in parts]), starts, np.concatenate([each.good for each in parts]))
