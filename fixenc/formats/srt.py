"""Subtitles, SubRip and WebVTT: the spoken lines are prose; numbers, times and tags stay as they are."""

from __future__ import annotations

import re
from functools import partial

from fixenc.formats._format import Format, prose_around

_MARKUP = re.compile(r"^[ \t]*[0-9]+[ \t]*\r?$|^[^\n]*-->[^\n]*$|</?[A-Za-z][^<>\n]{0,99}>|\{\\[^{}\n]*+\}", re.MULTILINE)

FORMAT = Format((".srt", ".vtt", ".sbv"), partial(prose_around, _MARKUP))
