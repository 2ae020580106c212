"""Broken Chinese text in, clean Chinese text out: decode, detect, repair with proof, normalize."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fixenc.errors import FixencError as FixencError
    from fixenc.errors import ReplayError as ReplayError
    from fixenc.errors import UnknownNameError as UnknownNameError
    from fixenc.files import open as open
    from fixenc.files import read_text as read_text
    from fixenc.interface import clean as clean
    from fixenc.interface import decode as decode
    from fixenc.interface import decode_html as decode_html
    from fixenc.interface import detect as detect
    from fixenc.interface import inspect as inspect
    from fixenc.interface import normalize as normalize
    from fixenc.interface import repair as repair
    from fixenc.interface import replay as replay
    from fixenc.interface import stream as stream
    from fixenc.interface import undo as undo
    from fixenc.interface import units as units
    from fixenc.values import Candidate as Candidate
    from fixenc.values import Config as Config
    from fixenc.values import Decoded as Decoded
    from fixenc.values import Edit as Edit
    from fixenc.values import Finding as Finding
    from fixenc.values import Guess as Guess
    from fixenc.values import Process as Process
    from fixenc.values import Result as Result
    from fixenc.values import Span as Span
    from fixenc.values import Step as Step

__version__ = "0.1.0"

_HOME = {
    "fixenc.errors": ("FixencError", "ReplayError", "UnknownNameError"),
    "fixenc.files": ("open", "read_text"),
    "fixenc.interface": ("clean", "decode", "decode_html", "detect", "inspect", "normalize", "repair", "replay", "stream", "undo",
                         "units"),
    "fixenc.values": ("Candidate", "Config", "Decoded", "Edit", "Finding", "Guess", "Process", "Result", "Span", "Step"),
}
_HOME_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_HOME_OF)


class _Package(ModuleType):
    """Public names are loaded when they are first used: NumPy alone takes longer to import than `import fixenc` may."""

    def __getattr__(self, name: str) -> Any:
        if name not in _HOME_OF:
            raise AttributeError(f"module 'fixenc' has no attribute {name!r}")
        value = getattr(import_module(_HOME_OF[name]), name)
        super().__setattr__(name, value)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        # Python binds a submodule to its package when it is imported; fixenc.repair stays the function, not the file.
        if not (isinstance(value, ModuleType) and name in _HOME_OF):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_HOME_OF})


sys.modules[__name__].__class__ = _Package
