"""UTF-7: UTF-16 in modified Base64 between + and -, as mail was once sent over lines of 7 bits.

Source: RFC 2152. Characters that it would have encoded and that stand for themselves (~ and \\) are read, as all programs do.
"""

import binascii
import re

from fixenc.charsets._escape import REPLACEMENT, Escape, Steps

_RUN = re.compile(rb"\+([A-Za-z0-9+/]*)(-?)")
_WIDE = re.compile(r"[^\x00-\x7f]+")
# The bits of a digit, and of a unit of UTF-16.
_DIGIT, _UNIT = 6, 16


def _steps(data: bytes) -> Steps:
    place = begin = 0
    while place < len(data):
        run = _RUN.match(data, place)
        if run is None:
            yield data[place] if data[place] < 0x80 else -REPLACEMENT, begin
            place += 1
        elif not run.group(1):
            yield ord("+"), begin
            place = run.end()
        else:
            place = run.end()
            units = 0
            for character in _text(run.group(1)):
                # The + before the first character, and the - before the next one behind the run, are its bytes.
                yield (-REPLACEMENT if character == "\ufffd" or "\ud800" <= character <= "\udfff" else ord(character)), begin
                units += 1 + (character > "\uffff")
                begin = run.start(1) + units * _UNIT // _DIGIT
            begin = min(begin, place)
            continue
        begin = place


def _text(digits: bytes) -> str:
    """The characters of a run; behind them U+FFFD where digits, or bits that are not 0, are left over."""
    whole = binascii.a2b_base64(digits + b"A" * (-len(digits) % 4))
    count, left = divmod(len(digits) * _DIGIT, _UNIT)
    is_whole = left < _DIGIT and not any(whole[2 * count:])
    return whole[:2 * count].decode("utf-16-be", "surrogatepass") + "\ufffd" * (not is_whole)


def _write(text: str) -> bytes | None:
    def packed(run: re.Match[str]) -> str:
        octets = run.group().encode("utf-16-be", "surrogatepass")
        return "+" + binascii.b2a_base64(octets, newline=False).decode().rstrip("=") + "-"

    return _WIDE.sub(packed, text.replace("+", "+-")).encode()


CHARSET = Escape("utf_7", ("utf-7", "utf7", "unicode-1-1-utf-7", "csunicode11utf7", "cp65000", "65000"), _steps, _write,
                 chinese=True)
