"""Damage done to bytes whose text is known, for decode.py."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

from decode_material import WRITERS, Sample, Texts, Writer, passage

LENGTHS = (64, 128, 256, 512, 2000)
COLOURS = (b"\x1b[31m", b"\x1b[0m", b"\x1b[1;33m", b"\x1b[m")
Pieces = list[bytes]


def damaged(texts: Texts, count: int) -> dict[str, list[Sample]]:
    """Each kind of damage in each charset, 64 to 2,000 bytes: one place, two where the text is long."""
    kinds: dict[str, Callable[[str, Pieces], Sample]] = {
        "byte deleted": lambda text, pieces: _local(text, pieces, _deleted), "byte inserted": lambda text, pieces: _local(text, pieces, _inserted),
        "bit flipped": lambda text, pieces: _local(text, pieces, _flipped), "byte is '?'": lambda text, pieces: _local(text, pieces, _question),
        "head and tail cut": _cut, "NULs behind": _tail, "NULs inside": _gap, "colours within characters": _coloured}
    return {f"{charset}: {kind}": [make(*_text(texts, WRITERS[charset])) for _ in range(count)]
            for kind, make in kinds.items() for charset in ("utf-8", "gb18030", "big5")}


def _text(texts: Texts, writer: Writer) -> tuple[str, Pieces]:
    while True:
        text = writer.clean(passage(texts, writer.script, random.choice(LENGTHS) // 2))
        if sum(each > "\x7f" for each in text) > 20:
            return text, [writer(each) for each in text]


def _local(text: str, pieces: Pieces, change: Callable[[bytes], bytes]) -> Sample:
    wide = [at for at, each in enumerate(text) if each > "\x7f"]
    places = sorted({random.choice(wide) for _ in range(1 + (len(text) > 250))})
    for at in places:
        pieces[at] = change(pieces[at])
    # The character and one on either side may be lost; what stands farther off may not.
    bounds = [-2, *places, len(text) + 1]
    parts = [text[low + 2:max(low + 2, high - 1)] for low, high in pairwise(bounds)]
    return Sample(b"".join(pieces), [each for each in parts if each], 8 * len(places))


def _deleted(piece: bytes) -> bytes:
    place = random.randrange(len(piece))
    return piece[:place] + piece[place + 1:]


def _inserted(piece: bytes) -> bytes:
    place = random.randrange(len(piece) + 1)
    return piece[:place] + bytes([random.randrange(0x80, 0x100)]) + piece[place:]


def _flipped(piece: bytes) -> bytes:
    place = random.randrange(len(piece))
    return piece[:place] + bytes([piece[place] ^ 1 << random.randrange(8)]) + piece[place + 1:]


def _question(piece: bytes) -> bytes:
    place = random.randrange(len(piece))
    return piece[:place] + b"?" + piece[place + 1:]


def _cut(text: str, pieces: Pieces) -> Sample:
    wide = [at for at, each in enumerate(text) if each > "\x7f"]
    first, last = wide[random.randrange(4)], wide[-1 - random.randrange(4)]
    data = pieces[first][1:] + b"".join(pieces[first + 1:last]) + pieces[last][:-1]
    return Sample(data, [text[first + 1:last]], 5)


def _tail(text: str, pieces: Pieces) -> Sample:
    tail = b"\0" * random.randrange(1, 500) + random.choice((b"", b"\x1a"))
    return Sample(b"".join(pieces) + tail, [text + tail.decode()], 0)


def _gap(text: str, pieces: Pieces) -> Sample:
    place, gap = random.randrange(len(text)), random.randrange(1, 400)
    return Sample(b"".join(pieces[:place]) + b"\0" * gap + b"".join(pieces[place:]), [text[:place], "\0" * gap, text[place:]], 0)


def _coloured(text: str, pieces: Pieces) -> Sample:
    wide = [at for at, each in enumerate(text) if each > "\x7f"]
    places = {random.choice(wide) for _ in range(3)}
    inside = 0
    for at in places:
        code = random.choice(COLOURS)
        inside += len(code)
        pieces[at] = pieces[at][:1] + code + pieces[at][1:]
    # Where the code then stands is not asked; every character has to be there.
    bounds = [-1, *sorted(places), len(text)]
    parts = [text[low + 1:high] for low, high in pairwise(bounds)]
    return Sample(b"".join(pieces), [each for pair in zip(parts, [*(text[at] for at in sorted(places)), ""], strict=True) for each in pair if each], inside)
