"""A file -> blocks that can be read one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# A file up to this size is read as a whole: its last line may be evidence for its first.
WHOLE_BYTES = 1 << 21
# Of a longer one each block is long enough to be judged by itself, and short enough that JSON, each of whose strings is a
# piece, leaves a pipe under 150 MB of memory (measured: 124; 188 with blocks of four times the size).
BLOCK_BYTES = 1 << 19
# No double-byte charset has a second byte below 0x30 (GB18030's four-byte codes use 30-39), so behind such a byte no
# character is cut.
_BOUNDARIES = b"\n\r\t !\"#$%&'()*+,-./"


def blocks(chunks: Iterable[bytes], source: str, is_whole: bool, by_line: bool) -> Iterator[bytes]:
    """Cut where no character is cut; the last block is never shorter than the others, so that it can be judged too.

    source: the charset, if it is known.  is_whole: cut nothing.  by_line: cut behind every line feed, at once.
    """
    kept = bytearray()
    limit = WHOLE_BYTES
    wide: bool | None = True if is_wide(source) else None
    for chunk in chunks:
        kept += chunk
        # A first chunk may be a byte long, and where the cuts fall is not to depend on the chunks.
        if wide is None and (len(kept) > limit or (by_line and len(kept) > 1)):
            wide = _looks_wide(kept)
        if by_line and not wide:
            end = kept.rfind(b"\n") + 1
            yield from bytes(kept[:end]).splitlines(keepends=True) if end else ()
            del kept[:end]
        while len(kept) > limit and not is_whole:
            limit = 2 * BLOCK_BYTES
            cut = _wide_cut(kept) if wide else _cut(kept)
            yield bytes(kept[:cut])
            del kept[:cut]
    if kept:
        yield bytes(kept)


def _cut(data: bytearray) -> int:
    cut = data.rfind(b"\n", 0, BLOCK_BYTES) + 1
    if not cut:
        cut = 1 + max(data.rfind(bytes([byte]), 0, BLOCK_BYTES) for byte in _BOUNDARIES)
    if not cut:
        cut = BLOCK_BYTES
        while cut > BLOCK_BYTES - 4 and data[cut] & 0xC0 == 0x80:
            cut -= 1
    return cut


def _wide_cut(data: bytearray) -> int:
    """Between two units of UTF-16 or UTF-32 in either byte order, not behind the first half of a surrogate pair."""
    cut = BLOCK_BYTES
    while cut > 4 and (0xD8 <= data[cut - 1] <= 0xDB or 0xD8 <= data[cut - 2] <= 0xDB):
        cut -= 4
    return cut


def _looks_wide(head: ReadableBuffer) -> bool:
    start = bytes(memoryview(head)[:1 << 16])
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start


def is_wide(encoding: str) -> bool:
    """Whether the charset is one of UTF-16 and UTF-32."""
    return encoding.replace("_", "-").lower().startswith(("utf-16", "utf-32"))
