"""File names -> the names that were meant: mojibake, other charsets, percent signs, the private use of Cygwin."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote_to_bytes

from fixenc import interface
from fixenc._atomic import sync_folder
from fixenc._journal import Journal
from fixenc.values import Config

# Cygwin, WSL and SMB clients write what Windows forbids in names at U+F000 (Cygwin User's Guide, "Forbidden characters in
# filenames"). U+F022 is left: Mac OS used it for another character.
_FORBIDDEN = {0xF000 + ord(character): character for character in '*:<>?|'}
_PERCENT = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f/]")
_LONGEST_BYTES = 255
# A charset that is less certain from all names together names none of them; the user can.
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Renaming:
    """One name that is not as it was meant.

    path: as it is.  name: what it is to be called, "" where that is not known.  why: what happened to it.  error: why it
    is left, "" where it is not.
    """

    path: Path
    name: str
    why: str = ""
    error: str = ""


def plan(folder: Path, config: Config, encoding: str = "") -> list[Renaming]:
    """What is to be renamed below a folder, what is in a folder before the folder itself. Hidden folders are left out.

    encoding: of names that are not UTF-8, "" to have it found from all of them.
    """
    folders, failed = _folders(folder)
    meant = mend({name for _, names in folders for name in names}, config, encoding)
    found = []
    for path, names in reversed(folders):
        taken = set(names)
        for name in names:
            if name in meant:
                new, why = meant[name]
                error = _refusal(new, taken)
                taken.add(new)
                found.append(Renaming(path / name, new, why, error))
    return failed + found


def rename(planned: Iterable[Renaming], journal: Journal | None) -> Iterator[Renaming]:
    """Do what was planned, one after the other; what stands under a name is never replaced. Raises JournalError."""
    for each in planned:
        yield each if each.error else replace(each, error=_rename(each.path, each.path.with_name(each.name), journal))


def mend(names: Iterable[str], config: Config, encoding: str = "") -> dict[str, tuple[str, str]]:
    """For each name that is not as it was meant: what was meant, and what happened to it. All are evidence for each other.

    >>> mend(["%E6%96%87%E4%BB%B6.txt"], Config())
    {'%E6%96%87%E4%BB%B6.txt': ('文件.txt', 'percent-encoded')}
    """
    read = {name: text for name, text in _read(sorted(names), config, encoding).items() if not _CONTROL.search(text[0])}
    lines = [text for text, _ in read.values()]
    repaired = _repaired(lines, config)
    meant = {}
    for (name, (_, why)), (text, process) in zip(read.items(), repaired, strict=True):
        new = text.translate(_FORBIDDEN)
        if new != name:
            words = [why, process, "characters that Windows forbids were written as private use" * (new != text)]
            meant[name] = new, "; then ".join(filter(None, words))
    return meant


def _folders(folder: Path) -> tuple[list[tuple[Path, list[str]]], list[Renaming]]:
    """Every folder with the names in it, a folder before those inside, and what could not be read."""
    found, failed = [], []
    stack = [folder]
    while stack:
        path = stack.pop()
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            failed.append(Renaming(path, "", error=error.strerror or str(error)))
            continue
        found.append((path, [entry.name for entry in entries]))
        stack += [path / entry.name for entry in reversed(entries)
                  if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")]
    return found, failed


def _read(names: Iterable[str], config: Config, encoding: str) -> dict[str, tuple[str, str]]:
    """Each name as text, and how it was spelled if it was not plain UTF-8. Names in another charset are judged together."""
    read: dict[str, tuple[str, str]] = {}
    other: dict[str, tuple[bytes, str]] = {}
    for name in names:
        is_percent = _PERCENT.search(name) is not None
        data = unquote_to_bytes(name) if is_percent else os.fsencode(name)
        why = "percent-encoded" if is_percent else ""
        try:
            read[name] = data.decode(), why
        except UnicodeDecodeError:
            if b"\n" not in data:
                other[name] = data, why
    decoded = interface.decode(b"\n".join(data for data, _ in other.values()), encoding=encoding, config=config)
    texts = decoded.text.split("\n")
    is_sure = bool(encoding) or decoded.confidence > _SURE
    if is_sure and decoded.encoding != "binary" and len(texts) == len(other):
        for (name, (_, why)), text in zip(other.items(), texts, strict=True):
            if "\ufffd" not in text:
                read[name] = text, "; then ".join(filter(None, (f"in {decoded.encoding}", why)))
    return dict(sorted(read.items()))


def _repaired(lines: list[str], config: Config) -> list[tuple[str, str]]:
    """Each line repaired, and what had happened to it."""
    text = "\n".join(lines)
    result = interface.inspect(text, config=config)
    repaired = result.text.split("\n")
    if len(repaired) != len(lines):
        return [(line, "") for line in lines]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    words: Mapping[int, str] = {bisect_right(starts, edit.span.start) - 1: edit.process.words for edit in result.edits}
    return [(line, words.get(index, "")) for index, line in enumerate(repaired)]


def _refusal(name: str, taken: Iterable[str]) -> str:
    if name in taken:
        return f"{name} exists already; left as it is"
    if name in ("", ".", "..") or _CONTROL.search(name):
        return f"{name!r} cannot be the name of a file; left as it is"
    if len(os.fsencode(name)) > _LONGEST_BYTES:
        return f"its right name would be longer than {_LONGEST_BYTES} bytes; left as it is"
    return ""


def _rename(path: Path, target: Path, journal: Journal | None) -> str:
    """Rename, or say why not."""
    try:
        if os.path.lexists(target):
            return f"{target.name} exists already; left as it is"
        if journal is not None:
            real = os.path.join(os.path.realpath(path.parent), path.name)
            journal.renamed(real, os.path.join(os.path.dirname(real), target.name))
        path.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        return error.strerror or str(error)
    return ""
