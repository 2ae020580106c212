"""How a file is to be worked on, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from fixenc._looks import Looks
from fixenc.values import Config, Result

_DEFAULT = Config()


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read, changed and written.

    source, target: charsets, "" for one to be found; `target` may be "keep".  bom: whether to write a byte order mark;
    None keeps it where the charset stays and `keep_bom` is set.  format: how the text is read (`fixenc.formats`), "" to
    go by the name or, without one, by the looks.  keep_result: keep edits and findings in the outcome, for which a file has
    to be read as a whole.  looks: tell how the file looks, too.
    lines: the input comes line by line and each line is to go out at once.  seen: is told how many bytes of the file are done
    since it was told last; in this process only.
    """

    style: str | None = None
    script: str | None = None
    config: Config = _DEFAULT
    source: str = ""
    target: str = "utf-8"
    bom: bool | None = None
    keep_bom: bool = False
    format: str = ""
    keep_result: bool = False
    looks: bool = False
    lines: bool = False
    seen: Callable[[int], object] | None = field(default=None, compare=False)


@dataclass(slots=True)
class Outcome:
    """What became of one file.

    format: how the text was read.  encoding: "binary" where it is no text.  written: the charset of the output.
    repairs, left: how many edits by unit, and how much damage by kind that is past repair.  guesses: characters restored by
    likelihood.  bad_bytes: bytes that could not be read, by offset in the file.  lost: how many of these places stand as
    U+FFFD in the output, because its charset is another.  before, after: SHA-256 of the file.
    error: one line for people, "" where all went well; is_internal: it is a fault of fixenc.  note: likewise, where it
    is no error.  output: what is to be printed, where that was asked for.  looks: charsets, line ends and script, likewise.
    """

    path: str = "-"
    format: str = ""
    encoding: str = ""
    confidence: float = 1.0
    bom: bytes = b""
    size: int = 0
    mtime_ns: int = 0
    written: str = ""
    changed: bool = False
    repairs: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    guesses: int = 0
    bad_bytes: dict[int, bytes] = field(default_factory=dict)
    lost: int = 0
    before: str = ""
    after: str = ""
    error: str = ""
    is_internal: bool = False
    note: str = ""
    result: Result | None = None
    output: bytes = b""
    looks: Looks = field(default_factory=Looks)

    def brief(self) -> dict[str, Any]:
        """The counts as plain data, for a journal."""
        return {"encoding": self.encoding, "size": self.size, "repairs": dict(self.repairs), "left": dict(self.left),
                "guesses": self.guesses, "lost": self.lost,
                "bad_bytes": [[offset, data.hex()] for offset, data in self.bad_bytes.items()]}

    def recall(self, brief: Mapping[str, Any]) -> Self:
        """Take the counts over that `brief` gave."""
        self.encoding, self.size, self.guesses, self.lost = (
            brief[key] for key in ("encoding", "size", "guesses", "lost"))
        self.repairs, self.left = Counter(brief["repairs"]), Counter(brief["left"])
        self.bad_bytes = {offset: bytes.fromhex(data) for offset, data in brief["bad_bytes"]}
        return self
