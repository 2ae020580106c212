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
from fixenc.charsets._oddness import Places, is_small, odd_zones
from fixenc.model.codes import Codes
from fixenc.model.score import Model

# A byte that the charset cannot read: a fault is expected once in some 1,100 bytes (e^7) of a file that has any, and what stood
# there is unknown (another 6 nats, the price of a character).
BAD_NATS = 13.0
# Half a character at the very start or end of the data is where they were cut.
CUT_NATS = 4.5
# So much likelier another way has to be, and so much more for each second byte that it takes for a letter of ASCII: clean text
# with rare characters is commoner than lost bytes.
_GAIN_NATS, _LETTER_NATS = 2.0, 5.0
# However rare a character is (the model has 20 nats and more for those of Hong Kong's supplement), alone it is no lost byte and a
# letter, which cost 13 and some 10.
_RAREST_NATS = 18.0
# A small letter between two characters of two bytes is so much rarer than the model, which knows capitals there, has it.
_LONE_NATS = 3.0
# What is looked at around odd places, in characters: before the first, behind the last.
_BEFORE, _BEHIND = 4, 8
# So many characters before an odd place the fault may be.
_LEAD = 24
# So many characters are weighed byte by byte at most: damage is in few places, and where it is everywhere nothing is gained.
_MOST_CHARACTERS = 1 << 17
_REPLACEMENT = 0xFFFD
_FEED = 0x0A
# No character has more bytes.
_LONGEST = 4

Nats = NDArray[np.float64]


def resynced(charset: Charset, data: bytes, reading: Reading, model: Model) -> Reading:
    """The reading, or a likelier one in which the bytes are cut into characters differently where they were odd."""
    if not isinstance(charset, MultiByte) or not len(reading.codes):
        return reading
    # Of other languages the model knows too little to see a fault where every byte can be read.
    if not charset.chinese and reading.good.all():
        return reading
    zones = [_Zone.of(charset, data, reading, first, last) for first, last in _likely(charset, data, reading, model)]
    if not zones:
        return reading
    _price(zones, model)
    parts: list[Reading] = []
    done = 0
    for zone in zones:
        if better := _way(zone, len(data)):
            parts += [_slice(reading, done, zone.first), better]
            done = zone.last
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
    wide = (reading.starts[index + 1] - starts > 1).nonzero()[0]
    codes, lengths, good = charset.at(data, starts[wide] + 1)
    is_end = np.ones(len(wide), np.bool_)
    is_end[:-1] = starts[wide[:-1]] + 1 + lengths[:-1] != starts[wide[1:]] + 1
    main, count = reading.codes[index], len(index)
    nats = _nats(np.concatenate((main, codes)), np.concatenate((ends, is_end.nonzero()[0] + count + 1)), model)
    gain = np.where(reading.good[index], nats[:count] + _lone_nats(main, reading.starts[index + 1] - starts), BAD_NATS)
    is_word = _is_letter(codes) & _is_letter(reading.codes.take(index[wide] + 1, mode="clip"))
    gain[wide] -= np.where(good, nats[count:] + _LETTER_NATS * ((codes < 0x80) & ~is_word), BAD_NATS)
    return gain


def _nats(codes: Codes, breaks: Places, model: Model) -> Nats:
    """The nats of characters; at the breaks (indices) what stands before does not count."""
    count = len(codes) + len(breaks)
    is_code = np.ones(count, np.bool_)
    is_code[breaks + np.arange(len(breaks))] = False
    joined = np.full(count, _FEED, np.uint32)
    joined[is_code] = codes
    return -model.running(joined)[is_code].astype(np.float64)


def _in_step(charset: MultiByte, data: bytes, reading: Reading, last: int) -> int:
    """The first character from there on at which readings from any byte of the one before meet."""
    count = len(reading.codes)
    while last < count:
        starts = reading.starts[last - 1:min(last + 64, count) + 1]
        begin = int(starts[0])
        _, sizes, _ = charset.at(data[begin:int(starts[-1]) + _LONGEST], starts[:-1] + 1 - begin)
        meets = np.flatnonzero((np.diff(starts) == 1) | (starts[:-1] + 1 + sizes == starts[1:]))
        if len(meets):
            return last + int(meets[0])
        last = min(last + 64, count)
    return count


@dataclass(slots=True)
class _Zone:
    """What may be read of the bytes of the characters from `first` to `last` of a reading, the first byte being at `begin`.

    codes, sizes, good, nats: by byte, of what begins there.  main: whether the reading has a character there.
    """

    first: int
    last: int
    begin: int
    codes: Codes
    sizes: Places
    good: NDArray[np.bool_]
    main: NDArray[np.bool_]
    nats: Nats

    @classmethod
    def of(cls, charset: MultiByte, data: bytes, reading: Reading, first: int, last: int) -> _Zone:
        """A zone that is not priced yet."""
        begin, stop = int(reading.starts[first]), int(reading.starts[last])
        codes, sizes, good = charset.at(data[begin:stop + _LONGEST], np.arange(stop - begin))
        starts = reading.starts[first:last] - begin
        main = np.zeros(stop - begin, np.bool_)
        main[starts] = True
        codes[starts], good[starts] = reading.codes[first:last], reading.good[first:last]
        sizes[starts] = np.diff(reading.starts[first:last + 1])
        return cls(first, last, begin, codes, sizes, good, main, np.zeros(stop - begin))


def _is_letter(codes: Codes) -> NDArray[np.bool_]:
    return ((codes | 0x20) - np.uint32(0x61)) < 26


def _lone_nats(codes: Codes, sizes: Places) -> Nats:
    """What is added to the price of small letters and rare signs of a reading that stand between two characters of two bytes."""
    is_lone = np.zeros(len(codes), np.bool_)
    is_lone[1:-1] = is_small(codes[1:-1]) & (sizes[:-2] > 1) & (sizes[2:] > 1)
    return np.where(is_lone, _LONE_NATS, 0.0)


def _price(zones: list[_Zone], model: Model) -> None:
    """Fill in the nats of the zones."""
    parts, places, breaks = [], [], []
    offset = 0
    for zone in zones:
        for at in (zone.main.nonzero()[0], (~zone.main).nonzero()[0]):
            # What does not follow on the character before it begins anew, as behind a line feed.
            follows = at[:-1] + zone.sizes[at[:-1]] == at[1:]
            breaks.append(offset + np.append((~follows).nonzero()[0] + 1, len(at)))
            parts.append(zone.codes[at])
            places.append((zone, at, offset))
            offset += len(at)
    nats = _nats(np.concatenate(parts), np.concatenate(breaks), model)
    for zone, at, offset in places:
        zone.nats[at] = np.where(zone.good[at], np.minimum(nats[offset:offset + len(at)], _RAREST_NATS), BAD_NATS)
    for zone in zones:
        # The first letter of a word is none that stands alone.
        is_word = _is_letter(zone.codes) & np.append(_is_letter(zone.codes[1:]), False)
        zone.nats[~zone.main & (zone.codes < 0x80) & ~is_word] += _LETTER_NATS
        at = zone.main.nonzero()[0]
        zone.nats[at] += _lone_nats(zone.codes[at], zone.sizes[at])


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
