"""Texts in base64 or quoted-printable within a mail, in the charset that the header above them names.

Source: RFC 2045, 6.7 and 6.8; RFC 2046, 5.1.1.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Iterator
from quopri import decodestring, encodestring

from fixenc.charsets import find
from fixenc.errors import UnknownNameError

HEADERS = re.compile(r"(?:^(?:[!-9;-~]++:|[ \t]|From )[^\n]*\n)+", re.MULTILINE)
CHARSET = re.compile(r"""^Content-Type:[^\n]*(?:\n[ \t][^\n]*)*?\bcharset=["']?([-\w.:]+)""", re.MULTILINE | re.IGNORECASE)
ENCODED = re.compile(r"^Content-Transfer-Encoding:\s*(base64|quoted-printable)", re.MULTILINE | re.IGNORECASE)
_TEXT = re.compile(r"^Content-Type:\s*text/", re.MULTILINE | re.IGNORECASE)
# A body ends before the boundary of its part, the next message of an mbox, or with the file.
_BODY = re.compile(r"\r?\n(.*?)(?=\r?\n--|\r?\n\r?\nFrom |\s*\Z)", re.DOTALL)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_BASE64_LINE = 57       # bytes, 76 characters


def encoded_bodies(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The headers of texts in base64 or quoted-printable, with what follows them."""
    for head in HEADERS.finditer(text) if ENCODED.search(text) else ():
        if ENCODED.search(head[0]) and _TEXT.search(head[0]) and CHARSET.search(head[0]):
            body = _BODY.match(text, head.end())
            if body and body[1]:
                yield head, body


def read_body(head: str, text: str) -> str:
    """What an encoded body says; "" where it is not whole, or not all of it is in the charset that the header names."""
    is_base64, charset = _how(head)
    if not text.isascii() or (is_base64 and not _BASE64.fullmatch(text)):
        return ""
    try:
        data = a2b_base64(text) if is_base64 else decodestring(text)
        return find(charset).strict(data) or ""
    except (Error, ValueError, UnknownNameError):
        return ""


def _how(head: str) -> tuple[bool, str]:
    """Whether a body is in base64, and its charset."""
    encoded, charset = ENCODED.search(head), CHARSET.search(head)
    return bool(encoded and encoded[1].lower() == "base64"), charset[1] if charset else ""


def write_body(value: str, before: str, head: str) -> str:
    """A body as it was encoded before, or as it stood where its charset cannot hold the text."""
    is_base64, charset = _how(head)
    data = find(charset).to_bytes(value)
    if data is None:
        return before
    end = "\r\n" if "\r\n" in head else "\n"
    if not is_base64:
        lines = data.replace(b"\r\n", b"\n") if end == "\r\n" else data
        return encodestring(lines).decode("ascii").replace("\n", end)
    rows = (data[start:start + _BASE64_LINE] for start in range(0, len(data), _BASE64_LINE))
    return end.join(b2a_base64(row, newline=False).decode("ascii") for row in rows)
