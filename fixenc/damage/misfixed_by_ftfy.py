"""GBK or Big5 that was read as Latin-1 and then "repaired" by ftfy, which took some of its bytes for UTF-8.

    Ŀ¼ҳ -> 目录页        °´¼üÅÌÉ쵀 -> 按键盘上的

目录 in GBK is C4 BF C2 BC: as Latin-1 Ä¿Â¼, and by chance two characters of UTF-8. Each character that stands there now goes back
to the bytes that it may stand for, the likeliest text of all these is taken, and ftfy itself, run on its misreading, must give
what stands there, exactly; or, of another version of it, each character must be a byte, or some bytes read as UTF-8. Where two
texts come out alike (a straight quote was 91 or 92) the likelier one is a guess.
Leaves alone: text that ftfy did not touch (`mojibake` repairs that), other languages, single words.
Source: Chinese web pages in corpora that were cleaned with ftfy; of real lines 19 in 20 are what ftfy 6.3 makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fixenc.charsets import find as find_charset
from fixenc.damage._decide import CLEAN_NATS, NEIGHBOUR_NATS, STRANGER_NATS, Line
from fixenc.damage._foreign import is_foreign
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._lines import SHORTER, windows
from fixenc.damage._misfixed_bytes import EFFORTS, spellings
from fixenc.damage._misfixed_lines import READ, Candidate, candidates
from fixenc.damage._misfixed_proof import CLEANINGS
from fixenc.damage._misfixed_restore import Restored, restore, spelled
from fixenc.damage._misfixed_search import readings
from fixenc.damage._pairs import pairs
from fixenc.damage._quoted import quotation_nats
from fixenc.damage._spans import lines_of, suspicious, unexplained
from fixenc.damage._together import run_together
from fixenc.damage._weigh import weigh, weigh_as_row
from fixenc.model.scan import Family, alarms
from fixenc.values import Config

WRITTEN = ("gb18030", "big5")
# So many lines are searched at once.
LINES = 64
# And so many of a text of which nothing is known yet: what is proved there, by whatever kind of damage, decides about the rest.
FIRST_LINES = 256
# Of GBK read as Latin-1 one line in a hundred (e^-5) went through a cleaner.
MISFIXED_NATS = 5.0
# Text that no version of the cleaner at hand makes is held to this much more.
UNKNOWN_NATS = 15.0


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The damaged lines of a text, each with what stood there."""
    proved = _is_proved(context)
    left = unexplained(text, context)
    lines = lines_of(text, *left) if proved else suspicious(text, *left, context.model)
    lines = [Line(line.start, line.text.rstrip("\r")) for line in lines]
    if not context.proved:
        lines = lines[:FIRST_LINES]
    lines = [window for line in lines for window in windows(line)]
    if context.proved and not proved:
        # Such a line, edited here and there, would take a second for a thousand characters.
        lines = [line for line in lines if len(line.text) <= SHORTER // 2]
    allowed = _allowed(context.config)
    damaged = [each for each in candidates(lines, context.model, _plainly(context)) if each.written in allowed]
    for first in range(0, len(damaged), LINES):
        yield from _repaired(damaged[first:first + LINES], proved, context)


def _repaired(damaged: Sequence[Candidate], proved: bool, context: Context) -> Iterator[Proposal]:
    """What is found in some stretches: the easy readings first, and all others for what is odd or without proof."""
    best: dict[int, tuple[float, Restored]] = {}
    left = list(range(len(damaged)))
    for effort in EFFORTS:
        searches = [readings(spellings(damaged[index].text, effort), damaged[index].written) for index in left]
        found = run_together(searches, context.model)
        for index, ways in zip(left, found, strict=True):
            text, name = damaged[index].text, damaged[index].written
            for restored, doubt in ((restore(text, ways, name), 0.0), (spelled(text, ways, name), UNKNOWN_NATS)):
                if restored is not None:
                    nats = -doubt - max(0.0, float(alarms([restored.after], context.model)[0]))
                    best[index] = max(best.get(index, (nats, restored)), (nats, restored), key=lambda each: each[0])
        left = [index for index in left if index not in best or best[index][0] < -CLEAN_NATS]
    misread = {pair.written.name: -pair.prior_nats for pair in pairs(context.config) if pair.read.name == "iso8859_1"}
    for index, (nats, restored) in sorted(best.items()):
        here = damaged[index]
        before, after = weigh([here.text, restored.after], context.model).tolist()
        if not proved:
            before = max(before, *weigh_as_row([here.text], context.model).tolist())
        stop = here.start + len(here.text)
        prior = NEIGHBOUR_NATS if proved else STRANGER_NATS + MISFIXED_NATS + misread.get(here.written, 0.0)
        gain = after - before + nats - prior - quotation_nats(here.line.text, here.start, stop, restored.after)
        written, read = find_charset(here.written), find_charset("iso8859_1")
        if gain > 0.0 and (proved or not is_foreign(here.text, restored.after, written, read, context.model)):
            yield restored.proposal(here.line.start + here.start, gain)


def _is_proved(context: Context) -> bool:
    return bool(context.proved) and any(way.process(written).words in context.proved for way in CLEANINGS for written in WRITTEN)


def _plainly(context: Context) -> set[str]:
    """The charsets of which it is proved that text was read in another, and no cleaner came."""
    return {pair.written.name for pair in pairs(context.config)
            if pair.read.name in READ and not context.proved.keys().isdisjoint(pair.words)}


def _allowed(config: Config) -> set[str]:
    """The charsets that the caller allows the text to have been written in."""
    include = {find_charset(name).name for name in config.encodings}
    exclude = {find_charset(name).name for name in config.not_encodings}
    return {name for name in WRITTEN if (name in include or not include) and name not in exclude}


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find)
