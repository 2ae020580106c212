"""锟斤拷: text that was not UTF-8, read as UTF-8, saved, and then read as GBK.

    锟斤拷锟斤拷锟斤拷锟斤拷        图片锟叫割工锟斤拷锟斤拷 -> 图片切割工����

Each byte that UTF-8 could not read became U+FFFD, which is EF BF BD; two of them, EF BF BD EF BF BD, are 锟斤拷 in GBK. What
stood there is lost, save for pairs of bytes that happened to be UTF-8. Where some did the line is taken back to the text that the
first reader saw, and from there repaired as far as they reach; otherwise it is reported and left as it is.
Leaves alone: a single 锟斤拷, text that speaks of encodings, quotations.
Source: the best known of all damage to Chinese; old web pages, exports of databases, source files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from fixenc.charsets import find as find_charset
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._parts import parts
from fixenc.damage._readers import REPLACEMENT, reader_of
from fixenc.damage._restore import Job, restore
from fixenc.damage._syntax import habits
from fixenc.damage._topic import lines_with, span_of
from fixenc.damage._trust import trusted
from fixenc.model.scan import Family
from fixenc.values import Guess, Process, Span, Step

TANGLE = re.compile("锟斤拷|锟[^\x00-\xff]|斤拷")
# 锟 is a rare character of names; two in a line, beside 拷, are none.
LEAST = 2
# What nobody writes: nats of evidence for each.
TANGLE_NATS = 8.0
PROCESS = Process("bytes that are no utf-8 became U+FFFD; then the utf-8 was read as gb18030",
                  (Step("decode", "utf-8"), Step("encode", "utf-8"), Step("decode", "gb18030")))
# Fewer Chinese characters than this that nobody had to guess prove nothing.
SURVIVORS = 2
_RUN = re.compile("[^\x00-\x7f]+")
_LOST = re.compile(REPLACEMENT + "+")
_HAN = re.compile("[\u3400-\u9fff]")


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The tangled lines, each from the first tangle to the last, with what is left of it where something is."""
    # 斤 is a common character; without 锟 there is nothing to look for.
    for start, line in lines_with(TANGLE, text) if "锟" in text else ():
        if "拷" in line and line.count("锟") >= LEAST:
            gain = TANGLE_NATS * line.count("锟")
            first, last = span_of(line, TANGLE)
            first, last = first - len(_run_behind(line[:first][::-1])), last + len(_run_behind(line[last:]))
            after, guesses = _restored(line[first:last], line[:first], line[last:], context)
            if after:
                yield Proposal(Span(start + first, start + last), after, gain, PROCESS, guesses)
            else:
                first, last = span_of(line, TANGLE)
                yield Proposal(Span(start + first, start + last), None, gain, PROCESS)
    # What is left of a line that was repaired is no tangle any more.
    for start, line in lines_with(_LOST, text) if PROCESS.words in context.proved else ():
        first, last = span_of(line, _LOST)
        yield Proposal(Span(start + first, start + last), None, TANGLE_NATS, PROCESS)


def _run_behind(text: str) -> str:
    match = _RUN.match(text)
    return match[0] if match else ""


def _restored(tangled: str, head: str, tail: str, context: Context) -> tuple[str, tuple[Guess, ...]]:
    """What a tangled stretch was, U+FFFD where nobody can tell, and the guesses in it; nothing where too little survives."""
    pair = next((each for each in pairs(context.config) if (each.written.name, each.read.name) == ("gb18030", "utf_8")), None)
    seen = _seen(tangled)
    if pair is None or seen is None or not seen.replace(REPLACEMENT, "").strip():
        return "", ()
    return _read_back(head, seen, tail, pair, context)


def _seen(tangled: str) -> str | None:
    """What the first reader saw, or None where this did not happen. The last of an odd number of U+FFFD is half lost itself."""
    data = [find_charset("gb18030").to_bytes(part) for part in tangled.split("锟" + REPLACEMENT)]
    try:
        return None if None in data else REPLACEMENT.join((part or b"").decode() for part in data)
    except UnicodeDecodeError:
        return None


def _read_back(head: str, seen: str, tail: str, pair: Pair, context: Context) -> tuple[str, tuple[Guess, ...]]:
    """What the first reader saw, repaired. head, tail: around it."""
    line = head + seen + tail
    start, stop = len(head), len(head) + len(seen)
    job = Job(0, start, stop, ((start, stop),), pair, reader_of(pair.read.name, "surrogates", REPLACEMENT))
    result = restore([job], [line], habits(""), context.model)[0]
    if result is None or (result.start, result.stop) != (start, stop):
        return "", ()
    after = ""
    guesses: list[Guess] = []
    place = start
    for part in parts(result, trusted([result], [line], context.model)[0], line):
        after += line[place:part.start]
        guesses += [replace(guess, offset=len(after) + guess.offset) for guess in part.guesses if not part.is_left]
        after += line[part.start:part.stop] if part.is_left else part.after
        place = part.stop
    after += line[place:stop]
    known = len(_HAN.findall(after)) - len(guesses)
    return (after, tuple(guesses)) if known >= SURVIVORS else ("", ())


KIND = Kind(Stage.CHARACTERS, Family.LOST, find)
