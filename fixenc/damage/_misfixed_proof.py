"""Proof for text that a cleaner ran over: its misreading, cleaned once more, must give what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from fixenc.charsets import find, shown
from fixenc.damage._ftfy import CLEANERS, cleaned
from fixenc.values import Process, Step

_SOFT_HYPHEN = "\xad"
_READ = ("iso8859_1", "cp1252")


@dataclass(frozen=True, slots=True)
class Cleaning:
    """One way in which text came out as it did. soft_hyphens: whether U+00AD was dropped before the cleaner came."""

    read: str
    cleaner: str
    soft_hyphens: bool

    def process(self, written: str) -> Process:
        """The same in words and steps."""
        steps = Process.mixup(shown(find(written)), shown(find(self.read)))
        if self.soft_hyphens:
            steps = steps.then(Process("soft hyphens were dropped", (Step("drop", "U+00AD"),)))
        return steps.then(Process(f"{self.cleaner} took some of it for UTF-8", (Step("clean", self.cleaner),)))

    def outcome(self, data: bytes) -> str:
        """What becomes of the bytes."""
        return cleaned(self.uncleaned(data), self.cleaner)

    def uncleaned(self, data: bytes) -> str:
        """The same before the cleaner came."""
        text = find(self.read).decode(data)
        return text.replace(_SOFT_HYPHEN, "") if self.soft_hyphens else text


CLEANINGS: Sequence[Cleaning] = tuple(Cleaning(read, cleaner, soft_hyphens) for soft_hyphens, cleaner, read in
                                      product((False, True), CLEANERS, _READ))


def some_cleaning(written: str) -> Process:
    """The process of a cleaner that is not known."""
    steps = Process.mixup(shown(find(written)), shown(find(_READ[0])))
    return steps.then(Process("a cleaner took some of it for UTF-8", (Step("clean", "bytes that are UTF-8"),)))


def prove(before: str, after: str, written: str, tried: Iterable[Cleaning]) -> Cleaning | None:
    """The first of some ways that gives `before`, or None; text that no cleaner changed is no proof of one."""
    data = find(written).to_bytes(after)
    if data is None:
        return None
    return next((way for way in tried if way.uncleaned(data) != before and way.outcome(data) == before), None)
