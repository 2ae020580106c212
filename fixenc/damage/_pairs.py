"""The pairs of charsets that mojibake comes from: written in the one, read in the other, and how likely that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from fixenc.charsets import find, shown
from fixenc.charsets._charset import Charset
from fixenc.model.misreadings import misreadings
from fixenc.model.scan import suspects
from fixenc.model.score import Model
from fixenc.registry import collect
from fixenc.values import Config, Process

# Rough shares, in thousandths: UTF-8 read as code page 936 and as 1252 lead in the histories of public repositories, GBK
# read as Latin-1 comes next, on the web and in old sources. What is not named is possible and rare. The shares decide
# only between readings that are about as likely as text: a factor of 100 is worth less than half a character.
_WRITTEN = {"utf_8": 640, "gb18030": 280, "big5": 60, "utf_16le": 6, "utf_16be": 4, "euc_tw": 1}
_READ = {"gb18030": 420, "iso8859_1": 150, "cp1252": 200, "big5": 30, "shift_jis": 25, "euc_kr": 25, "euc_jp": 10,
         "cp437": 30, "mac_roman": 25, "cp1251": 15, "cp1250": 12, "koi8_r": 6, "cp850": 8, "cp866": 4, "cp1254": 5}
_RARE = 1
# Escape sequences are seen, and who misreads a variant misreads the charset that it is one of.
_NEVER = ("escape", "variant")
# Dialects that add nothing to what the charset says.
PLAIN = ("strict", "all")


# Each is made once, and hundreds of them are keys at a time: they are compared by identity.
@dataclass(frozen=True, eq=False)
class Pair:
    """Text written in one charset and read in another. prior_nats: log of how common that is among all mojibake."""

    written: Charset
    read: Charset
    prior_nats: float

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the processes that this pair can be proved by, one a dialect of the reader."""
        return tuple(self.process(dialect).words for dialect in self.read.dialects)

    @cached_property
    def misreading(self) -> str:
        """The name of the misreading that this pair is one of."""
        return next(each.name for each in misreadings() if each.holds(self.written.name, self.read.name))

    def process(self, dialect: str) -> Process:
        """The process of this pair with one reader; the reader is named where it did more than the charset says."""
        plain = dialect in PLAIN or len(self.read.dialects) == 1
        return Process.mixup(shown(self.written), shown(self.read), "" if plain else dialect)


def pairs(config: Config) -> tuple[Pair, ...]:
    """The pairs that the caller allows, the commonest first."""
    include = frozenset(find(name).name for name in config.encodings)
    exclude = frozenset(find(name).name for name in config.not_encodings)
    return _pairs(include, exclude)


def suspected(lines: Sequence[str], some: Sequence[Pair], model: Model, share: float) -> list[list[Pair]]:
    """For each line those of some pairs that may explain it at all, in the same order: their misreading explains it by a share
    of what the best one does."""
    names = [{each.name for each in found} for found in suspects(lines, model, share)]
    return [[pair for pair in some if pair.misreading in each] for each in names]


@cache
def _pairs(include: frozenset[str], exclude: frozenset[str]) -> tuple[Pair, ...]:
    charsets: Mapping[str, Charset] = collect("fixenc.charsets", "CHARSET")
    found = []
    for written in charsets.values():
        if not written.chinese or written.kind in _NEVER or written.name in exclude:
            continue
        if include and written.name not in include:
            continue
        for read in charsets.values():
            if read is written or read.kind in _NEVER or read.name in exclude or _never(written, read):
                continue
            share = _WRITTEN.get(written.name, _RARE) * _READ.get(read.name, _RARE) / 1e6
            found.append(Pair(written, read, math.log(share)))
    return tuple(sorted(found, key=lambda pair: (-pair.prior_nats, pair.written.name, pair.read.name)))


def _never(written: Charset, read: Charset) -> bool:
    """UTF-8 rejects nearly all bytes of other charsets, and two-byte units only look like themselves turned round."""
    if read.kind != "unicode":
        return False
    return not (read.name.startswith("utf_16") and written.name.startswith("utf_16")) and read.name != "utf_8"
