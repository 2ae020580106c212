"""Style sheets: a style changes only comments and strings; `@charset` is rewritten where the file's charset changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.formats._format import Format
from fixenc.formats._source import BLOCK_COMMENT, QUOTED, splitter

# CSS Syntax Level 3, 3.2: these bytes exactly, and first.
_DECLARED = re.compile(r'@charset "([^"\n]*)";')


def _declared(text: str) -> Iterator[re.Match[str]]:
    match = _DECLARED.match(text)
    return iter((match,) if match else ())


FORMAT = Format((".css", ".scss", ".less"), splitter(rf"{BLOCK_COMMENT}|{QUOTED}"), declared=_declared)
