"""Large files of mojibake that lost nothing: how fast `repair` is on them, and how many of their lines come out exact.

    python tests/bench/reversible.py FILE_OF_UTF8_TEXT... [--megabytes N] [--only WORDS] [--profile]

The sentences of all files are mixed; a file has short lines (a clause each), lines (a few sentences) or long lines (20,000
characters). Every line is damaged, or every other one, by the readers of `fixenc.charsets`; sentences that lose a byte on the way
are left out. Megabytes are those of the damaged text in UTF-8. Processor time of one run, after a first repair that loads the
tables; what is proved in one run is forgotten in the next.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import re
import time
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

import fixenc
from fixenc.charsets import find

# Written, read, dialect; two layers are one behind the other.
Misreading = tuple[tuple[str, str, str], ...]
PROCESSES: dict[str, Misreading] = {
    "utf-8 > gbk": (("utf_8", "gb18030", "browser"),),
    "utf-8 > cp1252": (("utf_8", "cp1252", "browser"),),
    "utf-8 > latin-1": (("utf_8", "iso8859_1", "browser"),),
    "gbk > latin-1": (("gb18030", "iso8859_1", "browser"),),
    "gbk > cp1252": (("gb18030", "cp1252", "browser"),),
    "big5 > gbk": (("big5", "gb18030", "browser"),),
    "gbk > big5": (("gb18030", "big5", "browser"),),
    "utf-8 > shift_jis": (("utf_8", "shift_jis", "browser"),),
    "gbk > euc-kr": (("gb18030", "euc_kr", "browser"),),
    "utf-16le > cp1252": (("utf_16le", "cp1252", "browser"),),
    "utf-8 > latin-1, twice": (("utf_8", "iso8859_1", "browser"), ("utf_8", "iso8859_1", "browser")),
    "utf-8 > gbk, twice": (("utf_8", "gb18030", "browser"), ("utf_8", "gb18030", "browser")),
}
SHAPES = ("short lines", "lines", "long lines")
_CLAUSES = re.compile("[^，。！？；,;\n]+[，。！？；,;]?")
# So many sentences of a line, or clauses, at most.
_MOST = 8
_LONG = 20_000


def damaged(text: str, process: Misreading) -> str | None:
    """The text, misread, or None where it cannot be turned back: the charset lacks a character, or the reader lost a byte."""
    for written, read, dialect in process:
        data = find(written).to_bytes(text)
        if data is None or find(written).strict(data) != text:
            return None
        text = find(read).decode(data, dialect)
        if find(read).to_bytes(text) != data or "\n" in text or "\r" in text:
            return None
    return text


def lines(clauses: Sequence[str], process: Misreading, shape: str, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Lines without end, each as it was and damaged."""
    chance = random.Random(seed)
    misread = cache(lambda clause: damaged(clause, process))
    sizes = {"short lines": (1, 1), "lines": (2, 2 * _MOST), "long lines": (_LONG // 10, _LONG // 10)}[shape]
    while True:
        clean = [chance.choice(clauses) for _ in range(chance.randint(*sizes))]
        parts = [(each, read) for each in clean if (read := misread(each)) is not None]
        whole = "".join(each for each, _ in parts)
        if not whole.isascii():
            # Where two clauses meet a reader may join what it kept apart: damaged as one, in case it does.
            read = damaged(whole, process)
            yield (whole, read) if read is not None else ("".join(each for each, _ in parts), "".join(each for _, each in parts))


def file(clauses: Sequence[str], process: Misreading, shape: str, megabytes: float, is_mixed: bool) -> tuple[str, str]:
    """A file as it was, and damaged."""
    clean, found, size = [], [], 0
    for index, (whole, read) in enumerate(lines(clauses, process, shape)):
        here = whole if is_mixed and index % 2 else read
        clean.append(whole)
        found.append(here)
        size += len(here.encode("utf-8", "surrogatepass")) + 1
        if size >= megabytes * 1e6 or (size > 2e6 and megabytes > 4):
            break
    # More than two megabytes are these again, in another order.
    order = list(range(len(clean)))
    chance = random.Random(2)
    for _ in range(int(megabytes * 1e6 // size) if megabytes > 4 else 0):
        more = order[:len(found)]
        chance.shuffle(more)
        order += more
    return "\n".join(clean[index % len(found)] for index in order), "\n".join(found[index % len(found)] for index in order)


def row(name: str, clean: str, broken: str, is_profiled: bool) -> None:
    """Print a row; with a profile, what took longest."""
    size = len(broken.encode("utf-8", "surrogatepass")) / 1e6
    fixenc.repair("\n".join(islice(broken.split("\n"), 2))[:2000])
    profile = cProfile.Profile()
    if is_profiled:
        profile.enable()
    start = time.process_time()
    got = fixenc.repair(broken)
    seconds = time.process_time() - start
    profile.disable()
    ours, theirs = got.split("\n"), clean.split("\n")
    exact = sum(map(str.__eq__, ours, theirs)) if len(ours) == len(theirs) else 0
    print(f"{name:48} {size:6.2f} MB {seconds:7.2f} s {size / seconds:7.2f} MB/s, lines exact {exact / len(theirs):.4f} of "
          f"{len(theirs)}", flush=True)
    if is_profiled:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        pstats.Stats(profile).sort_stats("cumtime").print_stats(45)


def main() -> None:
    """Print a row for each process, shape, and share of damaged lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--only", default="", help="rows whose name holds this")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    clauses = [clause for path in options.files for line in path.read_text(encoding="utf-8").splitlines()
               for clause in _CLAUSES.findall(line) if not clause.isascii()]
    for name, process in PROCESSES.items():
        for shape in SHAPES:
            for is_mixed in (False, True):
                title = f"{name}, {shape}, {'every other line' if is_mixed else 'every line'}"
                if options.only in title:
                    row(title, *file(clauses, process, shape, options.megabytes, is_mixed), options.profile)


if __name__ == "__main__":
    main()
