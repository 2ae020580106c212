"""Lines that were written as escapes from end to end, and whether they may be read as what they stand for.

An escape is no damage where its carrier stands: in an address, a string of source code, a tag, a line that explains it. It is
damage where a whole line was written so and nothing is left that would read it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from fixenc.damage._decide import CLOSE_NATS, STRANGER_NATS, is_lost, weigh
from fixenc.damage._kind import Context, Proposal
from fixenc.damage._quoted import TOPIC
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
    stand beside each Han character where escapes are damage."""

    after: str
    process: Process
    is_certain: bool = True
    letters: float = 1.0


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
    lines: list[tuple[int, str]] = []
    for match in run.finditer(text):
        if match.start() <= stop:
            continue
        start, stop = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.start())
        stop = len(text) if stop < 0 else stop
        line = text[start:stop].rstrip("\r")
        if line.isascii() and not carrier.search(line) and not _is_topic(text, start, stop):
            before = line.strip()
            lines.append((start + line.index(before), before))
    yield from _proposals(lines, read, context)


def _is_topic(text: str, start: int, stop: int) -> bool:
    """Whether a line, or one beside it, speaks of encodings, or introduces it: then the escapes are shown on purpose."""
    before = text[max(0, start - _NEAR):start].rstrip().rpartition("\n")[2]
    behind = text[stop:stop + _NEAR].lstrip().partition("\n")[0]
    if before.endswith((":", "：")):
        return True
    return any(map(_speaks_of_encodings, (before, text[start:stop], behind)))


# Of a text of such lines each is looked at three times: as it is, and beside the one before and the one behind.
@lru_cache(maxsize=4)
def _speaks_of_encodings(line: str) -> bool:
    return bool(TOPIC.search(line) or _ESCAPES.search(line))


def _proposals(lines: Sequence[tuple[int, str]], read: Read, context: Context) -> Iterator[Proposal]:
    """For each line (where it begins, and its text) the likeliest reading, where there is one."""
    readings = [list(read(before)) for _, before in lines]
    gains = iter(_gains([(before, each) for (_, before), some in zip(lines, readings, strict=True) for each in some], context))
    for (start, before), some in zip(lines, readings, strict=True):
        judged = sorted(zip(islice(gains, len(some)), some, strict=True), key=lambda each: -each[0])
        likely = [(gain, reading) for gain, reading in judged if gain > max(0.0, judged[0][0] - CLOSE_NATS)]
        if not likely or (len(likely) > 1 and likely[0][0] - likely[1][0] < SAME_NATS):
            continue
        gain, reading = likely[0]
        total = sum(math.exp(each - gain) for each, _ in likely)
        others = tuple((other.after, math.exp(each - gain) / total) for each, other in likely[1:])
        after = None if is_lost(reading.after) else reading.after
        yield Proposal(Span(start, start + len(before)), after, gain, reading.process, certainty=1.0 / total, runners_up=others)


def _gains(judged: Sequence[tuple[str, Reading]], context: Context) -> list[float]:
    """Evidence for each reading of some escapes against that they belong there, nats; none where it is not mostly Chinese."""
    gains = [0.0] * len(judged)
    likely = [index for index, (before, reading) in enumerate(judged) if reading.after != before and _is_chinese(reading)]
    if not likely:
        return gains
    own = weigh([judged[index][1].after for index in likely], context.model).tolist()
    stood = weigh([judged[index][0] for index in likely], context.model).tolist()
    for index, after_nats, before_nats in zip(likely, own, stood, strict=True):
        reading = judged[index][1]
        if reading.is_certain or -after_nats <= MOST_NATS * len(reading.after) + SPARE_NATS:
            gains[index] = after_nats - before_nats - STRANGER_NATS
    return gains


def _is_chinese(reading: Reading) -> bool:
    after = reading.after
    tail = max(0, len(after) - _TAIL)
    letters = len(_LETTERS.findall(after, 0, tail)) + len(_LETTERS.findall(_SUFFIX.sub("", after[tail:])))
    count = max(len(_HAN.findall(after)), after.count("\ufffd"))
    return count >= 2 and letters <= reading.letters * count
