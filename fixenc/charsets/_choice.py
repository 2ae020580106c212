"""Which charset fits best: the likeliest few first, all there are only where none of them is settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from fixenc.charsets import find, shown
from fixenc.charsets._charset import Charset
from fixenc.charsets._commonness import rarity_nats
from fixenc.charsets._rivals import CHINESE, Clues, Rival, chances, kana_share, rank
from fixenc.charsets._single_byte import rare
from fixenc.charsets._wide import maybe_wide, without_padding
from fixenc.model.codes import to_text
from fixenc.model.score import Model
from fixenc.registry import collect
from fixenc.values import Candidate, Config

# Bytes of lines beyond ASCII that decide. 100 Chinese characters tell the charsets of Chinese apart, all others need more.
_GLANCE_BYTES = 256
_FIRST_BYTES = 512
EVIDENCE_BYTES = 4096
# A reading that is settled without asking the rest: no character of ordinary Chinese text costs as much on average (names and
# verse cost 7; a wrong reading 10 to 14), and no rival is within e^30. Only EUC-JP read as GB 18030 costs as little, because
# its kana are the same: text with kana is not settled at a glance.
_SETTLED_EACH_NATS, _SETTLED_GAP_NATS = 8.0, 30.0
_KANA_SHARE = 0.03
# By the shares of single characters most passages of 24 characters and more cost 6.6 to 8.6 nats a character, 450 to 700 in all
# less than in the other charset of Chinese; the next best is EUC-JP with 9.8 to 11.4, Korean with 10.1 to 11.5, EUC-TW with 10.3.
_COMMON_EACH_NATS, _COMMON_GAP_NATS, _COMMON_CHARACTERS = 9.0, 100.0, 24
# Below this confidence the answer is not sure, and the candidates are named that have at least this chance.
_SURE, _CHANCE = 0.95, 0.01
_SHOWN_BYTES, _SHOWN_CHARACTERS, _MOST_CANDIDATES = 120, 40, 5
_LIKELIEST = ("gb18030", "big5")
_FIRST = ("utf_8", "gb18030", "big5", "euc_tw", "shift_jis", "euc_jp", "euc_kr")


@dataclass(frozen=True, slots=True)
class Choice:
    """The rivals, the likeliest first, and the evidence that they were ranked by."""

    rivals: list[Rival]
    sample: bytes

    @property
    def best(self) -> Charset:
        """The likeliest charset."""
        return self.rivals[0].charset

    @property
    def confidence(self) -> float:
        """Probability (0..1) of the likeliest; never 1.0, which is for what is certain."""
        return min(chances(self.rivals)[0], 0.999)

    def candidates(self) -> tuple[Candidate, ...]:
        """The charsets in question, where that is not sure."""
        if self.confidence >= _SURE:
            return ()
        found = []
        for rival, chance in list(zip(self.rivals, chances(self.rivals), strict=True))[:_MOST_CANDIDATES]:
            if chance >= _CHANCE:
                text = to_text(rival.charset.read(self.sample[:_SHOWN_BYTES]).codes)[:_SHOWN_CHARACTERS]
                found.append(Candidate(shown(rival.charset), chance, text))
        return tuple(found)


def allowed(config: Config) -> Mapping[str, Charset]:
    """The charsets without escapes that may be considered, variants where they are named; UTF-8 where nothing is left."""
    if not config.encodings and not config.not_encodings:
        return _all()
    return {name: each for name, each in collect("fixenc.charsets", "CHARSET").items()
            if each.kind != "escape" and is_allowed(name, config)} or {"utf_8": find("utf_8")}


def is_allowed(name: str, config: Config) -> bool:
    """Whether a charset may be considered."""
    if not config.encodings and not config.not_encodings:
        return True
    include, exclude = ({find(each).name for each in names} for names in (config.encodings, config.not_encodings))
    return name not in exclude and (not include or name in include)


def choose(data: bytes, telling: Callable[[int], bytes], charsets: Mapping[str, Charset], model: Model, clues: Clues) -> Choice:
    """Rank the charsets. telling: gives so many bytes of the lines that tell charsets apart."""
    orders = [name for name in maybe_wide(data) if name in charsets]
    if not orders:
        sample = telling(_GLANCE_BYTES)[:_GLANCE_BYTES]
        names = dict.fromkeys((*_LIKELIEST, *clues.told))
        if len(names) == len(_LIKELIEST) and charsets.keys() >= names.keys() and (common := _common(sample, charsets)):
            return Choice(common, sample)
        rivals = rank(sample, [charsets[name] for name in names if name in charsets], model, clues, may_be_cut=False)
        if _is_settled(rivals) and rivals[0].kana < _KANA_SHARE:
            return Choice(rivals, sample)
    sample = without_padding(data[:EVIDENCE_BYTES])[:_FIRST_BYTES] if orders else telling(_FIRST_BYTES)[:_FIRST_BYTES]
    rivals = rank(sample, [charsets[name] for name in (*_FIRST, *orders) if name in charsets], model, clues)
    if _is_settled(rivals):
        return Choice(rivals, sample)
    sample = without_padding(data[:EVIDENCE_BYTES]) if orders else telling(EVIDENCE_BYTES)[:EVIDENCE_BYTES]
    unlikely = rare() - clues.told.keys()
    every = [each for name, each in charsets.items() if name not in unlikely and (orders or not name.startswith("utf_16"))]
    return Choice(rank(sample, every or list(charsets.values()), model, clues), sample)


@cache
def _all() -> Mapping[str, Charset]:
    charsets: Mapping[str, Charset] = collect("fixenc.charsets", "CHARSET")
    return {name: each for name, each in charsets.items() if each.kind not in ("escape", "variant")}


def _common(sample: bytes, charsets: Mapping[str, Charset]) -> list[Rival]:
    """The charsets of Chinese, where in one of them so many characters are common that no model has to be asked."""
    found = []
    for name in _LIKELIEST:
        reading = charsets[name].read(sample)
        nats, count = rarity_nats(reading)
        bad = len(reading.good) - int(reading.good.sum())
        found.append(Rival(charsets[name], nats, nats / max(1, count), bad, kana_share(reading)))
    best, other = sorted(found, key=lambda each: each.cost_nats)
    is_common = best.each_nats < _COMMON_EACH_NATS and best.cost_nats + _COMMON_GAP_NATS < other.cost_nats
    # So few characters have to cost so little less.
    is_long = best.cost_nats > _COMMON_EACH_NATS * _COMMON_CHARACTERS
    return [best, other] if is_common and is_long and best.kana < _KANA_SHARE else []


def _is_settled(rivals: list[Rival]) -> bool:
    if not rivals:
        return False
    best = rivals[0]
    gap = rivals[1].cost_nats - best.cost_nats if len(rivals) > 1 else 0.0
    return best.charset.name in CHINESE and best.each_nats < _SETTLED_EACH_NATS and gap > _SETTLED_GAP_NATS
