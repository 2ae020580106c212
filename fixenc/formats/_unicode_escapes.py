"""`\\u00c4` as JSON and Java write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Spelled

_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)


def escapes(piece: str, short: dict[str, str]) -> Iterator[Spelled]:
    """The escapes of a piece; two halves of a surrogate pair are one. short: what a backslash before a letter means."""
    if "\\" not in piece:
        return
    high: tuple[int, int] | None = None     # where the first half of a pair stands, and which
    for match in _ESCAPED.finditer(piece):
        if match[1] is None:
            if match[2] in short:
                yield Spelled(match.start(), match.end(), short[match[2]])
            continue
        code, start = int(match[1], 16), match.start()
        if high and code in range(0xDC00, 0xE000) and start == high[0] + 6:
            yield Spelled(high[0], match.end(), chr(0x10000 + ((high[1] - 0xD800) << 10) + code - 0xDC00))
            high = None
        elif code in range(0xD800, 0xDC00):
            high = start, code
        elif code not in range(0xDC00, 0xE000):
            yield Spelled(start, match.end(), chr(code))


def escaping(value: str, piece: str, needed: dict[str, str]) -> str:
    """A value as it is written in a piece: what is all in ASCII stays so. needed: what a character has to be written as."""
    stays_ascii = piece.isascii()
    is_upper = re.search(r"\\u[0-9a-f]*[A-F]", piece) is not None

    def written(character: str) -> str:
        if character in needed:
            return needed[character]
        if character < " " or (stays_ascii and not character.isascii()):
            units = character.encode("utf-16-be", "surrogatepass").hex()
            units = units.upper() if is_upper else units
            return "".join(f"\\u{units[at:at + 4]}" for at in range(0, len(units), 4))
        return character

    return "".join(map(written, value))
