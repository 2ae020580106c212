"""Characters that have two codes in the charset that a text was read in: which of them stood there, by what is made of it.

    ﾁﾐｱ昕､ｶﾈ: 列表长度, or 列柄悉度 where 昕 is taken for its other code in Shift_JIS

Both codes are as long, so each choice touches the characters around it and no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset
from fixenc.damage._bulk import Known
from fixenc.damage._kind import Proposal
from fixenc.damage._search import two_codes
from fixenc.model.codes import to_codes
from fixenc.model.score import Model

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
