"""Text -> bytes: in the charset asked for; bytes that nobody could read, and rare spellings, stand where they stood."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol

from fixenc.charsets import find
from fixenc.errors import UnencodableError
from fixenc.values import BadBytes, Decoded, Edit, Result, Spelling

REPLACEMENT = "\ufffd"
_BOMS = {"utf-8": codecs.BOM_UTF8, "utf-16": codecs.BOM_UTF16_LE, "utf-16-le": codecs.BOM_UTF16_LE,
         "utf-16-be": codecs.BOM_UTF16_BE, "utf-32": codecs.BOM_UTF32_LE, "utf-32-le": codecs.BOM_UTF32_LE,
         "utf-32-be": codecs.BOM_UTF32_BE}


class _Encoder(Protocol):
    def __call__(self, text: str) -> bytes: ...


class Writer:
    """Encodes the results of one file.

    target: a charset, or "keep" for the one that was read.  bom: whether to write a byte order mark; None: where the
    charset cannot do without ("utf-16", "utf-32"), and, with `keep`, where the input had one in the same charset.
    form: the charset that is written, and whether with a mark; "" before the first result.
    """

    def __init__(self, target: str, bom: bool | None, keep: bool) -> None:
        """Raises UnknownNameError where nobody has the charset."""
        self._target = "" if target == "keep" else canonical(target)
        self._bom = bom
        self._keep = keep
        self.form = ""

    def encode(self, block: bytes, result: Result, is_first: bool) -> tuple[bytes, int]:
        """The bytes of a result, and how many places that could not be read are now U+FFFD (or '?').

        block: the bytes that the result was read from; they come back as the same object where nothing changes.
        Raises UnencodableError.
        """
        decoded = result.decoded
        assert decoded is not None
        target = self._target or canonical(decoded.encoding)
        mark = self._mark(decoded, target) if is_first else b""
        if is_first:
            self.form = f"{target} with BOM" if mark else target
        if not result.edits and _is_all_in(decoded, target):
            return (block if mark == decoded.bom else mark + block[len(decoded.bom):]), 0
        body, lost = _encode(result, decoded, target)
        whole = mark + body
        return (block if whole == block else whole), lost

    def _mark(self, decoded: Decoded, target: str) -> bytes:
        if self._bom is None:
            is_same = _family(canonical(decoded.encoding)) == _family(target)
            has_mark = bool(decoded.bom) and is_same and self._keep
            wanted = has_mark or target in ("utf-16", "utf-32")
        else:
            wanted = self._bom
        return _BOMS.get(target, b"") if wanted else b""


def canonical(charset: str) -> str:
    """The one name of a charset. Raises UnknownNameError where nobody has it.

    >>> canonical("UTF8"), canonical("utf-16")
    ('utf-8', 'utf-16')
    """
    name = charset.lower().replace("_", "-")
    name = {"utf8": "utf-8", "ascii": "utf-8", "us-ascii": "utf-8", "utf-8-sig": "utf-8", "utf-16le": "utf-16-le",
            "utf-16be": "utf-16-be", "utf-32le": "utf-32-le", "utf-32be": "utf-32-be"}.get(name, name)
    return name if name in _BOMS else find(charset).name


def _family(charset: str) -> str:
    return charset.removesuffix("-le").removesuffix("-be") if charset in _BOMS else charset


def _is_all_in(decoded: Decoded, target: str) -> bool:
    encodings = {segment.encoding for segment in decoded.segments} or {decoded.encoding}
    return {canonical(encoding) for encoding in encodings} == {target}


def _encode(result: Result, decoded: Decoded, target: str) -> tuple[bytes, int]:
    to_bytes = _encoder(target)
    parts: list[bytes] = []
    end = lost = 0
    for offset, stood in _kept(decoded, result.edits):
        is_bad = isinstance(stood, BadBytes)
        is_kept = canonical(_encoding_at(decoded, stood.offset)) == target
        # Two spellings cannot share a character, but the whole text may be one (HZ), places that cannot be read included.
        if offset < end or not (is_kept or is_bad):
            continue
        lost += not is_kept
        parts += (_bytes_of(result.text[end:offset], to_bytes, result.text, end, target),
                  stood.data if is_kept else _mark(to_bytes))
        end = offset + (len(REPLACEMENT) if isinstance(stood, BadBytes) else stood.length)
    parts.append(_bytes_of(result.text[end:], to_bytes, result.text, end, target))
    return b"".join(parts), lost


def _kept(decoded: Decoded, edits: Sequence[Edit]) -> list[tuple[int, BadBytes | Spelling]]:
    """What keeps its bytes, with its offset behind the edits: places that could not be read, and rare spellings."""
    spelled = [(offset, each) for each, offset in _untouched(decoded.spellings, edits)]
    found: list[tuple[int, BadBytes | Spelling]] = [*spelled, *_placed(decoded.bad, edits)]
    return sorted(found, key=lambda item: (item[0], isinstance(item[1], BadBytes)))


def _untouched(spellings: Sequence[Spelling], edits: Sequence[Edit]) -> Iterator[tuple[Spelling, int]]:
    """The spellings that no edit has touched, with their offsets behind the edits."""
    growth = index = 0
    for each in spellings:
        while index < len(edits) and edits[index].span.stop <= each.offset:
            growth += len(edits[index].after) - len(edits[index].before)
            index += 1
        if index == len(edits) or edits[index].span.start >= each.offset + each.length:
            yield each, each.offset + growth


def _mark(to_bytes: _Encoder) -> bytes:
    try:
        return to_bytes(REPLACEMENT)
    except UnicodeError:
        return b"?"


def _encoding_at(decoded: Decoded, offset: int) -> str:
    """The charset in which the character at `offset` (code points) was read."""
    at = bisect_right(decoded.segments, offset, key=lambda segment: segment.text_start) - 1
    return decoded.segments[at].encoding if at >= 0 else decoded.encoding


def _placed(bad: Sequence[BadBytes], edits: Sequence[Edit]) -> Iterator[tuple[int, BadBytes]]:
    """Each bad place with its offset behind the edits; what an edit has restored is left out."""
    growth = index = 0
    for each in bad:
        while index < len(edits) and edits[index].span.stop <= each.offset:
            growth += len(edits[index].after) - len(edits[index].before)
            index += 1
        if index == len(edits) or each.offset < edits[index].span.start:
            yield each.offset + growth, each
            continue
        edit = edits[index]
        # An edit around the place that leaves as many U+FFFD as it found has moved them and restored none.
        if edit.before.count(REPLACEMENT) == edit.after.count(REPLACEMENT):
            earlier = edit.before.count(REPLACEMENT, 0, each.offset - edit.span.start)
            yield edit.span.start + growth + _nth(edit.after, earlier), each


def _nth(text: str, count: int) -> int:
    at = text.index(REPLACEMENT)
    for _ in range(count):
        at = text.index(REPLACEMENT, at + 1)
    return at


def _encoder(target: str) -> _Encoder:
    if target in _BOMS:
        codec = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(target, target)
        return lambda text: text.encode(codec, "surrogatepass")
    charset = find(target)

    def to_bytes(text: str) -> bytes:
        data = charset.to_bytes(text)
        if data is None and charset.name == "gb18030" and REPLACEMENT in text:
            # The charset lists no bytes that mean U+FFFD, because nobody's text holds it; the standard has some.
            parts = [charset.to_bytes(part) for part in text.split(REPLACEMENT)]
            data = None if None in parts else b"\x84\x31\xa4\x37".join(part or b"" for part in parts)
        if data is None:
            raise UnicodeError
        return data

    return to_bytes


def _bytes_of(text: str, to_bytes: _Encoder, whole: str, start: int, target: str) -> bytes:
    try:
        return to_bytes(text)
    except UnicodeError:
        missing = start + _first_missing(text, to_bytes)
        raise UnencodableError(target, whole[missing], whole.count("\n", 0, missing) + 1) from None


def _first_missing(text: str, to_bytes: _Encoder) -> int:
    """The offset of the first character that has no bytes, found by halving."""
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            to_bytes(text[low:middle])
        except UnicodeError:
            high = middle
        else:
            low = middle
    return low
