"""Finds the units in a folder: a unit is found by being there, nobody keeps a list."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

from fixenc.errors import RegistryError, UnknownNameError


@cache
def collect(folder: str, attribute: str) -> Mapping[str, Any]:
    """Map each file name in `folder` (a dotted module name) to the one object that the file exports, names sorted.

    Raises RegistryError, naming the module, where a file has no such attribute.

    >>> "gb18030" in collect("fixenc.charsets", "CHARSET")
    True
    """
    units = {}
    for info in sorted(pkgutil.iter_modules(import_module(folder).__path__), key=lambda info: info.name):
        if info.name.startswith("_") or info.ispkg:
            continue
        path = f"{folder}.{info.name}"
        module = import_module(path)
        if not hasattr(module, attribute):
            raise RegistryError(path, attribute)
        units[info.name] = getattr(module, attribute)
    return MappingProxyType(units)


def check_names(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise UnknownNameError, with the nearest names, for the first of `names` that is not `known`."""
    known = set(known)
    for name in sorted(names):
        if name not in known:
            raise UnknownNameError(what, name, known)
