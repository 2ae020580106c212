"""Bytes that are no text."""

from __future__ import annotations

import codecs
import re

# Archives, images, sound, programs, documents in binary formats.
MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"%PDF", b"BZh", b"\xfd7zXZ\x00",
         b"Rar!\x1a", b"7z\xbc\xaf", b"MZ\x90\x00", b"\xca\xfe\xba\xbe", b"OggS", b"ID3\x02", b"ID3\x03", b"ID3\x04",
         b"\x00\x00\x01\x00", b"SQLite format 3", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"fLaC", b"\x00\x00\x00\x18ftyp",
         b"\x00\x00\x00\x20ftyp", b"wOFF", b"wOF2", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")
# Controls that text has: tab, line ends, form feed, escape, the end-of-file mark of DOS.
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B})
# Files of records, and buffers written out whole, have text between stretches of NUL: these are gaps, not characters.
_GAPS = re.compile(rb"\x00{4,}|\x00+(?=\x00)|\x00+\Z")
_HEAD_BYTES = 1 << 16
# One control in fifty bytes: random bytes have one in ten, text has none save by damage.
_SHARE = 50
# Sound UTF-8 is text all the same: a short string with a form of its own for separators, or a bell.
_SHARE_IN_UTF_8 = 8
# A file of this size that holds one byte beyond ASCII and blanks is filled, not written: a line of dashes is shorter.
_FILLED_BYTES, _GLANCE_BYTES, _BLANKS = 4096, 64, frozenset(b"\t\n\r ")


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text: a known head, or controls that no text has.

    >>> is_binary(b"\\x89PNG\\r\\n"), is_binary("文件".encode("gbk"))
    (True, False)
    """
    if data.startswith(MAGIC) or (data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"AVI ", b"WEBP")):
        return True
    head = data[:_HEAD_BYTES]
    if b"\0" in head:
        head = _GAPS.sub(b"", head)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > len(head) // _SHARE and not (controls <= len(head) // _SHARE_IN_UTF_8 and _is_utf_8(head))


def _is_utf_8(head: bytes) -> bool:
    """Whether all is sound UTF-8, some of it beyond ASCII; the last character may be cut."""
    if head.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def is_filled(data: bytes) -> bool:
    """Whether the data are one byte beyond ASCII over and over: storage that was erased, or a test of detectors.

    >>> is_filled(b"\\xc4" * 5000), is_filled("─".encode("gbk") * 5000)
    (True, False)
    """
    values = set(data[:_GLANCE_BYTES]) - _BLANKS
    is_filled = len(data) >= _FILLED_BYTES and len(values) == 1 and min(values) >= 0x80
    return is_filled and not set(data[:_HEAD_BYTES]) - _BLANKS - values
