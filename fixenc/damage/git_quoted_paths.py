"""Chinese in the octal escapes of paths as Git prints them.

    "docs/\\346\\265\\213\\350\\257\\225.txt" -> "docs/测试.txt"

Git puts a path with bytes beyond ASCII in double quotes and writes each as three octal digits (core.quotePath). The quotes
stay. Quoting the path so again must give what stood there.
Leaves alone: strings of source code, which have the same escapes, and text that explains them.
Source: Git, quote.c; output of `git status` and `git diff` in issues and logs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from fixenc.damage._escaped import Reading, escape, find_escaped
from fixenc.damage._kind import Context, Kind, Proposal, Stage
from fixenc.damage._lines import LONGEST
from fixenc.damage._spelled import spelled_bytes
from fixenc.model.scan import Family

RUN = re.compile("\\\\[23][0-7]{2}(?:\\\\[23][0-7]{2}){3}")
_QUOTED = re.compile("\"((?:[^\"\\\\]|\\\\[0-7]{3})+)\"")
# Escapes other than octal ones, and whatever a program puts beside its strings; a path has no format in it.
CARRIER = re.compile("\\\\[^0-7]|[;(){}=,`']|%[sdif]|\"\\s*:|\"\\s*\"|^[^\"]*\\\\")
# What Git writes beside paths; where it writes nothing the path must look like one.
_BESIDE = re.compile("(?:[\\s?!MADRCUT0-9.|>+~-]|(?:new file|modified|deleted|renamed|copied|typechange|both \\w+|\\w+ by \\w+):"
                     "|rename (?:from|to)|copy (?:from|to)|(?:create|delete) mode|diff --git|warning: .*)*")
_PATH = re.compile("/|\\.\\w{1,8}$")
_BYTE = re.compile("\\\\([0-7]{3})")
_HEXADECIMAL = re.compile("%([0-9A-F]{2})")


def find(text: str, context: Context) -> Iterator[Proposal]:
    """The lines with such paths, each with what it stands for."""
    return find_escaped(text, context, RUN, CARRIER, _read)


def _read(text: str) -> Iterator[Reading]:
    if len(text) > LONGEST:
        return
    quoted, beside = _QUOTED.findall(text), _QUOTED.sub("", text)
    if not _BESIDE.fullmatch(beside) or not (beside.strip() or all(_PATH.search(each) for each in quoted)):
        return
    readings = [_path(each) for each in quoted]
    if quoted and all(readings):
        after = iter(readings)
        whole = _QUOTED.sub(lambda _: f'"{next(after)}"', text)
        yield Reading(whole, escape("utf-8", "octal escapes of a path", "\\NNN"), letters=math.inf)


def _path(quoted: str) -> str:
    """What a quoted path stands for, "" where that is not clear."""
    if "%" in quoted:
        return ""
    # Octal digits as hexadecimal ones, so that all escaped bytes are read alike.
    plain = _BYTE.sub(lambda match: f"%{int(match[1], 8) & 0xFF:02X}", quoted)
    found = [after for after, charset in spelled_bytes(plain, _HEXADECIMAL, lambda octet: f"%{octet:02X}") if charset == "utf-8"]
    return found[0] if found and "%" not in found[0] else ""


KIND = Kind(Stage.ESCAPES, Family.ESCAPE, find)
