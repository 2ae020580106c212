"""Remembers what was found in the last text."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """The result for the last text that was asked about, with what it depends on besides.

    Texts are known by identity: several kinds of damage look at one piece, one after the other, and to hash it would cost as
    much as to scan it.
    """

    def __init__(self) -> None:
        self._kept: tuple[str, object, T] | None = None

    def get(self, text: str, given: object = None) -> T | None:
        """What was put for this text, or None."""
        kept = self._kept
        return kept[2] if kept is not None and kept[0] is text and kept[1] is given else None

    def put(self, text: str, given: object, result: T) -> T:
        """Remember a result, and return it."""
        self._kept = (text, given, result)
        return result
