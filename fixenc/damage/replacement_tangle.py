"""锟斤拷: text that was not UTF-8, read as UTF-8, saved, and then read as GBK.

    锟斤拷锟斤拷锟斤拷锟斤拷        图片锟叫割工锟斤拷锟斤拷

Each byte that UTF-8 could not read became U+FFFD, which is EF BF BD; two of them, EF BF BD EF BF BD, are 锟斤拷 in GBK. What
stood there is lost, save for pairs of bytes that happened to be UTF-8; reported and left as it is.
Leaves alone: a single 锟斤拷, text that speaks of encodings, quotations.
Source: the best known of all damage to Chinese; old web pages, exports of databases, source files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._topic import lines_with, span_of
from fixenc.model.scan import Family
from fixenc.values import Process, Span, Step

TANGLE = re.compile("锟斤拷|锟[^\x00-\xff]|斤拷")
# 锟 is a rare character of names; two in a line, beside 拷, are none.
LEAST = 2
# What nobody writes: nats of evidence for each.
TANGLE_NATS = 8.0
PROCESS = Process("bytes that are no utf-8 became U+FFFD; then the utf-8 was read as gb18030",
                  (Step("decode", "utf-8"), Step("encode", "utf-8"), Step("decode", "gb18030")))


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines that are past repair, from the first tangle to the last."""
    # 斤 is a common character; without 锟 there is nothing to look for.
    for start, line in lines_with(TANGLE, text) if "锟" in text else ():
        if "拷" in line and line.count("锟") >= LEAST:
            first, last = span_of(line, TANGLE)
            yield Proposal(Span(start + first, start + last), None, TANGLE_NATS * line.count("锟"), PROCESS)


KIND = Kind(Stage.CHARACTERS, Family.LOST, find)
