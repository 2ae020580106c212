"""`[tool.fixenc]` in pyproject.toml: what the command does unless its options say otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fixenc.errors import UnknownNameError, UsageError

_TABLE = b"tool.fixenc"
# Name in the file -> the parameter of the command, and what its value is. What names files or decides that files are
# rewritten stays on the command line.
_KEYS: Mapping[str, tuple[str, type]] = {
    "style": ("style", str), "script": ("script", str), "from": ("source", str), "to": ("target", str), "bom": ("bom", bool),
    "format": ("form", str), "encoding": ("encodings", list), "not-encoding": ("not_encodings", list), "only": ("only", list),
    "skip": ("skip", list), "lossy": ("lossy", str), "min-confidence": ("min_confidence", float), "prior": ("prior", str),
    "strict": ("strict", bool), "jobs": ("jobs", int), "progress": ("progress", bool), "no-ignore": ("no_ignore", bool),
}
_WORDS = {str: "text", bool: "true or false", list: "a list of names", float: "a number", int: "a whole number"}


def load(path: Path | None, folder: Path) -> dict[str, Any]:
    """The settings in a file, or in the nearest pyproject.toml at or above a folder that has any.

    The keys are the parameters of the command.  Raises UsageError, and UnknownNameError for a key that nobody has.
    """
    if path is None:
        path = _nearest(folder)
        if path is None:
            return {}
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"--config {path}: {error.strerror}") from None
    except ValueError as error:     # also of bytes that are not UTF-8
        raise UsageError(f"{path} is no TOML: {error}") from None
    table = data.get("tool", {}).get("fixenc")
    if not isinstance(table, dict):
        raise UsageError(f"{path} has no table [tool.fixenc]")
    return dict(_setting(path, key, value) for key, value in table.items())


def _setting(path: Path, key: str, value: Any) -> tuple[str, Any]:
    if key not in _KEYS:
        raise UnknownNameError(f"setting of {path}", key, _KEYS)
    name, kind = _KEYS[key]
    is_right = isinstance(value, (int, float) if kind is float else kind) and (kind is bool or not isinstance(value, bool))
    if kind is list and is_right:
        is_right = all(isinstance(each, str) for each in value)
    if not is_right:
        raise UsageError(f"{path}: {key} = {value!r} has to be {_WORDS[kind]}")
    return name, value


def _nearest(folder: Path) -> Path | None:
    for each in (folder, *folder.parents):
        path = each / "pyproject.toml"
        try:
            if _TABLE in path.read_bytes():
                return path
        except OSError:
            continue
    return None
