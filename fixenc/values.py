"""The values that cross the interface: what was found, what was changed, and what may be asked for.

All are frozen, compare by value and turn into plain JSON data and back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

Unit = Literal["code points", "bytes"]
Lossy = Literal["restore", "mark", "leave"]
Prior = Literal["zh", "zh-Hans", "zh-Hant", "none"]

LOSSY: tuple[str, ...] = ("restore", "mark", "leave")
PRIORS: tuple[str, ...] = ("zh", "zh-Hans", "zh-Hant", "none")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of the input, counted in code points or, where the finding is about bytes, in bytes.

    >>> Span(2, 5).length
    3
    """

    start: int
    stop: int
    unit: Unit = "code points"

    @property
    def length(self) -> int:
        """How many code points (or bytes) the span covers."""
        return self.stop - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a position."""
        return self.start < other.stop and other.start < self.stop

    def moved(self, offset: int) -> Span:
        """The same stretch, seen from a text that begins `offset` earlier."""
        return Span(self.start + offset, self.stop + offset, self.unit)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process, in the order in which it happened to the text.

    verb: "encode", "decode", "replace", "drop", "split", "convert"…  object: a charset, or what became what.
    dialect: whose decoder ("windows", "icu", "python"…), where that matters.
    """

    verb: str
    object: str
    dialect: str = ""

    def __str__(self) -> str:
        return f"{self.verb} {self.object}" + (f" ({self.dialect})" if self.dialect else "")


@dataclass(frozen=True, slots=True)
class Process:
    """What happened to the text: one sentence for people, and the steps as data.

    >>> Process.mixup("utf-8", "gbk", "windows").words
    'utf-8 bytes were read as gbk (windows)'
    """

    words: str
    steps: tuple[Step, ...] = ()

    @classmethod
    def mixup(cls, written: str, read: str, dialect: str = "") -> Self:
        """Text written in one charset and read in another."""
        reader = Step("decode", read, dialect)
        words = f"{written} bytes were read as {read}" + (f" ({dialect})" if dialect else "")
        return cls(words, (Step("encode", written), reader))

    def then(self, later: Process) -> Process:
        """This process, followed by another."""
        if not self.steps and not self.words:
            return later
        return Process(f"{self.words}; then {later.words}", self.steps + later.steps)


@dataclass(frozen=True, slots=True)
class Guess:
    """A character that was restored by likelihood, because its bytes are lost.

    offset: code points from the start of `Edit.after`.  probability: 0..1, of the character written there.
    runners_up: other readings with their probabilities, best first.
    """

    offset: int
    probability: float
    runners_up: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Damage that was seen.

    kind: the unit that saw it.  confidence: 0..1.  repairable: whether a repair with proof exists.
    """

    kind: str
    span: Span
    confidence: float
    process: Process
    repairable: bool = True


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: `before` stood at `span` of the input and `after` stands there now.

    unit: who made it; "a+b" where two units changed the same place one after the other.  runners_up: other texts that the same
    damage would explain, with their probabilities, best first; none where nothing else comes close.
    """

    unit: str
    span: Span
    before: str
    after: str
    confidence: float
    process: Process
    guesses: tuple[Guess, ...] = ()
    runners_up: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of bytes in one charset.

    span: in bytes.  text_start: where its text begins, in code points.  damage: how many places of it cannot be read.
    """

    span: Span
    encoding: str
    confidence: float
    text_start: int = 0
    damage: int = 0


@dataclass(frozen=True, slots=True)
class BadBytes:
    """Bytes that the charset cannot read. One U+FFFD stands for them at `offset` (code points) of the text."""

    offset: int
    byte_offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Spelling:
    """Bytes that stood for `length` characters from `offset` (code points) on, and that a writer of the charset would not choose:
    Big5 has two codes for 十, HZ many ways to write the same, and a colour code may stand between the bytes of a character."""

    offset: int
    length: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """A charset that the bytes may be in. probability: 0..1.  text: how the telling part of them begins when so read."""

    encoding: str
    probability: float
    text: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """Bytes read as text.

    encoding: the charset of most of it; "binary" where the bytes are no text (each byte is then kept as U+0000..U+00FF
    and nothing may be changed).  confidence: 0..1, 1.0 only for a byte order mark or strict UTF-8.
    bom: the byte order mark as it stood, or b"".  bad: every place that could not be read, so that no byte is lost.
    spellings: every place whose bytes are not those that the text alone would give.
    candidates: where it is not sure, the charsets in question, the likeliest first; else none. Where that is an 8-bit
    charset with a chance below 30%, or there are but two bytes, the text is UTF-8 that cannot be read.
    """

    text: str
    encoding: str
    confidence: float
    segments: tuple[Segment, ...] = ()
    bom: bytes = b""
    bad: tuple[BadBytes, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What `inspect` gives: the text, and all that was seen and done to it."""

    text: str
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()
    decoded: Decoded | None = None

    @property
    def past_repair(self) -> tuple[Finding, ...]:
        """The damage that was seen and had to be left."""
        return tuple(finding for finding in self.findings if not finding.repairable)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON; `from_dict` takes it back.

        >>> Result.from_dict(Result("好").to_dict()) == Result("好")
        True
        """
        return {"text": self.text, "edits": [_plain(edit) for edit in self.edits],
                "findings": [_plain(finding) for finding in self.findings],
                "decoded": None if self.decoded is None else _plain(self.decoded)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The result that `to_dict` wrote."""
        return cls(data["text"], tuple(_edit(row) for row in data["edits"]),
                   tuple(_finding(row) for row in data["findings"]),
                   None if data["decoded"] is None else _decoded(data["decoded"]))


@dataclass(frozen=True, slots=True)
class Config:
    """What a caller may choose. Every function of the interface takes one as `config=`.

    only, skip: names of units (`fixenc list`); an empty `only` means all.
    lossy: where bytes were lost, "restore" the likeliest character, "mark" it, or "leave" the place as it is.
    min_confidence: 0..1; a repair below it is not made, and a guess below it is marked under lossy="mark".
    mark: what lossy="mark" writes.
    encodings, not_encodings: charsets to consider, and to leave out, both when bytes are read and when mojibake is undone.
    prior: what the text is likely to be: "zh", "zh-Hans", "zh-Hant" or "none".
    model: path of another language model, "" for the one that is installed.
    """

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    lossy: Lossy = "restore"
    min_confidence: float = 0.0
    mark: str = "⟦?⟧"
    encodings: frozenset[str] = frozenset()
    not_encodings: frozenset[str] = frozenset()
    prior: Prior = "zh"
    model: str = ""

    def __post_init__(self) -> None:
        for name in ("only", "skip", "encodings", "not_encodings"):
            object.__setattr__(self, name, _names(name, getattr(self, name)))
        if self.lossy not in LOSSY:
            raise ValueError(f"lossy={self.lossy!r} is none of {', '.join(LOSSY)}")
        if self.prior not in PRIORS:
            raise ValueError(f"prior={self.prior!r} is none of {', '.join(PRIORS)}")
        if not 0.0 <= self.min_confidence <= 1.0 or math.isnan(self.min_confidence):
            raise ValueError(f"min_confidence={self.min_confidence!r} is not between 0 and 1")


def _names(name: str, value: Iterable[str]) -> frozenset[str]:
    if isinstance(value, str):
        raise TypeError(f"{name}={value!r} is one string; write {name}={{{value!r}}}")
    return frozenset(value)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return value


def _span(row: Mapping[str, Any]) -> Span:
    return Span(row["start"], row["stop"], row["unit"])


def _process(row: Mapping[str, Any]) -> Process:
    return Process(row["words"], tuple(Step(**step) for step in row["steps"]))


def _guess(row: Mapping[str, Any]) -> Guess:
    return Guess(row["offset"], row["probability"], tuple((text, p) for text, p in row["runners_up"]))


def _edit(row: Mapping[str, Any]) -> Edit:
    return Edit(row["unit"], _span(row["span"]), row["before"], row["after"], row["confidence"],
                _process(row["process"]), tuple(_guess(guess) for guess in row["guesses"]),
                tuple((text, p) for text, p in row.get("runners_up", ())))


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(row["kind"], _span(row["span"]), row["confidence"], _process(row["process"]), row["repairable"])


def _decoded(row: Mapping[str, Any]) -> Decoded:
    segments = tuple(Segment(_span(each["span"]), each["encoding"], each["confidence"], each["text_start"],
                             each.get("damage", 0))
                     for each in row["segments"])
    bad = tuple(BadBytes(each["offset"], each["byte_offset"], bytes.fromhex(each["data"])) for each in row["bad"])
    spellings = tuple(Spelling(each["offset"], each["length"], bytes.fromhex(each["data"])) for each in row["spellings"])
    candidates = tuple(Candidate(each["encoding"], each["probability"], each["text"]) for each in row["candidates"])
    return Decoded(row["text"], row["encoding"], row["confidence"], segments, bytes.fromhex(row["bom"]), bad, spellings,
                   candidates)
