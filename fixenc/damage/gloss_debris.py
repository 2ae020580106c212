"""Pinyin that a converter inserted behind characters, byte by byte, so that some were cut in half.

    堅(jiān)持 -> 堅持        當(dāng)?shù)膯挝缓蛡€(gè)人 -> 當的單位和個人        家?guī)?, -> 家庫,

A page was converted to Traditional characters, held as GBK bytes, and each of a set of characters was replaced by itself and
its reading. The pair D2 8E is 規, so 家庫 (BC D2 8E EC) was glossed inside; what stands behind is shifted by a byte until
the next ASCII, or has lost bytes. Some pages were also cut before ；！？， wherever those bytes stood.
Leaves alone: 重庆(Chóngqìng), dictionaries, text for learners, one hard character glossed once, notes on unusual readings.
Source: samples/guizhou-news.txt and fragments of 40 other pages, nearly all reproduced by this process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.damage._gloss_bytes import CUTS, STOP, STOP_BYTES, narrowed, octets
from fixenc.damage._gloss_evidence import CERTAIN_NATS, NEIGHBOUR_NATS, STRANGER_NATS
from fixenc.damage._gloss_page import Note, Page, half_width, survey
from fixenc.damage._gloss_proof import Region, judge, soft_nats
from fixenc.damage._gloss_run import Run
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.model.scan import Family
from fixenc.values import Process, Span, Step

WORDS = "pinyin was inserted behind characters held as GBK bytes"
_LINE, _SENTENCE, _CLAUSE = re.compile(r"\n"), re.compile(r"[。！？；!?;\n]"), re.compile(r"[^\u3400-\u9fff()]")
# The whole page, where it does not replay its lines, then its sentences: someone may have edited it since.
_CUTS = (None, _LINE, _SENTENCE, _CLAUSE)


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The glosses and the stretches that they shifted, each with what stood there."""
    proved = any(words.startswith(WORDS) for words in context.proved)
    page = survey(text, context.model, proved)
    if page is None:
        return
    certain = soft_nats(page) > CERTAIN_NATS
    prior = NEIGHBOUR_NATS if proved or certain else STRANGER_NATS
    regions = [Region(0, len(text), page.items)]
    seen = False
    for cut in _CUTS:
        rest: list[Region] = []
        for region in (part for whole in regions for part in whole.parts(text, cut)):
            verdict = judge(page, region, prior, certain)
            if verdict.proved:
                seen = True
                yield from (_proposal(page, item, verdict.gain_nats) for item in verdict.items)
            elif cut is None or verdict.gain_nats > 0.0:
                # A page may hold several texts; within a line, less text is no more evidence.
                rest.append(region)
        regions = rest
    if seen:
        yield from (Proposal(Span(*span), None, STRANGER_NATS, Process(WORDS)) for span in page.lost)


def _proposal(page: Page, item: Note | Run, gain_nats: float) -> Proposal:
    span = Span(item.start, item.stop)
    if isinstance(item, Note):
        steps = (Step("encode", "gbk"), _inserted(item.noted.character, item.noted.syllable), Step("decode", "gbk", "windows"))
        return Proposal(span, "", gain_nats, Process(WORDS, steps))
    narrow = half_width(page.text, item)
    details = [f"{each.character}({each.syllable})" for each in item.glosses] + [f"a cut before {cut}" for cut in item.cuts]
    process = Process(f"{WORDS}; {', '.join(dict.fromkeys(details))} fell between the halves of characters", _steps(item, narrow))
    return Proposal(span, narrowed(item.text) if narrow else item.text, gain_nats, process, item.guesses, item.certainty)


def _steps(run: Run, narrow: bool) -> tuple[Step, ...]:
    glosses = dict.fromkeys((each.character, each.syllable) for each in run.glosses)
    codes = {**CUTS, STOP: STOP_BYTES}
    cuts = [Step("split", f"before {codes[cut].hex(' ').upper()} {cut}") for cut in dict.fromkeys(run.cuts)]
    widths = [Step("replace", "full-width with half-width")] if narrow else []
    return (Step("encode", "gbk"), *(_inserted(*each) for each in glosses), *cuts, Step("decode", "gbk", "windows"), *widths)


def _inserted(character: str, syllable: str) -> Step:
    return Step("replace", f"{octets(character).hex(' ').upper()} {character} with {character}({syllable})")


KIND = Kind(Stage.DEBRIS, Family.GLOSS | Family.CUT, find)
