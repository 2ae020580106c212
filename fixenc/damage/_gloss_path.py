"""One way to read a stretch of the page back into the bytes that it was, and those into characters."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fixenc.damage._gloss_bytes import FIRST_LEAD, characters


@dataclass(frozen=True, slots=True)
class Inserted:
    """A gloss in the byte stream. position: bytes from the start of the stream, behind the two that were glossed."""

    position: int
    character: str
    syllable: str


@dataclass(frozen=True, slots=True)
class Path:
    """Bytes read so far, and what they say.

    text: the characters that are complete.  pending: a lead byte that waits for its trail byte, or 0.
    last: the two bytes read last.  size: how many bytes were read.  nats: log probability, less what was assumed.
    scored: how many characters of the text `nats` covers.  guesses: offsets of characters of which a byte was lost.
    """

    last: tuple[int, int]
    text: str = ""
    pending: int = 0
    pending_lost: bool = False
    size: int = 0
    nats: float = 0.0
    scored: int = 0
    guesses: tuple[int, ...] = ()
    glosses: tuple[Inserted, ...] = ()
    cuts: str = ""
    damaged: bool = False


def push(path: Path, *octets: int, lost: int = 0, cost: float = 0.0) -> Path | None:
    """The path with more bytes, the first `lost` of which the page has lost; None where they are no characters."""
    text, pending, pending_lost, guesses = path.text, path.pending, path.pending_lost, path.guesses
    for place, octet in enumerate(octets):
        is_lost = place < lost
        if not pending and octet >= FIRST_LEAD:
            pending, pending_lost = octet, is_lost
            continue
        character = characters()[pending << 8 | octet] if pending else "€" if octet == 0x80 else chr(octet)
        if not character:
            return None
        if is_lost or (pending and pending_lost):
            guesses += (len(text),)
        text += character
        pending, pending_lost = 0, False
    last = (path.last[1], octets[-1]) if len(octets) == 1 else (octets[-2], octets[-1])
    return replace(path, text=text, pending=pending, pending_lost=pending_lost, guesses=guesses, last=last,
                   size=path.size + len(octets), nats=path.nats - cost, damaged=path.damaged or bool(lost))


def gloss(path: Path, character: str, syllable: str, cost: float = 0.0) -> Path:
    """The path with a gloss behind the bytes read last."""
    return replace(path, glosses=(*path.glosses, Inserted(path.size, character, syllable)), nats=path.nats - cost)


def foreign(path: Path, character: str) -> Path:
    """The path with a character that stands for itself and that no gloss can have met."""
    return replace(path, text=path.text + character, last=(0, 0), size=path.size + 1)
