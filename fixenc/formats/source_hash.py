"""Source code whose comments begin with '#': Python, shell, Ruby, Perl; a style changes only comments and strings.

Python's declared charset (PEP 263) is rewritten where the file's charset changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Format
from fixenc.formats._source import QUOTED, splitter

_PROSE = rf'#([^\n]*)|"""((?:\\.|[^\\])*?)(?:"""|\Z)|' rf"'''((?:\\.|[^\\])*?)(?:'''|\Z)|{QUOTED}"
# PEP 263: on the first or second line, if the first is a comment too.
_DECLARED = re.compile(r"(?:[ \t\f]*#[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")


def _declared(text: str) -> Iterator[re.Match[str]]:
    match = _DECLARED.match(text)
    return iter((match,) if match else ())


FORMAT = Format((".py", ".pyw", ".pyi", ".sh", ".bash", ".zsh", ".rb", ".pl", ".pm", ".r", ".tcl", ".cmake"), splitter(_PROSE),
                declared=_declared)
