"""UTF-8 that a program read as GBK and wrote again, read as UTF-8: what comes of a text, and what is left of a character."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from fixenc.charsets import find
from fixenc.values import Process, Step

# What is left of a character of three bytes of which one or two became a question mark: the last, the middle one, the two last,
# the first. Bytes that begin a character are one U+FFFD together, and each that follows nothing is one (Unicode 3.9). Where the
# program wrote U+FFFD as GB 18030 does, 84 31 A4 37, the first of these takes the place of the last byte.
LAST, OTHERS, FOUR = "\ufffd\\?", ("\ufffd\\?\ufffd", "\ufffd\\?\\?", "\\?\ufffd\ufffd"), "[^\x00-\x7f\ufffd]1\ufffd7"
MARKS = re.compile("\ufffd\\?|\\?\ufffd\ufffd|1\ufffd7")
_RUN = re.compile("[^\x00-\x7f]+[\x00-\x7f]*")
# Stands for a character that is not known yet.
_ANY = "中"
# No program takes it for the second byte of anything, and those that eat are given it to eat.
_SPACE = " "


@dataclass(frozen=True)
class Program:
    """A program that reads GBK and writes it again.

    dialect: how it reads.  left: patterns of what it may leave of a character.  nats: how likely it is one of these by itself.
    written: what it writes for a character that it could not read.
    """

    dialect: str
    left: tuple[str, ...]
    nats: float
    written: str = "?"

    @cached_property
    def holes(self) -> tuple[re.Pattern[str], ...]:
        """What it may leave of a character."""
        return tuple(map(re.compile, self.left))

    @cached_property
    def hole(self) -> re.Pattern[str]:
        """Any of these."""
        return re.compile("|".join(self.left))

    @cached_property
    def eats(self) -> bool:
        """Whether it takes the ASCII character along that stands behind a byte which begins nothing."""
        return bool(find("gb18030").losses(self.dialect).first)

    @cached_property
    def process(self) -> Process:
        """What happened, in words and steps."""
        return Process.mixup("utf-8", "gb18030", self.dialect).then(
            Process("the text was written as gb18030 and read as utf-8", (Step("encode", "gb18030"), Step("decode", "utf-8"))))

    def __call__(self, text: str) -> str:
        """What a text looks like afterwards, "" where it cannot be written.

        >>> PROGRAMS[0]("重启即可使用。');"), PROGRAMS[1]("重启即可使用。');")
        ('重启即可使用�?);', "重启即可使用�?');")
        """
        charset = find("gb18030")
        read = charset.decode(text.encode("utf-8", "surrogatepass"), self.dialect).replace("\ufffd", self.written)
        data = charset.to_bytes(read, self.dialect)
        return "" if data is None else data.decode("utf-8", "replace")

    def leaves(self, line: str) -> bool:
        """Whether it leaves all runs of a line as they are in which nothing was lost."""
        holes = [(0, 0), *(match.span() for match in self.hole.finditer(line)), (len(line) + 1, 0)]
        runs = []
        for (_, first), (last, _) in pairwise(holes):
            # What touches a hole is a part of what was lost.
            runs += [run[0] for run in _RUN.finditer(line, first, min(last, len(line)))
                     if run.end() < last and (not first or run.start() > first)]
        whole = "\n\n".join(runs)
        return self(whole) == whole

    def fits(self, before: str, candidates: Sequence[str], behind: str, seen: str) -> list[bool]:
        """Which characters, behind a text, may have left what is seen of both. behind: the character that follows, "" where that
        is not known."""
        made = self("".join(f"{before}{each}{behind or _ANY}{_SPACE}\n" for each in candidates)).split("\n")
        return [line.startswith(seen) for line in made[:-1]]


# Source files that were saved by a script on Chinese Windows; the others by how often lossy mojibake is theirs.
PROGRAMS = (Program("windows", (LAST,), 0.0), Program("windows-keep", (LAST,), -2.2),
            Program("python-gbk", (LAST, *OTHERS), -2.2), Program("java", (LAST, *OTHERS), -3.0),
            Program("python-gb18030", (FOUR,), -2.2, "\ufffd"))
