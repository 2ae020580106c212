"""Charsets that share nearly all codes: text is found to be in the main one, and what the other codes mean tells which it is."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find
from fixenc.charsets._charset import Charset
from fixenc.charsets._choice import is_allowed
from fixenc.charsets._colours import without_codes
from fixenc.charsets._multi_byte import REPLACEMENT as _CODE
from fixenc.charsets._multi_byte import MultiByte
from fixenc.charsets._rivals import Clues, rank
from fixenc.model.codes import to_codes
from fixenc.model.score import Model
from fixenc.registry import collect
from fixenc.values import Config, Decoded

REPLACEMENT = chr(_CODE)
# Around each code that differs so many characters are weighed, of so many such codes at most.
_AROUND, _MOST = 6, 24
# Where something cannot be read: what writers took from the extension cost less (nats a character) in 147 of 150 texts, what
# wrong bytes made more in 142 of 150. One such place alone has to be likelier.
_ORDINARY_NATS, _ORDINARY_ALONE_NATS = 11.5, 8.0
# A row has 157 codes in Big5.
_MOST_OF_A_ROW = 78
# Beyond this code point all are alike.
_LIMIT = 0x30000


def variants_of(name: str) -> tuple[MultiByte, ...]:
    """The variants of a charset.

    >>> [each.name for each in variants_of("big5")]
    ['big5_uao']
    """
    return _variants().get(name, ())


def main_of(name: str) -> str:
    """The charset that one is a variant of, or its own name.

    >>> main_of("big5_uao"), main_of("gb18030")
    ('big5', 'gb18030')
    """
    found = find(name) if name else None
    return found.variant_of or name if isinstance(found, MultiByte) else name


def variant(charset: Charset, data: bytes, found: Decoded, config: Config, model: Model, clues: Clues) -> Charset:
    """The charset, or that one of its variants which makes the likelier text of the codes that differ.

    found: the data as the charset has it.
    """
    others = [each for each in variants_of(charset.name) if is_allowed(each.name, config)]
    if not others or not isinstance(charset, MultiByte):
        return charset
    told = next((each for each in others if each.name in clues.told), charset)
    suspects, leads = _suspects(charset.name, tuple(each.name for each in others))
    places = suspects.take(to_codes(found.text), mode="clip").nonzero()[0][:_MOST].tolist()
    # Written in one go: a call for each of them takes as long as all the rest of a small file.
    around = (found.text[max(0, place - _AROUND):place + _AROUND].replace(REPLACEMENT, "") for place in places)
    parts = [charset.to_bytes("\n".join(around))]
    for bad in [each for each in found.bad if each.data[0] in leads][:_MOST]:
        before = found.text[max(0, bad.offset - _AROUND):bad.offset].replace(REPLACEMENT, "")
        parts.append((charset.to_bytes(before) or b"") + without_codes(data[bad.byte_offset:bad.byte_offset + 2 * _AROUND]))
    sample = b"\n".join(part for part in parts if part)
    if not sample:
        return told
    best = rank(sample, [charset, *others], model, clues, may_be_cut=False)[0].charset
    # Where bytes are wrong, some of them are characters of the extension.
    return best if best is charset or not found.bad or _is_ordinary(best, charset, sample, model) else charset


def _is_ordinary(charset: Charset, main: Charset, sample: bytes, model: Model) -> bool:
    """Whether what only the variant has is ordinary text; bytes that are wrong are rare characters there."""
    reading = charset.read(sample)
    own = _suspects(charset.name, (main.name,))[0].take(reading.codes, mode="clip") & reading.good
    limit = _ORDINARY_NATS if np.count_nonzero(own) > 1 else _ORDINARY_ALONE_NATS
    return bool(own.any() and -float(model.running(reading.codes)[own].mean()) < limit)


@cache
def _differing(one: str, other: str) -> NDArray[np.bool_]:
    """A flag for each pair of bytes, by number, that is something else in the other charset."""
    pairs, places = np.arange(0x10000, dtype=">u2").tobytes(), np.arange(0, 0x20000, 2)
    charsets = [each for each in map(find, (one, other)) if isinstance(each, MultiByte)]
    (codes, sizes, _), (other_codes, other_sizes, _) = (each.at(pairs, places) for each in charsets)
    return np.asarray((codes != other_codes) | (sizes != other_sizes), np.bool_)


@cache
def _suspects(one: str, others: tuple[str, ...]) -> tuple[NDArray[np.bool_], frozenset[int]]:
    """A flag for each code point that the first charset reads from pairs that are something else in one of the others, and from
    no other pair; and the first bytes of which most pairs are such: what cannot be read may be a character there."""
    differing = np.logical_or.reduce([_differing(one, other) for other in others])
    table = np.zeros(_LIMIT, np.bool_)
    for flags, is_suspect in ((differing, True), (~differing, False)):
        pairs = np.flatnonzero(flags)
        lines = np.stack((pairs >> 8, pairs & 0xFF, np.full(len(pairs), 0x0A)), axis=1).astype(np.uint8).tobytes()
        reading = find(one).read(lines)
        table[reading.codes[reading.good]] = is_suspect
    return table, frozenset(np.flatnonzero(differing.reshape(256, 256).sum(axis=1) > _MOST_OF_A_ROW).tolist())


@cache
def _variants() -> dict[str, tuple[MultiByte, ...]]:
    found: dict[str, tuple[MultiByte, ...]] = {}
    for each in collect("fixenc.charsets", "CHARSET").values():
        if isinstance(each, MultiByte) and each.variant_of:
            found[each.variant_of] = (*found.get(each.variant_of, ()), each)
    return found
