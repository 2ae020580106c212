"""What a process did to one place, step by step: the text and the bytes in between, for `--explain`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.charsets import find
from fixenc.errors import FixencError
from fixenc.values import Process, Step

# "94 B5 數 with 數(shù)", "before A3 AC ，": steps that act on bytes name them in front of what they mean.
_REPLACED = re.compile(r"((?:[0-9A-F]{2} )+)\S+ with (.+)")
_SPLIT = re.compile(r"before ((?:[0-9A-F]{2} ?)+)")
_HALF = str.maketrans("，；：！？（）", ",;:!?()")
_FULL = str.maketrans(",;:!?", "，；：！？")
_WIDTH = "full-width with half-width"

_Bytes = tuple[bytes, ...]


def chain(process: Process, whole: str, damaged: str) -> list[tuple[Step, str]] | None:
    """Each step with what there was after it; None where the steps are in words that say too little to be followed.

    whole: the repaired text around the place, enough of it for what a step matches.  damaged: what stands there now; the
    chain is given only if its last state holds this, so that nothing is shown which did not happen.
    """
    try:
        states = list(_states(process, whole))
    except (FixencError, UnicodeError, ValueError):
        return None
    last = states[-1][1] if states else ""
    if not isinstance(last, str) or damaged.translate(_HALF) not in last.translate(_HALF):
        return None
    return [(step, state if isinstance(state, str) else " | ".join(part.hex(" ").upper() for part in state))
            for step, state in states]


def _states(process: Process, text: str) -> Iterator[tuple[Step, str | _Bytes]]:
    is_full = any(step.object == _WIDTH for step in process.steps)      # the text had full-width marks at first
    state: str | _Bytes = text.translate(_FULL) if is_full else text
    charset = None
    for step in process.steps:
        if isinstance(state, str):
            if step.verb == "encode":
                charset = find(step.object)
                data = charset.to_bytes(state, step.dialect)
                if data is None:
                    raise ValueError(step.object)
                state = (data,)
            elif step.object == _WIDTH:
                state = state.translate(_HALF)
            else:
                raise ValueError(step.verb)
        elif step.verb == "decode":
            reader = find(step.object)
            state = "".join(reader.decode(part, step.dialect) for part in state)
        elif step.verb == "replace" and charset is not None and (match := _REPLACED.fullmatch(step.object)):
            old, new = bytes.fromhex(match[1]), charset.to_bytes(match[2])
            if new is None:
                raise ValueError(step.object)
            state = tuple(part.replace(old, new) for part in state)
        elif step.verb == "split" and (match := _SPLIT.match(step.object)):
            state = tuple(_cut(state, bytes.fromhex(match[1])))
        else:
            raise ValueError(step.verb)
        yield step, state


def _cut(parts: _Bytes, before: bytes) -> Iterator[bytes]:
    for part in parts:
        first, *others = part.split(before)
        if first:
            yield first
        yield from (before + other for other in others)
