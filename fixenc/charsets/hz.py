"""HZ: GB 2312 in 7 bits between ~{ and ~}, as Chinese news groups had it.

Source: RFC 1843. A line end goes back to ASCII, closed or not, as readers did.
"""

import re

from fixenc.charsets._escape import REPLACEMENT, Escape, Steps, codes_of, pairs_of

_NAME = "gb18030"
_WIDE = re.compile(r"[^\x00-\x7f]+")


def _steps(data: bytes) -> Steps:
    place = begin = 0
    wide = False
    while place < len(data):
        head = data[place:place + 2]
        if head in (b"~{", b"~}", b"~\n"):
            wide = head == b"~{"
            place += 2
            continue
        if wide and data[place] > 0x20:
            code = codes_of(_NAME, 0).get(int.from_bytes(head, "big"), 0) if len(head) == 2 else 0
            yield code or -REPLACEMENT, begin
            place += 2 if code else 1
        else:
            wide = wide and data[place] != 0x0A
            yield data[place] if data[place] < 0x80 else -REPLACEMENT, begin
            place += 2 if head == b"~~" else 1
        begin = place


def _write(text: str) -> bytes | None:
    pairs = pairs_of(_NAME, 0)
    if any(ord(character) >= 0x80 and ord(character) not in pairs for character in text):
        return None

    def wrapped(run: re.Match[str]) -> str:
        return "~{" + b"".join(pairs[ord(each)] for each in run.group()).decode() + "~}"

    return _WIDE.sub(wrapped, text.replace("~", "~~")).encode()


CHARSET = Escape("hz", ("hz-gb-2312", "hz-gb", "hzgb"), _steps, _write, chinese=True)
