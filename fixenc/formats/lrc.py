"""Song texts (.lrc): the words and the values of tags such as `[ti:…]` are prose; times stay as they are."""

from __future__ import annotations

import re
from functools import partial

from fixenc.formats._format import Format, prose_around

_MARKUP = re.compile(r"\[[0-9:.]+\]|<[0-9:.]+>|^\[[A-Za-z]+:|\][ \t]*\r?$", re.MULTILINE)

FORMAT = Format((".lrc",), partial(prose_around, _MARKUP))
