"""Charsets, one a file, each with the dialects of the programs that read it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from fixenc.charsets._charset import Charset
from fixenc.errors import UnknownNameError
from fixenc.registry import collect


def find(name: str) -> Charset:
    """The charset of a name or label, in any case and with '-' or '_'; UnknownNameError with the nearest otherwise.

    >>> find("GB2312").name
    'gb18030'
    """
    found = _by_label().get(_folded(name))
    if found is None:
        raise UnknownNameError("charset", name, {label for each in _all().values() for label in (each.name, *each.labels)})
    return found


def shown(charset: Charset) -> str:
    """The name by which people and Python know the charset.

    >>> shown(find("utf8"))
    'utf-8'
    """
    return charset.name.replace("utf_16", "utf-16-").replace("_", "-")


def _all() -> Mapping[str, Charset]:
    return collect("fixenc.charsets", "CHARSET")


@cache
def _by_label() -> dict[str, Charset]:
    return {_folded(label): each for each in _all().values() for label in (each.name, *each.labels)}


def _folded(name: str) -> str:
    return name.strip().casefold().replace("_", "-")
