"""Bytes -> text: which charset, how surely, and what could not be read.

Certain things first: a byte order mark, then UTF-8, which nothing else looks like, escape sequences, UTF-16 by its rows. What is
left is read in every charset there may be, and the language model says which reading is likely. A byte that cannot be read
costs nats and disqualifies nothing; it becomes U+FFFD and is kept, so that `to_bytes` gives every byte back.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Mapping
from dataclasses import replace

from fixenc.charsets import _decoded, find
from fixenc.charsets._binary import is_binary, is_filled
from fixenc.charsets._charset import Charset
from fixenc.charsets._choice import EVIDENCE_BYTES, Choice, allowed, choose, is_allowed
from fixenc.charsets._colours import without_codes
from fixenc.charsets._commonness import common_share
from fixenc.charsets._declared import declared, known
from fixenc.charsets._decoded import read_stretches, read_utf_32, read_whole, segments_of
from fixenc.charsets._evidence import evidence, without_runs
from fixenc.charsets._oddness import has_strange_parts
from fixenc.charsets._rivals import Clues, Rival, rank
from fixenc.charsets._segments import Lines, Stretch, stretches
from fixenc.charsets._variants import main_of, variant, variants_of
from fixenc.charsets._wide import maybe_wide, wide
from fixenc.model.codes import to_codes, to_text
from fixenc.model.load import load
from fixenc.model.score import Model
from fixenc.values import Config, Decoded

# So much dearer charset-normalizer's reading may be: the model knows Chinese, and of other languages only what letters they have.
_UNLIKELIER_NATS = 4.0
# Of 8-bit charsets that seemed surer, 98.8% of 922 short phrases were right, and 99.9% of 1,132 longer texts.
_FOREIGN_SURE = 0.98
# Random bytes without controls cost 19 nats and more a character in their likeliest charset, which cannot read an eighth of them;
# Chinese of which three bytes in ten are wrong costs 13 to 15.
_GARBAGE_EACH_NATS, _GARBAGE_PART = 17.0, 8
# Random bytes from 80 on cost 13.5 nats and more in a charset of two bytes, which cannot read a twentieth of them; at most 15% of
# what it reads are common characters. Of Chinese of which two bytes in five are wrong 17 to 30% are; lists of rare characters
# can be read.
_PAIRS_EACH_NATS, _PAIRS_PART, _COMMON_SHARE, _PAIRS = 13.5, 50, 0.16, 128
# What a declaration inside the text is worth, and one from outside, such as an HTTP header: both are wrong often enough.
_DECLARED_NATS, _HEADER_NATS = 6.0, 8.0
# What a stream was read in so far is worth so much where it goes on.
_SO_FAR_NATS = 12.0
# A byte order mark lies where another charset is likelier by so much, and its text is ordinary (nats a character).
_LIE_NATS, _ORDINARY_EACH_NATS = 20.0, 8.5
# A file whose text is strange in places may be in both charsets of Chinese.
_RIVAL_OF = {"gb18030": "big5", "big5": "gb18030"}
# Where the likeliest 8-bit charset has no such chance (0..1), or where there are fewer bytes, they stay unreadable.
_NO_ANSWER, _TELLING_BYTES = 0.3, 3
# Data in which more than a quarter of so many characters are sound UTF-8 beyond ASCII may be cut at both ends.
_CUT_CHARACTERS = _TELLING_CHARACTERS = 64
# Short data of which every character beyond ASCII has two bytes may be Chinese that is UTF-8 by chance. Where it was, the other
# reading was 12 to 45 nats likelier; words of 20 other languages in UTF-8 were 5 at most, and 10 nats a character at least.
_CHANCE_BYTES, _CHANCE_NATS, _CHANCE_EACH_NATS, _CERTAIN = 256, 12.0, 11.0, 0.995
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"\x84\x31\x95\x33", "gb18030"))
_UTF_32 = {"utf-32-le": "utf-32-le", "utf-32le": "utf-32-le", "utf-32-be": "utf-32-be", "utf-32be": "utf-32-be"}
_ESCAPES = ((b"~{", "hz"), (b"\x1b$)A", "iso_2022_cn"), (b"\x1b$)G", "iso_2022_cn"), (b"\x1b$)E", "iso_2022_cn"),
            (b"\x1b$)C", "iso_2022_kr"), (b"\x1b$B", "iso_2022_jp"), (b"\x1b$@", "iso_2022_jp"))
# Six digits of Base64 behind a + may be two characters of UTF-7, and three of a telephone number one. Chinese was 10 nats a
# character likelier than its digits and more; of random Base64 in which each run could be read, the likeliest was 5.
_UTF_7_RUN, _UTF_7_NATS = re.compile(rb"\+[A-Za-z0-9+/]{6}"), 8.0
# What stands behind a wrong mark of UTF-16, and how many bytes tell.
_LIARS, _LIE_BYTES = ("utf_16le", "utf_16be", "utf_8", "gb18030", "big5"), 512


def decode(data: bytes, config: Config | None = None, encoding: str = "", header: str = "", so_far: str = "") -> Decoded:
    """Read bytes as text; see `fixenc.decode`.

    encoding: a charset to be used instead of searching one.  header: one that somebody names who may be wrong.
    so_far: the one in which what stands before the data was read.  Raises UnknownNameError for an `encoding` that nobody has.
    """
    config = config or Config()
    if encoding:
        return _as_named(data, encoding, 1.0, config)
    told = _told((known(so_far), _SO_FAR_NATS), (declared(data), _DECLARED_NATS), (known(header), _HEADER_NATS))
    clues = Clues(config.prior, told)
    for bom, name in _BOMS:
        if data.startswith(bom):
            rest = data[len(bom):]
            if not _lies(rest, name, config):
                return _behind(bom, _as_named(rest, name, 1.0, config), 1.0)
            found = _unmarked(rest, config, clues)
            return _behind(bom, found, 1.0 if name == found.encoding and not found.bad else 0.9)
    return _unmarked(data, config, clues)


def _told(*said: tuple[str, float]) -> dict[str, float]:
    """The nats of each charset that somebody named; who names a variant names what it is a variant of."""
    told: dict[str, float] = {}
    for name, nats in said:
        for each in {name, main_of(name)} - {""}:
            told[each] = told.get(each, 0.0) + nats
    return told


def to_bytes(decoded: Decoded) -> bytes:
    """The bytes that were read, those that could not be read included.

    >>> to_bytes(decode(bytes.fromhex("c4e3bac3"))).hex()
    'c4e3bac3'
    """
    return _decoded.to_bytes(decoded)


def _unmarked(data: bytes, config: Config, clues: Clues) -> Decoded:
    if name := _escaped(data, config):
        return read_whole(data, find(name), 0.99, load(config.model))
    if b"\0" in data and (name := wide(data)) and (name in _UTF_32 or is_allowed(find(name).name, config)):
        return _as_named(data, name, 0.98, config)
    if is_filled(data) or (is_binary(data) and not maybe_wide(data)):
        return Decoded(data.decode("latin-1"), "binary", 1.0)
    if is_allowed("utf_8", config):
        if (text := _valid_utf_8(data)) is not None:
            if len(data) <= _CHANCE_BYTES and not text.isascii() and (found := _by_chance(data, text, config, clues)):
                return found
            return Decoded(text, "utf-8", 1.0, segments_of(len(data), "utf-8", 1.0))
        if _is_cut_utf_8(data):
            return read_whole(data, find("utf-8"), 0.999, load(config.model))
    return _searched(data, config, clues)


def _searched(data: bytes, config: Config, clues: Clues) -> Decoded:
    """What is neither marked nor valid UTF-8 as a whole."""
    model, charsets, lines = load(config.model), allowed(config), Lines.of(data)
    is_mixed = lines.mixed and "utf_8" in charsets

    def telling(size: int) -> bytes:
        found = without_codes(lines.invalid(data, size) if is_mixed else evidence(data, size)).replace(b"\0", b"")
        return without_runs(found)

    choice = choose(data, telling, charsets, model, clues)
    best, sure = choice.best, choice.confidence
    if best.kind == "single-byte" and (sure < _NO_ANSWER or len(data) < _TELLING_BYTES) and "utf_8" in charsets:
        best = charsets["utf_8"]
    if best.name.startswith("utf_16"):
        return replace(read_whole(data, best, sure, model), candidates=choice.candidates())
    if is_binary(data):
        return Decoded(data.decode("latin-1"), "binary", 1.0)
    if best.kind == "single-byte" and not config.encodings and not config.not_encodings:
        best, sure = _foreign(data, choice, clues, model), min(sure, _FOREIGN_SURE)
    found = read_whole(data, best, sure, model)
    if parts := _parts(data, lines, is_mixed, found.text, choice, charsets, model):
        found = read_stretches(data, _as_variants(data, parts, config, clues, model), sure, model)
    elif _is_garbage(choice.rivals[0], found):
        return Decoded(data.decode("latin-1"), "binary", 1.0)
    elif (better := variant(best, data, found, config, model, clues)) is not best:
        found = read_whole(data, better, sure, model)
    return replace(found, candidates=choice.candidates())


def _is_garbage(best: Rival, found: Decoded) -> bool:
    """Whether even the likeliest charset makes no text of the data. Bytes of UTF-8 that are wrong are wrong one by one."""
    count = len(found.text)
    if best.charset.kind == "unicode" or best.each_nats < _PAIRS_EACH_NATS or count <= _TELLING_CHARACTERS:
        return False
    if best.each_nats > _GARBAGE_EACH_NATS and len(found.bad) * _GARBAGE_PART > count:
        return True
    codes = to_codes(found.text)
    is_dense = 2 * int((codes >= 0x80).sum()) > count >= _PAIRS
    return len(found.bad) * _PAIRS_PART > count and is_dense and common_share(codes) < _COMMON_SHARE


def _parts(data: bytes, lines: Lines, is_mixed: bool, text: str, choice: Choice, charsets: Mapping[str, Charset],
           model: Model) -> list[Stretch]:
    """The stretches of a file in two charsets or more; none where it is in one. text: as it is in the likeliest."""
    others = [each.charset for each in choice.rivals if each.charset.kind != "unicode"][:1]
    if len(lines.valid) < 2 or not others or "utf_8" not in charsets:
        return []
    found = stretches(data, lines, [charsets["utf_8"], *others], model) if is_mixed else []
    if len(found) > 1:
        rest = b"".join(data[each.start:each.stop] for each in found if each.charset is others[0])
        text = to_text(others[0].read(rest).codes)
    second = _RIVAL_OF.get(others[0].name, "")
    if second in charsets and has_strange_parts(to_codes(text)):
        found = stretches(data, lines, [charsets["utf_8"], *others, charsets[second]], model)
    return found if len(found) > 1 or (found and found[0].charset is not choice.best) else []


def _as_variants(data: bytes, parts: list[Stretch], config: Config, clues: Clues, model: Model) -> list[Stretch]:
    """The stretches, those in a charset that has variants in the one that all of them are likeliest in."""
    for charset in {part.charset.name: part.charset for part in parts if variants_of(part.charset.name)}.values():
        whole = b"".join(data[part.start:part.stop] for part in parts if part.charset is charset)
        better = variant(charset, whole, read_whole(whole, charset, 1.0, model), config, model, clues)
        parts = [replace(part, charset=better) if part.charset is charset else part for part in parts]
    return parts


def _foreign(data: bytes, choice: Choice, clues: Clues, model: Model) -> Charset:
    """Text that is not Chinese: charset-normalizer knows more languages. Its answer counts where it reads every byte, and where
    the characters that it reads are no less likely than those of the best rival."""
    from charset_normalizer import from_bytes

    sample = evidence(data, EVIDENCE_BYTES)
    found = from_bytes(sample).best()
    theirs = find(name) if found is not None and (name := known(found.encoding)) else choice.best
    if theirs.kind != "single-byte" or theirs.strict(data) is None:
        return choice.best
    nats = {each.charset.name: each.cost_nats for each in rank(sample, [theirs, choice.best], model, Clues("none", clues.told))}
    own = nats.get(choice.best.name, math.inf)
    return theirs if nats.get(theirs.name, own) < own + _UNLIKELIER_NATS else choice.best


def _escaped(data: bytes, config: Config) -> str:
    """The 7-bit charset whose escape sequences stand in the data, or ""."""
    if not data.isascii():
        return ""
    model = load(config.model)
    for mark, name in _ESCAPES:
        if (at := data.find(mark)) >= 0 and is_allowed(name, config):
            gain, good = _gain_nats(_around(data, at), find(name), model)
            if gain > 0 and good > 0.9:
                return name
    run = _UTF_7_RUN.search(data) if b"+" in data and is_allowed("utf_7", config) else None
    # A + in other text is no sign of UTF-7: all of the data has to be it.
    samples = (_around(data, run.start()), data) if run else ()
    gains = (_gain_nats(sample, find("utf_7"), model) for sample in samples)
    return "utf_7" if run and all(gain > _UTF_7_NATS and good > 0.99 for gain, good in gains) else ""


def _around(data: bytes, place: int) -> bytes:
    """The line with the place, and those behind it."""
    begin = max(data.rfind(b"\n", 0, place) + 1, place - EVIDENCE_BYTES)
    stop = place + EVIDENCE_BYTES
    return data[begin:data.rfind(b"\n", place, stop) + 1 or stop]


def _gain_nats(sample: bytes, charset: Charset, model: Model) -> tuple[float, float]:
    """How much likelier than the ASCII characters that stand there the text behind escape sequences is (nats for each of its
    characters beyond ASCII), and the share (0..1) of what can be read."""
    reading = charset.read(sample)
    gain = model.score(to_text(reading.codes)) - model.score(sample.decode("ascii"))
    return gain / max(1, int((reading.codes >= 0x80).sum())), float(reading.good.mean())


def _valid_utf_8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _by_chance(data: bytes, text: str, config: Config, clues: Clues) -> Decoded | None:
    """What may be UTF-8 by chance: a few characters of two bytes that are one character of likely Chinese each time."""
    charsets = {name: each for name, each in allowed(config).items() if name in ("utf_8", *_RIVAL_OF)}
    if max(text) >= "\u0800" or len(charsets) < 2:
        return None
    model = load(config.model)
    told = {**clues.told, "utf_8": clues.told.get("utf_8", 0.0) + _CHANCE_NATS}
    choice = Choice(rank(data, charsets.values(), model, Clues(clues.prior, told), may_be_cut=False), data)
    best = choice.rivals[0]
    if best.charset.name == "utf_8":
        sure = choice.confidence if choice.confidence < _CERTAIN else 1.0
        return Decoded(text, "utf-8", sure, segments_of(len(data), "utf-8", sure), candidates=choice.candidates())
    if best.each_nats > _CHANCE_EACH_NATS or best.charset.strict(data) is None:
        return None
    return replace(read_whole(data, best.charset, choice.confidence, model), candidates=choice.candidates())


def _is_cut_utf_8(data: bytes) -> bool:
    """Whether all but half a character at the very start and end is UTF-8, and so much of it that this is no chance."""
    start = next((place for place in range(min(4, len(data))) if data[place] & 0xC0 != 0x80), 0)
    try:
        text = data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        stop = start + error.start
        text = data[start:stop].decode("utf-8") if len(data) - stop < 4 else ""
    return sum(each > "\x7f" for each in text[:_CUT_CHARACTERS]) > _CUT_CHARACTERS // 4


def _lies(rest: bytes, name: str, config: Config) -> bool:
    """Whether what follows a byte order mark is in no such charset."""
    head = rest[:EVIDENCE_BYTES]
    if name == "gb18030" or not head:
        return False
    if name == "utf-8":
        return b"\0" in rest or _valid_utf_8(rest) is None
    if name in _UTF_32:
        found = read_utf_32(head[:len(head) & ~3], name, 1.0)
        return len(found.bad) > len(found.text) // 8
    # Text in UTF-16 has NUL bytes, or bytes beyond ASCII; a mark before ASCII or UTF-8 text was put there by mistake.
    if b"\0" not in head and _valid_utf_8(head[:head.rfind(b"\n") + 1] or head) is not None:
        return True
    own = find(name)
    rivals = rank(head[:_LIE_BYTES], [find(each) for each in (name, *_LIARS)], load(config.model), Clues(), may_be_cut=False)
    best, cost = rivals[0], next((each.cost_nats for each in rivals if each.charset is own), math.inf)
    return best.charset is not own and best.each_nats < _ORDINARY_EACH_NATS and cost > best.cost_nats + _LIE_NATS


def _behind(bom: bytes, found: Decoded, sure: float) -> Decoded:
    """What was read behind a byte order mark, with the offsets of the whole."""
    count = len(bom)
    sure = sure if sure == 1.0 else min(sure, found.confidence)
    segments = tuple(replace(each, span=each.span.moved(count), confidence=sure) for each in found.segments)
    bad = tuple(replace(each, byte_offset=each.byte_offset + count) for each in found.bad)
    return replace(found, confidence=sure, segments=segments, bom=bom, bad=bad)


def _as_named(data: bytes, encoding: str, sure: float, config: Config) -> Decoded:
    codec = _UTF_32.get(encoding.casefold().replace("_", "-"))
    return read_utf_32(data, codec, sure) if codec else read_whole(data, find(encoding), sure, load(config.model))
