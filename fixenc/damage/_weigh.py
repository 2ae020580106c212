"""How likely is a text? The model's answer where it is at home, and bounds where it is not.

The model knows prose. Rows of one character, formulas, lists of rare characters, glyphs of somebody's own font and text of no
language at all are clean and cost it more than any repair would: there "nothing happened" is worth what it costs at most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from fixenc.damage._drawn import BEGINS_NATS, are_drawn, drawn_nats
from fixenc.damage._search import LINE_FEED
from fixenc.damage._signs import signs_nats
from fixenc.model.codes import Codes, to_codes
from fixenc.model.score import Model

# A character that stood within the last few costs this much, whatever it is.
ECHO, ECHO_NATS = 4, 4.0
# Lists in the order of a code chart (㎟㎠㎡㎢, 阈、阉、阊、阋) hold the rarest characters there are, and each is what was to be
# expected: at most so many code points behind the one before, or behind the one before the separator, of one or two characters.
# By chance an ideograph is one of the next four after the last once in 5,000 times (e^-8.5).
LISTED_STEP, LISTED_APART, LISTED_NATS = 4, 3, 4.0
# Other lists of characters (by stroke, by sound, in the order of a standard: 帎庋庉庌, 某、拇、牡、亩) have no order that shows:
# one line in 20,000 (e^-10) is held to be such a list, in which each of 13,000 ideographs (e^-9.5) is as likely as another.
# A list has six characters or more, separators among them.
EAST_ASIAN, LIST_LEAST, LIST_BEGINS_NATS, LIST_NATS = 0x2E80, 6, 10.0, 9.5
# As rarely what stands there is bytes that are no Chinese at all, each of the 128 beyond ASCII (e^-4.85) as likely as another:
# text of another language in a charset of its own, or no text. Chinese costs less than two such bytes a character; of seven
# and more: from three on, 11 of 206 damaged strings of 2 to 4 characters would stay.
HALF_WIDTH, LAST_HALF_WIDTH, BYTES_LEAST, BYTE_NATS = 0xFF61, 0xFF9F, 14, 4.85
# Three characters that stood together before in the same text say nothing new when they stand there again.
REPEATED_NATS = 1.0
# Where signs of formulas stand close together the next one is no surprise, however rare it is by itself.
FORMULA_SIGNS, FORMULA_NATS = 4, 6.0
_LATIN_FORMULA = np.frombuffer("±²³¹·¼½¾×÷°¬".encode("utf-32-le"), np.uint32)
# "Nothing happened" includes accidents that are no misreading: a glyph of somebody's own font, a stray control, a symbol that
# got into the text. They are rarer than ordinary characters, but once in 65 million (e^-18) a private-use character or a C1
# control stands where one did not; those behind it cost no more than the choice among them (ln 6,400, ln 32), and any
# other character no more than e^-16. By the model alone two stray private-use characters "proved" whatever two ideographs
# some pair of charsets made of them: of 5,200 clean lines with one to three stray characters 411 were changed, with
# these bounds 5, at the price of 9 of 1,356 damaged strings of 2 to 4 characters.
STRAY_NATS, PRIVATE_NATS, CONTROL_NATS, STRANGE_NATS = 18.0, 9.0, 4.0, 16.0
# What costs as much as this is the beginning of a row of such characters as well.
ROW_NATS = 14.0
# Kana of half width are rarer than others by this (e^-6). In full width ﾃﾞｰﾀﾍﾞｰｽ costs 14 nats and ﾌﾟﾘﾝﾀｰ 22, what GBK read as
# Shift_JIS makes of as many bytes (ｵﾍﾗﾅﾍｷ, ｼﾙｵﾄ｡｣) 40 and more.
_HALF_WIDTH, KANA_NATS = re.compile("[\uff66-\uff9f]"), 6.0
# Characters that stand together, and odd numbers that mix them into one.
_TOGETHER = 3
_MIX = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], np.uint64)


def weigh(texts: Sequence[str], model: Model) -> NDArray[np.float64]:
    """Log probability of each text, where a character that has just been used costs little to use again.

    Rare characters come in pairs and rows (潬潬, НН, ⿰⿰⿰): one is a surprise, the next is none.
    """
    _, nats, starts = _weighed(texts, model)
    return np.add.reduceat(nats, starts)


def weigh_as_found(texts: Sequence[str], model: Model) -> NDArray[np.float64]:
    """The same of texts as they stand: a strange character may have come by an accident that was no misreading."""
    codes, nats, starts = _weighed(texts, model)
    return np.add.reduceat(_as_found(codes, nats), starts)


def as_found_and_listed(texts: Sequence[str], alone: NDArray[np.bool_], around: Sequence[tuple[int, int]],
                        model: Model) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log probability of each text as it stands, and of each as something else that is no prose: a list, foreign bytes, kana, a
    drawing, a row of signs.

    alone: which texts have nothing else in their line that an accident could have happened to.  around: how many characters at
    the beginning and end of each are prose in any case.
    """
    codes, nats, starts = _weighed(texts, model)
    lengths = np.diff(np.append(starts, len(codes)))
    nats = np.where(np.repeat(alone, lengths), nats, _as_found(codes, nats))
    ordered = np.where(_is_listed(codes, starts, lengths), np.maximum(nats, -LISTED_NATS), nats)
    wide = (codes >= EAST_ASIAN) & ((codes < HALF_WIDTH) | (codes > LAST_HALF_WIDTH))
    beyond = codes >= 0x80
    least = np.where(wide, -LIST_NATS, np.where(beyond, -BYTE_NATS, -np.inf))
    for start, length, (head, tail) in zip(starts.tolist(), lengths.tolist(), around, strict=True):
        # The line feed behind the text is one more.
        for outside in (slice(start, start + head), slice(start + length - 1 - tail, start + length)):
            ordered[outside], least[outside] = nats[outside], -np.inf
    listed = np.add.reduceat(np.maximum(ordered, least), starts) - LIST_BEGINS_NATS
    count_wide, count = (np.add.reduceat(flags.astype(np.int64), starts) for flags in (wide, beyond))
    listed[(count_wide < LIST_LEAST) & (count < BYTES_LEAST)] = -np.inf
    as_list = np.maximum(np.maximum(np.add.reduceat(ordered, starts), listed), _as_kana(texts, model))
    return np.add.reduceat(nats, starts), np.maximum(as_list, _as_row(codes, nats, starts))


def weigh_as_row(texts: Sequence[str], model: Model) -> NDArray[np.float64]:
    """Log probability of each text as a list in the order of its codes, as a drawing, or with a row of quotation marks or of
    letters in both cases."""
    codes, nats, starts = _weighed(texts, model)
    lengths = np.diff(np.append(starts, len(codes)))
    ordered = np.where(_is_listed(codes, starts, lengths), np.maximum(nats, -LISTED_NATS), nats)
    return np.maximum(np.add.reduceat(ordered, starts), _as_row(codes, nats, starts))


def _as_found(codes: Codes, nats: NDArray[np.float64]) -> NDArray[np.float64]:
    """The log probability of each code point, none below what an accident costs."""
    private = (codes >= 0xE000) & (codes < 0xF900)
    stray = private | (codes >= 0x7F) & (codes < 0xA0) | (codes < 0x20) & (codes != LINE_FEED)
    is_next = np.zeros(len(codes), np.bool_)
    is_next[1:] = (stray | (nats < -ROW_NATS))[:-1]
    most = np.where(stray, STRAY_NATS, STRANGE_NATS)
    most = np.where(stray & is_next, np.where(private, PRIVATE_NATS, CONTROL_NATS), most)
    return np.maximum(nats, -most)


def _as_row(codes: Codes, nats: NDArray[np.float64], starts: NDArray[np.intp]) -> NDArray[np.float64]:
    found = signs_nats(codes, nats, starts)
    drawn = are_drawn(codes)
    if drawn.any():
        total = np.add.reduceat(np.where(drawn, np.maximum(nats, drawn_nats(codes)), nats), starts) - BEGINS_NATS
        found = np.maximum(found, total)
    return found


def _as_kana(texts: Sequence[str], model: Model) -> NDArray[np.float64]:
    """Log probability of each text as Japanese in kana of half width, which the model knows in full width; else -inf."""
    nats = np.full(len(texts), -np.inf)
    places = [place for place, text in enumerate(texts) if _HALF_WIDTH.search(text)]
    if places:
        wide = [normalize("NFKC", texts[place]) for place in places]
        nats[places] = weigh(wide, model) - KANA_NATS
    return nats


def _weighed(texts: Sequence[str], model: Model) -> tuple[Codes, NDArray[np.float64], NDArray[np.intp]]:
    """The code points of some texts with their log probabilities, a line feed behind each text, and where each text begins."""
    codes = to_codes("".join(text + "\n" for text in texts))
    nats = model.running(codes).astype(np.float64)
    # UTF-16 that was read in another charset has line feeds inside.
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    starts = np.concatenate(([0], ends[:-1] + 1))
    number = np.repeat(np.arange(len(ends), dtype=np.uint64), np.diff(ends, prepend=-1))
    nats = np.where(_is_echo(codes, number), np.maximum(nats, -ECHO_NATS), nats)
    nats = np.where(_is_repeated(codes, ends, number), np.maximum(nats, -REPEATED_NATS), nats)
    nats[ends] = 0.0
    formula = _is_formula(codes)
    many = np.repeat(np.add.reduceat(formula.astype(np.int64), starts) >= FORMULA_SIGNS, np.diff(np.append(starts, len(codes))))
    return codes, np.where(formula & many, np.maximum(nats, -FORMULA_NATS), nats), starts


def _is_echo(codes: Codes, number: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which code points stood within the last few of the same text. number: which text each is of."""
    again = np.zeros(len(codes), np.bool_)
    for distance in range(1, min(ECHO, len(codes) - 1) + 1):
        again[distance:] |= (codes[distance:] == codes[:-distance]) & (number[distance:] == number[:-distance])
    return again


def _is_listed(codes: Codes, starts: NDArray[np.intp], lengths: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which code points go on with a list in the order of their codes, in one text: the third of it and those behind."""
    listed = np.zeros(len(codes), np.bool_)
    place = np.arange(len(codes)) - np.repeat(starts, lengths)
    for apart in range(1, LISTED_APART + 1):
        if len(codes) > 2 * apart:
            step = codes[apart:].astype(np.int64) - codes[:-apart]
            rises = (step > 0) & (step <= LISTED_STEP)
            listed[2 * apart:] |= rises[apart:] & rises[:-apart] & (place[2 * apart:] >= 2 * apart)
    return listed


def _is_repeated(codes: Codes, ends: NDArray[np.intp], number: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which code points end three that stood together before in the same text. ends: of each text, its line feed."""
    wide = codes.astype(np.uint64)
    wide[ends] = np.arange(len(ends), dtype=np.uint64) + np.uint64(1 << 21)
    # Unequal threes get equal keys once in 2^64 tries.
    key = (number + np.uint64(1)) * _MIX[0]
    for distance in range(_TOGETHER):
        key[distance:] ^= wide[:len(wide) - distance] * _MIX[distance + 1]
        key *= _MIX[0]
    repeated = np.ones(len(codes), np.bool_)
    repeated[np.unique(key, return_index=True)[1]] = False
    return repeated


def _is_formula(codes: Codes) -> NDArray[np.bool_]:
    """Which code points are signs of formulas: Greek, super- and subscripts, fractions, arrows, operators."""
    return (((codes >= 0x370) & (codes < 0x400)) | ((codes >= 0x2070) & (codes < 0x20D0)) | ((codes >= 0x2150) & (codes < 0x2300))
            | ((codes >= 0x27C0) & (codes < 0x2B00)) | np.isin(codes, _LATIN_FORMULA))
