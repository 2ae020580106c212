"""What stops us. Damage is not an error: it is a Finding."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# More names than these are not listed: charsets have some 300.
_MOST_LISTED = 100


class FixencError(Exception):
    """Anything that fixenc raises on purpose; never raised itself."""


class UnknownNameError(FixencError, LookupError):
    """A name that nobody has. name: as given.  nearest: names that exist and look like it, best first."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        by_folded = {each.casefold(): each for each in known}
        self.name = name
        self.nearest = tuple(by_folded[each] for each in get_close_matches(name.casefold(), by_folded, 3, 0.5))
        if self.nearest:
            hint = f"did you mean {' or '.join(self.nearest)}?"
        elif len(known) > _MOST_LISTED:
            hint = f"of {len(known)} names the nearest are {', '.join(get_close_matches(name.casefold(), by_folded, 3, 0.0))}"
        else:
            hint = f"there are: {', '.join(known)}"
        super().__init__(f"no {what} is called {name!r}; {hint}")


class RegistryError(FixencError):
    """A file in a folder of units does not export its unit. path: the module."""

    def __init__(self, path: str, attribute: str) -> None:
        self.path = path
        super().__init__(f"{path} exports no {attribute}; a unit's file defines it, machinery's name begins with '_'")


class ReplayError(FixencError, ValueError):
    """Edits that do not belong to this text. edit_index: which one.  offset: code points from the start of the text."""

    def __init__(self, edit_index: int, offset: int, expected: str, found: str) -> None:
        self.edit_index, self.offset = edit_index, offset
        super().__init__(f"edit {edit_index} expects {expected[:20]!r} at offset {offset}, found {found[:20]!r}; "
                         "give the text that the edits were made for")


class TableError(FixencError, ValueError):
    """A table or model file that is damaged or of another version. path: the file."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        super().__init__(f"{path}: {reason}; install fixenc again, or name another file")


class UnencodableError(FixencError, UnicodeError):
    """A text with characters that a charset lacks. charset: its name.  character: the first.  line: where, from 1."""

    def __init__(self, charset: str, character: str, line: int) -> None:
        self.charset, self.character, self.line = charset, character, line
        super().__init__(f"line {line}: {charset} has no {character!r} (U+{ord(character):04X}); "
                         "choose another charset to write, utf-8 and gb18030 have every character")


class MissingPackageError(FixencError, ImportError):
    """A package that one unit needs is not installed. package: its name for pip.  what: what needs it."""

    def __init__(self, package: str, what: str) -> None:
        self.package, self.what = package, what
        super().__init__(f"{what} needs the package {package}: pip install {package}; everything else works without it")


class UsageError(FixencError, ValueError):
    """Options of the command that do not go together; the message says what would."""
