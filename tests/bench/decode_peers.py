"""Detectors of charsets, as functions from bytes to text. Those that are not installed are left out."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from importlib import import_module

import fixenc
from fixenc.errors import FixencError

Read = Callable[[bytes], str]


def peers(wanted: str) -> dict[str, Read]:
    """fixenc and the detectors at hand. wanted: "all", "none" or names with commas between them."""
    found: dict[str, Read] = {"fixenc": lambda data: fixenc.decode(data).text}
    for name, make in _PEERS.items():
        if wanted != "none" and (wanted == "all" or name in wanted.split(",")):
            try:
                found[name] = _reader(make())
            except ImportError:
                print(f"({name} is not installed)")
    return found


def _reader(name_of: Callable[[bytes], str | None]) -> Read:
    def read(data: bytes) -> str:
        name = name_of(data)
        if not name or name.startswith("binary"):
            return ""
        name = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf_16": "utf-16-le", "utf_32": "utf-32-le"}.get(name.lower(), name)
        try:
            return fixenc.decode(data, encoding=name).text
        except FixencError:
            try:
                return data.decode(name, "replace")
            except LookupError:
                return ""
    return read


def _charset_normalizer() -> Callable[[bytes], str | None]:
    from charset_normalizer import from_bytes

    def name(data: bytes) -> str | None:
        best = from_bytes(data).best()
        return best.encoding if best else None
    return name


def _chardet() -> Callable[[bytes], str | None]:
    detect = import_module("chardet").detect
    return lambda data: detect(data)["encoding"]      # type: ignore[no-any-return]


def _cchardet() -> Callable[[bytes], str | None]:
    detect = import_module("cchardet").detect
    return lambda data: detect(data)["encoding"]      # type: ignore[no-any-return]


def _chardetng() -> Callable[[bytes], str | None]:
    detect = import_module("chardetng_py").detect
    return lambda data: detect(data, allow_utf8=True) or None


def _uchardet() -> Callable[[bytes], str | None]:
    program = shutil.which("uchardet")
    if program is None:
        raise ImportError("uchardet")
    return lambda data: subprocess.run([program], input=data, capture_output=True, check=False).stdout.decode().strip().replace("unknown", "")


_PEERS = {"charset-normalizer": _charset_normalizer, "chardet": _chardet, "faust-cchardet": _cchardet, "chardetng": _chardetng,
          "uchardet": _uchardet}
