"""The bytes that a character may stand for after text read byte by byte went through a cleaner that looks for UTF-8.

    ¼ : BC, or C2 BC        Ŀ : C4 BF        쵀 : EC B5 80        ę̀ : E8 CC A8        ij : 69 6A, or C4 B3

A character is one byte of Latin-1 or of code page 1252, or two to four neighbouring bytes that happened to be UTF-8; and the
cleaner then composed letters with accents, straightened quotes and took ligatures and full-width forms apart.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations

from fixenc.charsets import find
from fixenc.damage._ftfy import misreadings, replaced

# Nats for what is rarer than a byte that stayed one: bytes that were UTF-8, characters that were replaced, UTF-8 seen in a
# charset of other countries, bytes of UTF-8 that had been UTF-8 themselves, and soft hyphens that are gone. They only decide
# between readings that are about as likely as text.
_UTF_8_NATS, _REPLACED_NATS, _FOREIGN_NATS, _TWICE_NATS, _SOFT_HYPHEN_NATS = -0.5, -2.0, -4.0, -1.0, -6.0
# The first misreadings are those in Latin-1 and in code page 1252.
_WESTERN = 2
_SPACE, _NO_BREAK_SPACE, _SOFT_HYPHEN = b" ", b"\xa0", b"\xad"
# "Ã " is a French or Portuguese "à " to ftfy: the space stays.
_GRAVE, _GRAVE_BYTE = "à", b"\xc3"
_MOST_MARKS = 3


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is tried. least_nats: of a spelling.  soft_hyphens: whether U+00AD, which is byte AD, may have been dropped
    anywhere before the cleaner came."""

    least_nats: float
    soft_hyphens: bool = False


# The next one for lines that the one before leaves odd or without proof.
EFFORTS = (Effort(-3.5), Effort(-math.inf), Effort(-3.5, soft_hyphens=True))


@dataclass(frozen=True, slots=True)
class Spelling:
    """Bytes that some characters may stand for. length: of those characters."""

    length: int
    data: bytes
    nats: float


def spellings(text: str, effort: Effort) -> list[list[Spelling]]:
    """For each place of a text what may begin there, likeliest first.

    >>> [each.data.hex() for each in spellings("\\xbc", EFFORTS[0])[0]]
    ['bc', 'c2bc', 'c382bc', 'c2c2bc']
    """
    found = []
    for place in range(len(text)):
        here = [each for each in _at(text, place) if each.nats >= effort.least_nats]
        if effort.soft_hyphens and text[place] >= "\x80":
            here += [Spelling(each.length, each.data[:cut] + _SOFT_HYPHEN + each.data[cut:], each.nats + _SOFT_HYPHEN_NATS)
                     for each in here for cut in range(len(each.data))]
        found.append(sorted(here, key=lambda each: -each.nats))
    return found


def _at(text: str, place: int) -> Iterator[Spelling]:
    stop = place + 1
    while stop < len(text) and stop - place <= _MOST_MARKS and unicodedata.combining(text[stop]):
        stop += 1
    yield from _character(text[place])
    yield from _composed(text[place:stop])
    for length in (2, 3):
        yield from _of_replaced(text[place:place + length], length)
    if text[place] == _GRAVE and text[place + 1:place + 2] == " ":
        yield Spelling(1, _GRAVE_BYTE, _UTF_8_NATS)


@cache
def _character(character: str) -> tuple[Spelling, ...]:
    found = [Spelling(1, bytes((octet,)), 0.0) for octet in _octets().get(character, ())]
    # Two bytes that are a control character as UTF-8, which then became what Windows has in its place.
    controls = [Spelling(1, chr(octet).encode(), _UTF_8_NATS) for octet in _octets().get(character, ()) if 0x80 <= octet < 0xA0]
    return (*found, *controls, *_utf_8(character), *_of_replaced(character, 1))


def _utf_8(character: str) -> Iterator[Spelling]:
    """What a character may have been before it was taken for UTF-8, whatever the charset: the letters that stood there, one of
    which may have been made of UTF-8 by itself, and which may have had a space for the byte A0."""
    if character < "\x80":
        return
    for rank, letters in enumerate(dict.fromkeys(misreadings(character))):
        nats = _UTF_8_NATS if rank < _WESTERN else _FOREIGN_NATS
        octets = [_octets().get(letter, ()) for letter in letters]
        foreign = [place for place, found in enumerate(octets) if not found]
        if not foreign:
            data = bytes(found[0] for found in octets)
            yield Spelling(1, data, nats)
            if _NO_BREAK_SPACE in data[1:]:
                yield Spelling(1, data.replace(_NO_BREAK_SPACE, _SPACE), nats)
        if len(foreign) < 2:
            for place in foreign or range(len(letters)):
                parts = [bytes(found[:1]) for found in octets]
                parts[place] = letters[place].encode(errors="surrogatepass")
                yield Spelling(1, b"".join(parts), nats + _TWICE_NATS)


@cache
def _of_replaced(text: str, length: int) -> tuple[Spelling, ...]:
    if len(text) != length:
        return ()
    return tuple(Spelling(length, each.data, each.nats + _REPLACED_NATS) for character in replaced().get(text, ())
                 for each in (*(Spelling(1, bytes((octet,)), 0.0) for octet in _octets().get(character, ())), *_utf_8(character)))


@cache
def _composed(cluster: str) -> tuple[Spelling, ...]:
    """A letter with accents as a letter and accents that were characters of their own, and composed or changed places."""
    parts = unicodedata.normalize("NFD", cluster)
    if not 2 <= len(parts) <= _MOST_MARKS + 1:
        return ()
    found = {}
    for marks in permutations(parts[1:]):
        letters = {parts[0]: marks, unicodedata.normalize("NFC", parts[0] + marks[0]): marks[1:]}
        for letter, accents in letters.items():
            together = letter + "".join(accents)
            if len(letter) == 1 and accents and together != cluster and unicodedata.normalize("NFC", together) == cluster:
                tail = "".join(accents).encode()
                for first in _character(letter):
                    found[first.data + tail] = Spelling(len(cluster), first.data + tail, first.nats + _REPLACED_NATS)
    return tuple(found.values())


@cache
def _octets() -> dict[str, tuple[int, ...]]:
    """Which bytes Latin-1 and code page 1252 read as a character."""
    found: dict[str, list[int]] = {}
    western = find("cp1252")
    for octet in range(0x100):
        for character in sorted({chr(octet), western.decode(bytes((octet,)))}):
            found.setdefault(character, []).append(octet)
    return {character: tuple(octets) for character, octets in found.items()}
