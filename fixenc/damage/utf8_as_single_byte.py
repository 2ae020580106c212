"""UTF-8 read in an 8-bit charset where one letter shows it, as ftfy repairs it.

    daÃŸ die ni -> daß die ni        TypyckĂˇ -> Typycká

`mojibake` finds this damage wherever it finds any other; a lone accented letter of a European language is too little for a
model of Chinese, and there ftfy is the specialist. It runs only on lines that are unlikely as they stand and hold few letters
beyond ASCII, with every other fix switched off, and its answer counts only with the proof that every repair needs.
Leaves alone: whatever ftfy cannot explain by encoding and decoding, or what gets no likelier by it.
Source: ftfy 6.3; its `replace_lossy_sequences` and `fix_c1_controls` invent characters and stay off.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixenc.damage._ftfy import explained
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._spans import suspicious, unexplained
from fixenc.damage._weigh import weigh
from fixenc.model.scan import Family, alarms
from fixenc.values import Process, Span

# A lone letter is two or three characters beyond ASCII; where more than three letters are damaged `mojibake` sees it.
FEW = 6

# Damage in a language other than Chinese is expected once in 60 million lines (e^-18): where Chinese explains it, it wins.
STRANGER_NATS = 18.0


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines that ftfy repairs, each as the stretch that changes."""
    for start, line in ((each.start, each.text) for each in suspicious(text, *unexplained(text, context), context.model)):
        if len(line) - len(line.encode("ascii", "ignore")) > FEW:
            continue
        repaired, steps = explained(line)
        encodings = [step.parameter for step in steps or () if step.action == "encode"]
        if repaired == line or len(encodings) != 1 or _misread(repaired, encodings[0]) != line:
            continue
        before, after = weigh([line, repaired], context.model).tolist()
        gain = after - before - max(0.0, float(alarms([repaired], context.model)[0])) - STRANGER_NATS
        if gain > 0.0:
            first, last = _ends(line, repaired)
            name = encodings[0].removeprefix("sloppy-")
            yield Proposal(Span(start + first, start + len(line) - last), repaired[first:len(repaired) - last], gain,
                           Process.mixup("utf-8", name))


def _misread(repaired: str, encoding: str) -> str | None:
    """The repaired line, damaged once more; None where the charset lacks a byte."""
    try:
        return repaired.encode().decode(encoding)
    except UnicodeError:
        return None


def _ends(before: str, after: str) -> tuple[int, int]:
    """How many characters the two share at the start and at the end."""
    shortest = min(len(before), len(after))
    first = next((place for place in range(shortest) if before[place] != after[place]), shortest)
    last = next((place for place in range(shortest - first) if before[-1 - place] != after[-1 - place]), shortest - first)
    return first, last


KIND = Kind(Stage.MOJIBAKE, Family.MISREAD, find)
