"""Lines that were written as escapes from end to end, and whether they may be read as what they stand for.

An escape is no damage where its carrier stands: in an address, a string of source code, a tag, a line that explains it. It is
damage where a whole line was written so and nothing is left that would read it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from fixenc.damage._decide import CLOSE_NATS, STRANGER_NATS, is_lost
from fixenc.damage._kind import Context, Proposal
from fixenc.damage._quoted import TOPIC
from fixenc.damage._weigh import weigh
from fixenc.values import Process, Span, Step

# Chinese costs 4 to 7 nats a character, names and verse up to 9; bytes in another charset cost 11 and more.
MOST_NATS, SPARE_NATS = 8.0, 8.0
# Of two readings (GBK and Big5 share most of their bytes) one must be e^2 times as likely.
SAME_NATS = 2.0
# So much of the text on each side is looked at for a line that speaks of escapes.
_NEAR = 400
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LETTERS = re.compile("[A-Za-z]")
# The end of a file's name is no word; no longer than this.
_TAIL = 40
_SUFFIX = re.compile("(?:\\.[A-Za-z0-9]{1,5})+$")
_ESCAPES = re.compile("转义|轉義|跳脫|八进制|八進位|十六进制|十六進位|百分号|实体|實體|原样|native2ascii|quotepath|escap|octal|"
                      "entit|\\b(?:hex|json|html|url|echo|printf)\\b", re.IGNORECASE)
# What only a program, a page or a manual has in its lines: statements, definitions, tags, strings of several lines, code marks.
_CODE = re.compile("[{}][ \\t\\r]*$|^[^&\\n]*;[ \\t\\r]*$|^[ \\t]*(?:import|from|def|class|function|var|let|const|return|public|"
                   "private|msgid|msgstr|#\\s*(?:include|define))\\b|</?(?![0-9A-Fa-f]{2}>|U\\+)[A-Za-z][^<>]*>|"
                   "\"\"\"|\'\'\'|```", re.MULTILINE)


class Reading(NamedTuple):
    """What an escaped text stands for. is_certain: whether nothing else can have been written so.  letters: of ASCII, that may
    stand beside each Han character where escapes are damage.  rival: what it may be in another way, damaged or not Chinese."""

    after: str
    process: Process
    is_certain: bool = True
    letters: float = 1.0
    rival: str = ""


Read = Callable[[str], Iterable[Reading]]


def escape(charset: str, form: str, example: str) -> Process:
    """The process: text in a charset ("" where the escapes name code points) written in some form of escapes."""
    what = f"{charset} bytes were" if charset else "text was"
    steps = (Step("encode", charset),) if charset else ()
    return Process(f"{what} written as {form} ({example})", (*steps, Step("escape", form)))


def find_escaped(text: str, context: Context, run: re.Pattern[str], carrier: re.Pattern[str], read: Read) -> Iterator[Proposal]:
    """The lines of a text that are escapes from end to end, each with what it stands for.

    run: several escapes in a row; it begins with a plain character, to which a search jumps 50 times as fast as it tries groups.
    carrier: what does not stand in a line whose escapes are damage.  read: what a text with
    escapes may stand for, each reading proved by writing it so again.
    """
    if context.carried or not run.search(text) or _CODE.search(text):
        return
    stop = -1
    for match in run.finditer(text):
        if match.start() <= stop:
            continue
        start, stop = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.start())
        stop = len(text) if stop < 0 else stop
        line = text[start:stop].rstrip("\r")
        if line.isascii() and not carrier.search(line) and not _is_topic(text, start, stop):
            yield from _proposals(line, start, read, context)


def _is_topic(text: str, start: int, stop: int) -> bool:
    """Whether a line, or one beside it, speaks of encodings, or introduces it: then the escapes are shown on purpose."""
    before = text[max(0, start - _NEAR):start].rstrip().rpartition("\n")[2]
    behind = text[stop:stop + _NEAR].lstrip().partition("\n")[0]
    if before.endswith((":", "：")):
        return True
    return any(TOPIC.search(each) or _ESCAPES.search(each) for each in (before, text[start:stop], behind))


def _proposals(line: str, start: int, read: Read, context: Context) -> Iterator[Proposal]:
    before = line.strip()
    first = start + line.index(before)
    judged = sorted(((judge(before, reading, context), reading) for reading in read(before)), key=lambda each: -each[0])
    likely = [(gain, reading) for gain, reading in judged if gain > max(0.0, judged[0][0] - CLOSE_NATS)]
    if not likely or (len(likely) > 1 and likely[0][0] - likely[1][0] < SAME_NATS):
        return
    gain, reading = likely[0]
    total = sum(math.exp(each - gain) for each, _ in likely)
    others = tuple((other.after, math.exp(each - gain) / total) for each, other in likely[1:])
    after = None if is_lost(reading.after) else reading.after
    yield Proposal(Span(first, first + len(before)), after, gain, reading.process, certainty=1.0 / total, runners_up=others)


def judge(before: str, reading: Reading, context: Context) -> float:
    """Evidence for a reading of some escapes against that they belong there, nats; none where it is not mostly Chinese."""
    after = reading.after
    tail = max(0, len(after) - _TAIL)
    letters = len(_LETTERS.findall(after, 0, tail)) + len(_LETTERS.findall(_SUFFIX.sub("", after[tail:])))
    count = max(len(_HAN.findall(after)), after.count("\ufffd"))
    if count < 2 or letters > reading.letters * count or after == before:
        return 0.0
    own, *stood = weigh([after, before, *[reading.rival] * bool(reading.rival)], context.model).tolist()
    if not reading.is_certain and -own > MOST_NATS * len(after) + SPARE_NATS:
        return 0.0
    return float(own - max(stood)) - STRANGER_NATS
