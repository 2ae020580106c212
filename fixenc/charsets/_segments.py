"""Files in two charsets or more: which lines are UTF-8, and which are in another one.

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
from fixenc.charsets._colours import without_codes
from fixenc.charsets._line_parts import cuts, may_have_parts
from fixenc.charsets._resync import BAD_NATS, CUT_NATS
from fixenc.model.score import Model

# Programs append to files line by line, so a change is rare: once in some 3,000 lines.
SWITCH_NATS = 8.0
# A second charset in a file of UTF-8 is rarer than a bad byte: its lines together have to be likelier by as much.
STRANGER_NATS = 16.0
# And of a third charset they have to be ordinary Chinese, which costs 3 to 4 nats a byte in two bytes a character; a line with
# a lost byte is not.
_ORDINARY_BYTE_NATS = 4.25
# More than any weighed line can say.
_CERTAIN_NATS = 1e4
# Four characters of three bytes each are valid UTF-8 by chance hardly ever; a whole line of EUC-TW may be of two bytes each.
_CERTAIN_CHARACTERS = 4
_THREE_BYTES = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_CERTAIN_BYTES = 12
_MULTI_BYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_ASCII = bytes(range(0x80))
_FEED = 0x0A

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The lines of some data that have bytes beyond ASCII: where they begin and stop, and whether they are valid UTF-8.

    A line that is UTF-8 in parts only is as many lines here."""

    starts: Places
    stops: Places
    valid: NDArray[np.bool_]

    @classmethod
    def of(cls, data: bytes) -> Lines:
        """All lines of the data."""
        if not data:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.bool_))
        octets = np.frombuffer(data, np.uint8)
        stops = (octets == _FEED).nonzero()[0] + 1
        if not data.endswith(b"\n"):
            stops = np.concatenate((stops, [len(data)]))
        starts = np.concatenate(([0], stops[:-1]))
        high, leads = octets >= 0x80, octets >= 0xC0
        follows = high & ~leads
        # What no valid line has: a lead byte before no byte that follows, and such a byte behind ASCII.
        wrong = np.empty(len(data), np.bool_)
        wrong[:1] = follows[:1]
        np.greater(follows[1:], high[:-1], out=wrong[1:])
        wrong[:-1] |= leads[:-1] > follows[1:]
        wrong[-1:] |= leads[-1:]
        has_high = np.logical_or.reduceat(high, starts)
        valid = ~np.logical_or.reduceat(wrong, starts)[has_high]
        if (may := may_have_parts(octets >= 0xE0, follows, starts)[has_high] & ~valid).any():
            return cls._with_parts(data, starts[has_high], stops[has_high], valid, may)
        return cls._checked(data, starts[has_high], stops[has_high], valid)

    @classmethod
    def _with_parts(cls, data: bytes, starts: Places, stops: Places, valid: NDArray[np.bool_], may: NDArray[np.bool_]) -> Lines:
        """The lines, those that change their charset in parts. may: the lines that may do so."""
        inner: list[int] = []
        for start, stop in zip(starts[may].tolist(), stops[may].tolist(), strict=True):
            inner += [start + cut for cut in cuts(data[start:stop])]
        places = np.array(inner, np.int64)
        which = np.searchsorted(starts, places)
        starts, stops = np.insert(starts, which, places), np.insert(stops, which - 1, places)
        return cls._checked(data, starts, stops, np.insert(valid | may, which, True))

    @classmethod
    def _checked(cls, data: bytes, starts: Places, stops: Places, valid: NDArray[np.bool_]) -> Lines:
        """valid: which lines may be valid UTF-8 so far as neighbouring bytes tell."""
        for index in valid.nonzero()[0].tolist():
            valid[index] = _is_valid(data[starts[index]:stops[index]])
        if b"\x1b[" in data:
            for index in np.flatnonzero(~valid).tolist():
                valid[index] = _is_valid(without_codes(data[starts[index]:stops[index]]))
        return cls(starts, stops, valid)

    @property
    def mixed(self) -> bool:
        """Whether some lines are valid UTF-8 and others are not."""
        return bool(self.valid.any() and not self.valid.all())

    def invalid(self, data: bytes, size: int) -> bytes:
        """Some `size` bytes of the lines that are not valid UTF-8, the first ones."""
        which = np.flatnonzero(~self.valid)
        sizes = np.cumsum(self.stops[which] - self.starts[which])
        return b"".join(self.texts(data, which[:int(np.searchsorted(sizes, size)) + 1].tolist()))

    def texts(self, data: bytes, indices: Sequence[int]) -> list[bytes]:
        """The bytes of some of the lines, each with one line feed."""
        return [data[self.starts[index]:self.stops[index]].rstrip(b"\n") + b"\n" for index in indices]


def _is_valid(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines, or parts of them, in one charset: bytes from `start` to `stop`."""

    start: int
    stop: int
    charset: Charset


def stretches(data: bytes, lines: Lines, charsets: Sequence[Charset], model: Model) -> list[Stretch]:
    """The data as stretches in UTF-8 and others; lines of ASCII belong to the stretch before them.

    charsets: UTF-8 first.  With one more, lines that are UTF-8 or are not for certain are not priced.
    """
    count = len(lines.valid)
    costs = np.zeros((len(charsets), count))
    costs[1:, lines.valid] = _CERTAIN_NATS
    costs[0, ~lines.valid] = _CERTAIN_NATS
    # Lines of the rarer kind first: a few that are valid by chance, or invalid by damage, decide nothing.
    rarer = bool(lines.valid.sum() * 2 < count)
    few = np.flatnonzero(lines.valid == rarer)
    _weigh(data, lines, few, costs, charsets, model)
    if len(charsets) == 2:
        gains = (costs[1] - costs[0])[few] * (1 if rarer else -1)
        if gains[gains > 0].sum() < (SWITCH_NATS if rarer else STRANGER_NATS):
            return [Stretch(0, len(data), charsets[int(rarer)])]
    _weigh(data, lines, np.flatnonzero(lines.valid != rarer), costs, charsets, model)
    path = _path(costs)
    sizes = lines.stops - lines.starts
    main = 0 if lines.valid.any() else int(np.bincount(path, sizes, len(charsets)).argmax())
    for stranger in range(len(charsets)):
        which = path == stranger
        gain = (costs[main, which] - costs[stranger, which]).sum()
        is_doubtful = stranger > 1 or main > 0
        is_ordinary = not is_doubtful or costs[stranger, which].sum() < _ORDINARY_BYTE_NATS * sizes[which].sum()
        if stranger != main and not (gain > STRANGER_NATS and is_ordinary):
            path[which] = main
    changes = np.flatnonzero(path[1:] != path[:-1]) + 1
    starts = [0, *lines.starts[changes].tolist(), len(data)]
    kinds = path[np.concatenate(([0], changes))].tolist()
    return [Stretch(start, stop, charsets[kind]) for start, stop, kind in zip(starts, starts[1:], kinds, strict=False)]


def _weigh(data: bytes, lines: Lines, indices: Places, costs: NDArray[np.float64], charsets: Sequence[Charset],
           model: Model) -> None:
    """Put down the nats of those of the lines that are not certain."""
    texts = lines.texts(data, indices.tolist())
    certain = [_is_certain(text, bool(lines.valid[index])) for index, text in zip(indices.tolist(), texts, strict=True)]
    for kind, charset in enumerate(charsets):
        # Certain lines that are no UTF-8 may be in any of the others.
        which = [at for at, is_certain in enumerate(certain)
                 if not is_certain or (len(charsets) > 2 and kind and not lines.valid[indices[at]])]
        if which:
            costs[kind, indices[which]] = _costs([texts[at] for at in which], charset, model)
        if which and kind and indices[which[0]] == 0 and lines.starts[0] == 0:
            # The very first byte may be half a character, which behind a cut is no damage.
            behind = CUT_NATS + float(_costs([texts[which[0]][1:]], charset, model)[0])
            costs[kind, 0] = min(costs[kind, 0], behind)


def _is_certain(line: bytes, valid: bool) -> bool:
    if valid:
        return len(_THREE_BYTES.findall(line)) >= _CERTAIN_CHARACTERS
    # Most bytes beyond ASCII of damaged UTF-8 still are parts of characters.
    high = len(line.translate(None, _ASCII))
    return high >= _CERTAIN_BYTES and sum(map(len, _MULTI_BYTE.findall(line))) < 0.5 * high


def _costs(lines: Sequence[bytes], charset: Charset, model: Model) -> NDArray[np.float64]:
    """The nats of each line in a charset."""
    reading: Reading = charset.read(b"".join(lines))
    nats = np.where(reading.good, -model.running(reading.codes).astype(np.float64), BAD_NATS)
    ends = np.cumsum([len(line) for line in lines])
    which = np.minimum(np.searchsorted(ends, reading.starts[:-1], "right"), len(lines) - 1)
    return np.bincount(which, nats, len(lines)).astype(np.float64)


def _path(costs: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each line, its charset (a row of `costs`): the likeliest sequence."""
    kinds = range(len(costs))
    total = [0.0] * len(kinds)
    came: list[list[int]] = []
    for line in costs.T.tolist():
        best = min(kinds, key=total.__getitem__)
        sources = [best if total[best] + SWITCH_NATS < total[kind] else kind for kind in kinds]
        came.append(sources)
        total = [line[kind] + total[source] + SWITCH_NATS * (source != kind) for kind, source in enumerate(sources)]
    state = min(kinds, key=total.__getitem__)
    path = []
    for sources in reversed(came):
        path.append(state)
        state = sources[state]
    return np.array(path[::-1], np.int64)
