"""Doubtful pieces of a line, by how its quotes, brackets and tags pair."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from fixenc.damage._pairing import says_nothing, well_formed_nats

# A piece is doubtful where its likeliest text is less likely than this; texts less likely than that are not looked at, nor
# those that no pairing can bring near the likeliest.
SURE, UNLIKELY, UNLIKELY_NATS = 0.9999, 1e-6, 10.0
# What quotes and brackets do not tell apart.
_ALIKE = str.maketrans({**dict.fromkeys("023456789", "1"), **dict.fromkeys("\t\n!#$%&+,-.:;=?@\\^|~", " ")})
_HAN = re.compile("[\u3400-\u9fff]+")

Shares = dict[str, float]


def formed(texts: Sequence[str], doubtful: Mapping[int, Mapping[str, float]], head: str,
           tail: str) -> tuple[list[str], dict[int, Shares], float]:
    """The pieces of a line such that it is formed best, what else the doubtful ones may be (probabilities), and the nats of the
    line.

    doubtful: for some pieces, by index, each text that may stand there with its probability.  head, tail: around the pieces.
    """
    chosen = list(texts)
    # Han characters are all the same to quotes and brackets, however many they are.
    short = [_HAN.sub("一", text) for text in texts]
    head, tail = _HAN.sub("一", head), _HAN.sub("一", tail)
    best = well_formed_nats(head + "".join(short) + tail)
    weighed: dict[int, Shares] = {}
    for index, options in doubtful.items():
        before, behind = head + "".join(short[:index]), "".join(short[index + 1:]) + tail
        # Most lines have nothing to pair but what is doubtful.
        is_plain = says_nothing(before + behind)
        known = {_alike(chosen[index]): best}
        likeliest = math.log(options.get(chosen[index], 0.0) or UNLIKELY) + best
        nats = {}
        for text in dict.fromkeys((chosen[index], *options)):
            own = math.log(options.get(text, 0.0) or UNLIKELY)
            # No line is formed better than one of which nothing can be said.
            if own > likeliest - UNLIKELY_NATS:
                alike = _alike(text)
                if alike not in known:
                    known[alike] = 0.0 if is_plain and says_nothing(alike) else well_formed_nats(before + alike + behind)
                nats[text] = own + known[alike]
                likeliest = max(likeliest, nats[text])
        weighed[index] = _shares(nats)
        text = max(nats, key=nats.__getitem__)
        if text != chosen[index]:
            chosen[index], short[index] = text, _HAN.sub("一", text)
            best = known[_alike(text)]
    return chosen, weighed, best


@lru_cache(1 << 12)
def _alike(text: str) -> str:
    """What quotes and brackets see of a doubtful piece."""
    return _HAN.sub("一", text).translate(_ALIKE)


def _shares(nats: Mapping[str, float]) -> Shares:
    """The probabilities of some texts from their logs (to within a constant)."""
    greatest = max(nats.values())
    weights = {text: math.exp(each - greatest) for text, each in nats.items()}
    total = sum(weights.values())
    return {text: weight / total for text, weight in weights.items()}
