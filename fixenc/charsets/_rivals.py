"""Which charset are these bytes in? Each is read in every charset there may be, and the language model says how likely that is.

All rivals are priced in one unit: nats of the text as the model has it, and nats for each place that cannot be read. A bad
place is a fault in the file; it costs, and disqualifies nothing.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset, Reading
from fixenc.charsets._languages import foreign_letters
from fixenc.charsets._misspelt import misspelt
from fixenc.charsets._resync import BAD_NATS, CUT_NATS, resynced
from fixenc.model.codes import to_codes, to_text
from fixenc.model.score import Model

# What text is in where Chinese is repaired, before it is read: a charset of Chinese is e^6 likelier than one of another language.
CHINESE = ("utf_8", "gb18030", "big5", "utf_16le", "utf_16be", "euc_tw")
_PRIOR_NATS = {"utf_8": 0.0, "gb18030": -0.5, "big5": -1.0, "big5_uao": -3.0, "utf_16le": -2.0, "utf_16be": -3.0, "euc_tw": -4.0,
               "shift_jis": -5.0, "euc_jp": -5.0, "euc_kr": -5.0, "cp1252": -5.0, "cp1251": -5.5}
_STRANGER_NATS = -7.0
_LINE_FEED = 0x0A
# Bytes of which none is part of a character of UTF-8 are not damaged UTF-8.
_NOTHING_NATS = 10.0
_FIRST_KANA, _LAST_KANA = 0x3041, 0x30FE
_FIRST_MARK, _LAST_MARK, _REPLACEMENT = 0x0300, 0x0323, 0xFFFD
# What stands where no language has it is a slip at best.
_MISSPELT_NATS = 3.0
# A letter that the language of a text has not is in a name.
_FOREIGN_NATS = 4.0
# More unreadable places than these are not the work of a few lost bytes.
_FEW = 2


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known before the bytes are read.

    prior: as in Config.  told: charsets that somebody said it is, with the nats that this is worth.
    """

    prior: str = "none"
    told: Mapping[str, float] = field(default_factory=dict)

    def nats(self, name: str) -> float:
        """How likely a charset is, in nats; only differences count."""
        told = self.told.get(name, 0.0)
        if self.prior == "none":
            return told + (0.0 if name in _PRIOR_NATS else -2.0)
        script = 2.0 if (self.prior, name) in (("zh-Hant", "big5"), ("zh-Hans", "gb18030")) else 0.0
        return told + script + _PRIOR_NATS.get(name, _STRANGER_NATS)


@dataclass(frozen=True, slots=True)
class Rival:
    """One reading of the evidence.

    cost_nats: of the text, the bad places and the charset's own rarity.  each_nats: the cost of a character beyond ASCII.
    bad: how many places cannot be read.  kana: the share (0..1) of kana in what is beyond ASCII.
    """

    charset: Charset
    cost_nats: float
    each_nats: float
    bad: int
    kana: float


def rank(data: bytes, charsets: Iterable[Charset], model: Model, clues: Clues, *, may_be_cut: bool = True) -> list[Rival]:
    """The rivals, the likeliest first; of charsets that read the same text only the commonest.

    data: the evidence, cut anywhere: half a character at its very ends costs little.
    may_be_cut: whether to look for the place where a byte was lost, at the start or elsewhere.
    """
    ordered = sorted(charsets, key=lambda each: (-clues.nats(each.name), each.name))
    read: dict[bytes, tuple[Charset, Reading]] = {}
    for charset in ordered:
        reading = charset.read(data)
        if may_be_cut and np.count_nonzero(~reading.good) <= _FEW + len(data) // 64:
            reading = resynced(charset, data, reading, model)
        read.setdefault(reading.codes.tobytes(), (charset, reading))
    chosen = [(charset, _composed(charset, reading)) for charset, reading in read.values()]
    nats = _costs([reading for _, reading in chosen], model)
    rivals = (_rival(data, *pair, each, clues.nats(pair[0].name)) for pair, each in zip(chosen, nats, strict=True))
    return sorted(rivals, key=lambda each: each.cost_nats)


def chances(rivals: Sequence[Rival]) -> list[float]:
    """Probability (0..1) of each. A model's nats are too sure of themselves: characters of one text are no independent
    witnesses, so a third of the difference is believed."""
    best = rivals[0].cost_nats
    weights = [math.exp(max(-700.0, (best - each.cost_nats) / 3.0)) for each in rivals]
    total = sum(weights)
    return [weight / total for weight in weights]


def _costs(readings: Sequence[Reading], model: Model) -> list[NDArray[np.float64]]:
    """The nats of each character of each reading, priced in one call."""
    feed = np.array([_LINE_FEED], np.uint32)
    joined = np.concatenate([part for reading in readings for part in (reading.codes, feed)]) if readings else feed
    nats = -model.running(joined).astype(np.float64)
    ends = np.cumsum([len(reading.codes) + 1 for reading in readings])
    return [nats[end - len(reading.codes) - 1:end - 1] for reading, end in zip(readings, ends.tolist(), strict=True)]


def _composed(charset: Charset, reading: Reading) -> Reading:
    """The reading as it is priced: Windows writes Vietnamese with tone marks behind the letters, and the model has letters with
    marks. Where the characters begin no longer counts then."""
    marks = reading.codes - np.uint32(_FIRST_MARK) <= _LAST_MARK - _FIRST_MARK
    if charset.kind != "single-byte" or not marks.any():
        return reading
    codes = to_codes(unicodedata.normalize("NFC", to_text(reading.codes)))
    return Reading(codes, np.arange(len(codes) + 1, dtype=np.int64), codes != _REPLACEMENT)


def _rival(data: bytes, charset: Charset, reading: Reading, nats: NDArray[np.float64], prior_nats: float) -> Rival:
    good = reading.good
    bad = int(len(good) - good.sum())
    cut, ends = _cut(data, charset, reading) if bad else (0, 0)
    bad -= cut
    high = good & (reading.codes >= 0x80)
    cost = float(nats[good].sum()) + bad * BAD_NATS + ends * CUT_NATS
    each = (float(nats[high].sum()) + bad * BAD_NATS) / max(1, int(high.sum()))
    if charset.name == "utf_8" and bad and not high.any():
        cost += _NOTHING_NATS
    if charset.kind == "single-byte":
        cost += _MISSPELT_NATS * misspelt(reading.codes) + _FOREIGN_NATS * foreign_letters(reading.codes)
    return Rival(charset, cost - prior_nats, each, bad, kana_share(reading))


def kana_share(reading: Reading) -> float:
    """The share (0..1) of kana in what is read beyond ASCII."""
    kana = np.count_nonzero(reading.codes - np.uint32(_FIRST_KANA) <= _LAST_KANA - _FIRST_KANA)
    return float(kana / max(1, int(np.count_nonzero(reading.good & (reading.codes >= 0x80)))))


def _cut(data: bytes, charset: Charset, reading: Reading) -> tuple[int, int]:
    """How many of the unreadable places are what is left of a first and a last character that were cut, and how many of those
    two there are."""
    whole = (reading.good & (reading.codes >= 0x80)).nonzero()[0]
    # Half a unit of UTF-16 is no cut: most files have an even number of bytes.
    if not len(whole) or charset.name.startswith("utf_16"):
        return 0, 0
    good = reading.good.nonzero()[0]
    head, tail = int(good[0]), len(reading.good) - 1 - int(good[-1])
    if charset.name != "utf_8":
        return min(head, 1) + min(tail, 1), min(head, 1) + min(tail, 1)
    # Of UTF-8 each byte is a place: only bytes that follow can be left at the start, only a lead and such bytes at the end.
    first, last = data[:head], data[len(data) - tail:]
    is_head = head < 4 and all(byte & 0xC0 == 0x80 for byte in first)
    is_tail = 0 < tail < 4 and last[0] >= 0xC0 and all(byte & 0xC0 == 0x80 for byte in last[1:])
    return head * is_head + tail * is_tail, int(is_head and head > 0) + int(is_tail)
