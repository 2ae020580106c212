"""Large files that lost bytes: how fast `repair` is on them, and how much of the text is right afterwards.

    python tests/bench/lossy.py FILE_OF_UTF8_TEXT... [--megabytes N]

The lines of all files are mixed and damaged line by line: UTF-8 read as code page 936 by Windows ('?' that takes the next byte
along), by Python as GBK (U+FFFD), and by Python as code page 1252 (U+FFFD). Megabytes are those of the damaged text in UTF-8.
Processor time of one run, after a first repair that loads the tables.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from pathlib import Path

import fixenc
from fixenc.charsets import find

READERS: Mapping[str, Callable[[bytes], str]] = {
    "Windows 936": lambda data: find("gb18030").decode(data, "windows"),
    "Python gbk": lambda data: data.decode("gbk", "replace"),
    "Python cp1252": lambda data: data.decode("cp1252", "replace"),
}


def right(got: str, clean: str) -> int:
    """How many characters of the clean text stand in the repaired one."""
    ours, theirs = got.split("\n"), clean.split("\n")
    count = 0
    for kind, first, last, begin, end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        before, after = "\n".join(ours[first:last]), "\n".join(theirs[begin:end])
        count += len(after) + 1 if kind == "equal" else sum(
            block.size for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks())
    return count


def main() -> None:
    """Print a row for each reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--megabytes", type=float, default=1.0)
    options = parser.parse_args()
    lines = [line for path in options.files for line in path.read_text(encoding="utf-8").split("\n") if line]
    random.Random(1).shuffle(lines)
    for name, read in READERS.items():
        read_lines: list[str] = []
        size = 0
        while size < options.megabytes * 1e6 and len(read_lines) < len(lines):
            read_lines.append(read(lines[len(read_lines)].encode()))
            size += len(read_lines[-1].encode()) + 1
        damaged, clean = "\n".join(read_lines), "\n".join(lines[:len(read_lines)])
        fixenc.repair("\n".join(read_lines[:8]))
        start = time.process_time()
        got = fixenc.repair(damaged)
        seconds = time.process_time() - start
        print(f"{name:16} {size / 1e6:5.2f} MB {seconds:6.2f} s {size / 1e6 / seconds:6.2f} MB/s, "
              f"characters right {right(got, clean) / len(clean):.4f}", flush=True)


if __name__ == "__main__":
    main()
