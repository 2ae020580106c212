"""The blocks of a file or stream, each read in the light of those before it.

The charset is decided once, from the first block that tells it; it is followed where it changes, behind a line feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fixenc.decode import decode
from fixenc.values import Config, Decoded

# Of a stream the first piece is small, so that text comes out early; each is twice the one before, up to the last.
_FIRST_PIECE_BYTES, _PIECE_BYTES = 1 << 14, 1 << 20


# Short blocks, as single lines are, kept to tell the charset of the next one: three Chinese characters say little, 200 say all.
_EVIDENCE_BYTES = 1 << 12


class Follower:
    """so_far: the charset that the latest bytes beyond ASCII were read in, "" before there are any."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.so_far = ""
        # The latest short blocks that are not UTF-8, and what was known before them.
        self._short, self._before_short = b"", ""

    def read(self, block: bytes, named: str = "") -> Decoded:
        """What was read so far is evidence for a block that says too little about its charset. named: that of this block."""
        before = self.so_far if named else self._likely(block)
        found = decode(block, self._config, named, so_far=before)
        is_ascii, may_be_chance = found.text.isascii(), not named and found.encoding == "utf-8" and before not in ("", "utf-8")
        # Two bytes of a double-byte charset may look like UTF-8; Chinese in UTF-8 has three.
        if may_be_chance and not is_ascii and max(found.text) < "\u0800":
            like_before = decode(block, self._config, before)
            found = found if like_before.bad else like_before
        if found.segments and found.encoding != "binary" and not is_ascii:
            self.so_far = found.segments[-1].encoding
        return found

    def _likely(self, block: bytes) -> str:
        """The charset that a block is likely to be in, by those before it: of short ones all tell together."""
        if len(block) >= _EVIDENCE_BYTES:
            self._short = b""
            return self.so_far
        if _is_utf_8(block):
            return self.so_far
        if not self._short:
            self._short, self._before_short = block, self.so_far
            return self.so_far
        self._short = (self._short + block)[-_EVIDENCE_BYTES:]
        found = decode(self._short, self._config, so_far=self._before_short).encoding
        return self.so_far if found in ("binary", "utf-8") else found


class Texts:
    """The text of a stream of bytes or text, in bounded memory, the same however it is chunked.

    The charset is decided from the first piece on; what was read so far is evidence for what follows. It changes only behind a
    line feed (and, within a piece, where `decode` finds that it does).
    """

    def __init__(self, chunks: Iterable[str | bytes], config: Config, encoding: str = "") -> None:
        self._chunks = chunks
        self._follower = Follower(config)
        self._config, self._fixed = config, encoding
        self._piece_bytes = _FIRST_PIECE_BYTES
        self._is_within_line = False

    @property
    def origin(self) -> str:
        """The charset of the latest text, "" where it came as text."""
        return self._fixed or self._follower.so_far

    def __iter__(self) -> Iterator[str]:
        """Raises UnknownNameError where nobody has the charset."""
        kept = b""
        for chunk in self._chunks:
            if isinstance(chunk, str):
                yield chunk
                continue
            # A chunk of a gigabyte is not copied for each piece that is taken from it.
            for start in range(0, len(chunk), _PIECE_BYTES):
                kept += chunk[start:start + _PIECE_BYTES]
                while len(kept) > self._piece_bytes:
                    text, size = self._take(kept)
                    yield text
                    kept = kept[size:]
        if kept:
            yield self._rest(kept)

    def _take(self, kept: bytes) -> tuple[str, int]:
        """The text of the first piece of the bytes, and its size in bytes."""
        limit = self._piece_bytes
        self._piece_bytes = min(2 * limit, _PIECE_BYTES)
        cut = (kept.find(b"\n", 0, limit) if self._is_within_line else kept.rfind(b"\n", 0, limit)) + 1 or limit
        found = self._read(kept[:cut])
        if found.encoding.startswith(("utf-16", "utf-32")):
            self._fixed, start = found.encoding, len(found.bom)
            cut = limit - (found.encoding.startswith("utf-16") and _ends_in_half(kept[:limit], found.encoding))
            return decode(kept[start:cut], self._config, self._fixed).text, cut
        self._is_within_line = not kept[:cut].endswith(b"\n")
        # Half a character at the end of the piece, up to three bytes that cannot be read, goes to the next one.
        half, stop = 0, cut
        for bad in found.bad[:-4:-1] if self._is_within_line else ():
            if bad.byte_offset + len(bad.data) == stop:
                half, stop = half + 1, bad.byte_offset
        return found.text[:len(found.text) - half], stop

    def _rest(self, kept: bytes) -> str:
        """The text of the last bytes."""
        stop = kept.find(b"\n") + 1 if self._is_within_line else 0
        text = self._read(kept[:stop]).text if stop else ""
        self._is_within_line = self._is_within_line and not stop
        return text + self._read(kept[stop:]).text

    def _read(self, piece: bytes) -> Decoded:
        # Within a line nothing changes, unless all was ASCII until there.
        return self._follower.read(piece, self._fixed or (self._follower.so_far if self._is_within_line else ""))


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _ends_in_half(data: bytes, encoding: str) -> int:
    """How many bytes of a surrogate pair end the data: 2 or 0."""
    high = data[-1 if encoding.endswith("le") else -2]
    return 2 if 0xD8 <= high <= 0xDB else 0
