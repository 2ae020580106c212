"""How often are bytes read right, and how fast? Tables by charset, length and damage, beside other detectors.

    python tests/bench/decode.py CHINESE OTHER [--tables charset,damage,…] [--peers none] [--count 200]

CHINESE: a folder of UTF-8 texts, GENRE.hans.txt and GENRE.hant.txt, a paragraph a line.  OTHER: one of LANGUAGE.txt.
Judged is the text, not the name of a charset: every character that was not touched has to stand there, in order. Of a detector that
only names a charset, fixenc reads the text in it. Detectors that are not installed are left out.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import decode_material as material
from decode_damage import damaged
from decode_peers import peers

LENGTHS = (16, 32, 64, 256, 2000)
Read = Callable[[bytes], str]


def is_right(text: str, parts: Sequence[str], slack: int) -> bool:
    """Whether the parts stand in a text, in order, and at most `slack` characters beside them."""
    place = 0
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return len(text) - sum(map(len, parts)) <= slack


def share(read: Read, samples: Iterable[material.Sample]) -> float:
    """The share (0..1) of samples that are read right."""
    hits = [is_right(read(each.data), each.parts, each.slack) for each in samples]
    return sum(hits) / max(1, len(hits))


def row(name: str, cells: Iterable[str]) -> None:
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def head(title: str, columns: Iterable[str]) -> None:
    columns = list(columns)
    print(f"\n{title}\n")
    row("", columns)
    print("|---" * (len(columns) + 1) + "|")


def by_length(texts: material.Texts, readers: dict[str, Read], count: int) -> None:
    for reader, read in readers.items():
        head(f"Cut anywhere, {reader}: share read right (%) by length in bytes, {count} each", map(str, LENGTHS))
        for name, write in material.WRITERS.items():
            sets = [material.passages(texts, write, length, count) for length in LENGTHS]
            row(name, (f"{share(read, each):.1%}" for each in sets))


def by_kind(title: str, kinds: dict[str, list[material.Sample]], readers: dict[str, Read]) -> None:
    head(f"{title}: share read right", readers)
    for name, samples in kinds.items():
        row(f"{name} ({len(samples)})", (f"{share(read, samples):.1%}" for read in readers.values()))


def other_languages(folder: Path, readers: dict[str, Read], count: int) -> None:
    head("Other languages, 60 to 2,000 bytes: share read right / called Chinese", readers)
    totals = dict.fromkeys(readers, 0.0)
    sets = material.foreign(folder, count)
    for name, samples in sets.items():
        cells = []
        for reader, read in readers.items():
            texts = [read(each.data) for each in samples]
            hits = sum(is_right(text, each.parts, each.slack) for text, each in zip(texts, samples, strict=True)) / len(samples)
            totals[reader] += hits / len(sets)
            chinese = sum(material.is_chinese(text) and not material.is_chinese(each.parts[0])
                          for text, each in zip(texts, samples, strict=True)) / len(samples)
            cells.append(f"{hits:.0%} / {chinese:.1%}")
        row(name, cells)
    row("mean", (f"{each:.1%}" for each in totals.values()))


def binaries(readers: dict[str, Read]) -> None:
    import fixenc

    sets = material.binaries()
    head("Not text: called binary", ["share", "called"])
    for name, blobs in sets.items():
        names = [fixenc.decode(blob).encoding for blob in blobs]
        row(name, (f"{names.count('binary') / len(names):.1%}", ", ".join(sorted(set(names) - {'binary'}))))


def speed(texts: material.Texts, readers: dict[str, Read]) -> None:
    head("Speed, the best of 5: MB/s on 1 MB and on 2 KB files, files a second", ["MB/s of 1 MB", "files of 2 KB a second"])
    for charset, write in material.WRITERS.items():
        large = write(material.long_text(texts, charset, 1_000_000))[:1_000_000]
        if charset not in ("utf-8", "gb18030", "big5"):
            continue
        small = [write(write.clean(material.passage(texts, write.script, 2000)))[:2000] for _ in range(60)]
        for reader, read in readers.items():
            rate = len(large) / 1e6 / best(lambda read=read, large=large: read(large))      # type: ignore[misc]
            files = len(small) / best(lambda read=read, small=small: [read(each) for each in small])      # type: ignore[misc]
            row(f"{charset}, {reader}", (f"{rate:.1f}", f"{files:.0f}"))


def best(work: Callable[[], object], most_seconds: float = 8.0) -> float:
    """The shortest of up to five runs, seconds of this process's own time."""
    times: list[float] = []
    while len(times) < 5 and sum(times) < most_seconds:
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("chinese", type=Path)
    options.add_argument("other", type=Path)
    options.add_argument("--tables", default="charset,damage,mixed,sparse,pages,wide,other,binary,speed")
    options.add_argument("--peers", default="all", help="all, none, or names with commas between them")
    options.add_argument("--count", type=int, default=200)
    given = options.parse_args()
    random.seed(0)
    texts = material.read(given.chinese)
    readers = peers(given.peers)
    wanted = given.tables.split(",")
    if "charset" in wanted:
        by_length(texts, readers, given.count)
    for table, title, make in (("damage", "Damage, 64 to 2,000 bytes", damaged), ("mixed", "Two charsets in a file", material.mixed),
                               ("sparse", "Few Chinese characters", material.sparse), ("pages", "Web pages by what they say of themselves", material.pages), ("wide", "UTF-16 and UTF-32", material.wide)):
        if table in wanted:
            by_kind(title, make(texts, given.count), readers)
    if "other" in wanted:
        other_languages(given.other, readers, given.count)
    if "binary" in wanted:
        binaries(readers)
    if "speed" in wanted:
        speed(texts, readers)


if __name__ == "__main__":
    sys.exit(main())
