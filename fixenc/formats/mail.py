"""Mail: the encoded words of its headers (`=?GB2312?B?…?=`) are read, and written again as UTF-8 where they are repaired.

A text in base64 or quoted-printable is read in the charset that its header names, and written in it again where it is repaired;
what that charset cannot hold stays as it was. Headers and such bodies are repaired only. The charset that a header names is
rewritten where the file's charset changes, unless the body is encoded.
Source: RFC 2047.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Iterator
from quopri import decodestring

from fixenc.charsets import find
from fixenc.errors import UnknownNameError
from fixenc.formats._format import Format, Part, Piece, Spelled
from fixenc.formats._mail_body import CHARSET, ENCODED, HEADERS, encoded_bodies, read_body, write_body

_WORD = re.compile(r"=\?([-\w.:+]+)(?:\*[-\w]+)?\?([BbQq])\?([^?\s]*)\?=")
# RFC 2047: white space between two encoded words is none of the text; a word is at most 75 characters long.
_WORDS = re.compile(rf"{_WORD.pattern}(?:(?:\r?\n)?[ \t]+=\?\1(?:\*[-\w]+)?\?[BbQq]\?[^?\s]*\?=)*")
_WORD_BYTES = 45


def _split(text: str) -> Iterator[Piece]:
    done = 0
    for head, body in encoded_bodies(text):
        yield from _plain(text[done:head.start()])
        yield Part.CODE, text[head.start():body.end()]
        done = body.end()
    yield from _plain(text[done:])


def _plain(text: str) -> Iterator[Piece]:
    head = HEADERS.match(text)
    end = head.end() if head else 0
    if end:
        yield Part.CODE, text[:end]
    if end < len(text):
        yield Part.PROSE, text[end:]


def _spelled(piece: str) -> Iterator[Spelled]:
    bodies = list(encoded_bodies(piece))
    for match in _WORDS.finditer(piece, 0, bodies[0][0].end() if bodies else len(piece)) if "=?" in piece else ():
        value = _read(match[0])
        if value:
            yield Spelled(match.start(), match.end(), value)
    for head, body in bodies:
        value = read_body(head[0], body[1])
        if value:
            yield Spelled(body.start(1), body.end(1), value)


def _read(words: str) -> str:
    """What encoded words of one charset say: a character may be cut between two of them."""
    data = bytearray()
    parts = _WORD.findall(words)
    for _, kind, text in parts:
        try:
            data += a2b_base64(text) if kind in "Bb" else decodestring(text.replace("_", " "), header=True)
        except (Error, ValueError):
            return ""
    try:
        value = find(parts[0][0]).strict(bytes(data))
    except UnknownNameError:
        return ""
    # Bytes that are not in the charset they name come one character a byte, so that a repair sees all of them.
    return data.decode("latin-1") if value is None else value


def _spell(value: str, before: str, piece: str) -> str:
    for head, body in encoded_bodies(piece):
        if before == body[1]:
            return write_body(value, before, head[0])
    if "=?" not in before:
        return value
    fold = "\r\n " if "\r\n" in piece else "\n "
    words: list[bytes] = [b""]
    for character in value:
        data = character.encode("utf-8", "surrogatepass")
        if len(words[-1]) + len(data) > _WORD_BYTES:
            words.append(b"")
        words[-1] += data
    return fold.join(f"=?UTF-8?B?{b2a_base64(word, newline=False).decode()}?=" for word in words)


def _declared(text: str) -> Iterator[re.Match[str]]:
    for head in HEADERS.finditer(text):
        if not ENCODED.search(head[0]):
            yield from CHARSET.finditer(text, head.start(), head.end())


FORMAT = Format((".eml", ".mbox", ".mht", ".mhtml"), _split, _spelled, _spell, _declared)
