"""Codes with two characters and characters with two codes: which of them stood there, by what is made of it.

    ﾁﾐｱ昕､ｶﾈ: 列表长度, or 列柄悉度 where 昕 is taken for its other code in Shift_JIS
    男¡þ女: 男／女, or 男∕女 where A2 41 is taken for what browsers read in Big5

Both codes of a character are as long, so each choice touches the characters around it and no others. Programs that write Big5
differ in a few signs; one program wrote all of a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from operator import ne

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find
from fixenc.charsets._charset import Charset, Reading
from fixenc.charsets._inverse import joined
from fixenc.damage._kind import Proposal
from fixenc.damage._known import Known
from fixenc.damage._letters import commonness, strange, two_codes
from fixenc.model.codes import to_codes, to_text
from fixenc.model.score import Model

# Another program than those that keep to today's mapping wrote one text in e^2.
OTHER_WRITER_NATS = 2.0
# Quarters of a nat by which two characters are about as common.
_CLOSE = 4
# Programs differ in some hundreds of the 14,000 to 24,000 characters.
MOST_DIFFERING = 0.2
# Bytes on each side that a choice is judged by: three characters, all that the model looks at, and the choice itself.
_AROUND = 8


def with_best_codes(before: str, proposal: Proposal, known: Known, model: Model) -> Proposal:
    """The proposal with the likelier code of each such character of `before`, the text that it replaces."""
    read, written = known.pair.read, known.pair.written
    places = np.flatnonzero(two_codes(read.name)[np.minimum(to_codes(before), 0xFFFF)]).tolist()
    data = written.to_bytes(proposal.after or "") if places and written.kind == "double-byte" else None
    if data is None or read.decode(data, known.dialect) != before:
        return proposal
    starts = [*read.places(data, known.dialect).tolist(), len(data)]
    for place in places:
        data = _chosen(data, starts[place], starts[place + 1], before[place], known, model)
    after = written.strict(data)
    if after is None or read.decode(data, known.dialect) != before:
        return proposal
    return replace(proposal, after=after)


def have_likelier_code(data: bytes, reading: Reading, starts: NDArray[np.int64], stops: NDArray[np.int64], known: Known,
                       model: Model) -> NDArray[np.bool_]:
    """Of which characters another code makes likelier text. Each was read from the bytes from one place of the data to another.

    reading: the data as written.  The model is asked of all of them at once, each as if the others were right.
    """
    parts: list[bytes] = []
    counts = []
    before = np.searchsorted(reading.starts, starts, "right") - 1 - _AROUND // 2
    firsts = reading.starts[np.maximum(before, 0)]
    for first, start, stop in zip(firsts.tolist(), starts.tolist(), stops.tolist(), strict=True):
        options = [data[start:stop], *_other_codes(data[start:stop], known)]
        counts.append(len(options))
        # Half a character at the end takes the first line feed along, and the second is left.
        parts += [data[first:start] + option + data[stop:stop + _AROUND] + b"\n\n" for option in options]
    texts = known.pair.written.read(b"".join(parts))
    offsets = np.cumsum([0, *map(len, parts)])
    part = np.searchsorted(offsets, texts.starts[:-1], "right") - 1
    # The last character may be cut, and says nothing.
    says = texts.starts[1:] < offsets[part + 1] - 2
    nats = np.bincount(part, np.where(says, model.running(texts.codes), 0.0), len(parts))
    unread = np.bincount(part, says & ~texts.good, len(parts))
    usual = np.cumsum([0, *counts[:-1]])
    likelier = (nats > np.repeat(nats[usual], counts)) & (unread == 0)
    found: NDArray[np.bool_] = np.logical_or.reduceat(likelier, usual)
    return found


@cache
def _other_codes(code: bytes, known: Known) -> tuple[bytes, ...]:
    """Other codes that the reader reads as the same character."""
    return tuple(_others(code, known.pair.read.decode(code, known.dialect), known.pair.read, known.dialect))


def as_written(proposal: Proposal, known: Known, model: Model) -> Proposal:
    """The proposal as the program read it that makes the likeliest text of its bytes; today's mapping where that is close."""
    written, after = known.pair.written, proposal.after or ""
    units = np.minimum(to_codes(after), 0xFFFF)
    # The table takes a tenth of a second to make: not for text without a strange sign.
    if written.kind != "double-byte" or not strange(units).any() or not _differing(written.name)[units].any():
        return proposal
    data = written.to_bytes(after)
    if data is None or written.strict(data) != after:
        return proposal
    best, dialect = model.score(after) + OTHER_WRITER_NATS, ""
    for each in written.dialects:
        text = written.decode(data, each)
        if text != after and len(text) == len(after) and written.to_bytes(text, each) == data:
            nats = model.score(text)
            best, dialect = (nats, each) if nats > best else (best, dialect)
    if not dialect:
        return proposal
    steps = tuple(replace(step, dialect=dialect) if step.verb == "encode" else step for step in proposal.process.steps)
    return replace(proposal, after=written.decode(data, dialect), process=replace(proposal.process, steps=steps))


@cache
def _differing(name: str) -> NDArray[np.bool_]:
    """Which code units of today's mapping some program has a character for that is no rarer."""
    written = find(name)
    codes = np.arange(0x80, 0x10000, dtype=np.uint32)
    numbers, lengths = written.packed(codes)
    pairs = lengths == 2
    data = joined(numbers[pairs] << 8 | ord("\n"), lengths[pairs] + 1)
    own = to_text(written.read(data).codes).split("\n")
    table = np.zeros(0x10000, np.bool_)
    for dialect in written.dialects:
        read = written.decode(data, dialect).split("\n")
        # Where a program takes a line feed along, or drops a byte, what follows is no answer to what was asked.
        if len(read) == len(own) and sum(map(ne, own, read)) < MOST_DIFFERING * len(own):
            table[[ord(character) for character, other in zip(own, read, strict=True) if _is_commoner(other, character)]] = True
    return table


def _is_commoner(other: str, character: str) -> bool:
    """Whether a sign that some program reads is about as common in clean text as that of today's mapping, or commoner."""
    if len(character) != 1 or len(other) != 1 or max(character, other) >= "\ufffd" or character == other:
        return False
    if any("\u3400" <= each < "\uf900" for each in (character, other)):
        return False
    return int(commonness()[ord(other)]) < int(commonness()[ord(character)]) + _CLOSE


def _chosen(data: bytes, start: int, stop: int, character: str, known: Known, model: Model) -> bytes:
    """The bytes with the likeliest code of the character that stands from `start` to `stop`."""
    written = known.pair.written
    begins = written.read(data[:stop + _AROUND]).starts if stop < _AROUND << 6 else _near(written, data, stop)
    first = int(begins[max(0, int(np.searchsorted(begins, start, "right")) - 1 - _AROUND // 2)])
    last = min(len(data), stop + _AROUND)
    options = [data[start:stop], *_others(data[start:stop], character, known.pair.read, known.dialect)]
    texts = [written.read(data[first:start] + option + data[stop:last]) for option in options]
    good = [index for index, reading in enumerate(texts) if index == 0 or reading.good[:-1].all()]
    scores = [float(model.running(texts[index].codes[:-1]).sum()) for index in good]
    return data[:start] + options[good[int(np.argmax(scores))]] + data[stop:]


def _near(written: Charset, data: bytes, stop: int) -> NDArray[np.int64]:
    """Where characters begin up to a place of long data: no byte of a character is a line feed or a space."""
    head = max(data.rfind(b"\n", 0, stop - (_AROUND << 4)), data.rfind(b" ", 0, stop - (_AROUND << 4))) + 1
    return written.read(data[head:stop + _AROUND]).starts + head


def _others(code: bytes, character: str, read: Charset, dialect: str) -> Iterator[bytes]:
    for each in read.byte_strings(character):
        if each != code and len(each) == len(code) and read.decode(each, dialect) == character:
            yield each
