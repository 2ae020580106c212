"""How fast is `repair`? Figures for clean text, short strings and damaged text, beside ftfy and Python's own codecs.

    python tests/bench/speed.py [FOLDER_OF_UTF8_TXT]

Without a folder the texts of tests/golden are used, repeated to 4 MiB. Clean text is measured file by file and all files mixed, line by
line: what a text costs depends on how much of it is rare enough to be looked at twice. Processor time, the best of some runs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path

import ftfy

import fixenc

GOLDEN = Path(__file__).parent.parent / "golden"
MIB = 1 << 20


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """The shortest of some runs, seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def clean_text(files: Sequence[Path], size: int = 4 * MIB) -> str:
    """Clean lines of some files, mixed, to about `size` bytes of UTF-8."""
    texts = [path.read_text(encoding="utf-8").splitlines()[:2000] for path in files]
    # A line of each file in turn, so that any part of the text is as mixed as the whole.
    lines = [line for row in zip_longest(*texts) for line in row if line]
    text = "\n".join(lines) + "\n"
    return (text * (size // len(text.encode()) + 1))[:size // 3]


def clean_row(name: str, text: str) -> None:
    """Print the row of one clean text."""
    data = text.encode()
    size = len(data) / 1e6
    fixenc.repair(text[:1000])
    codecs = best(lambda: data.decode().encode())
    ours = best(lambda: fixenc.repair(text))
    sample = text[:100_000]
    theirs = best(lambda: ftfy.fix_encoding(sample), 2) * len(text) / len(sample)
    joined = text[:110_000].replace("\n", "")
    lines = [joined[start:start + 100] for start in range(0, len(joined) - 100, 100)]
    short = best(lambda: [fixenc.repair(line) for line in lines]) / len(lines)
    # Once each: a text that is looked at again is known.
    median = sorted(best(lambda line=line: fixenc.repair(line), 1) for line in lines)[len(lines) // 2]  # type: ignore[misc]
    print(f"{name:32} {size / ours:6.0f} MB/s, ftfy {size / theirs:5.1f} ({theirs / ours:4.0f}x), codecs {size / codecs:5.0f} "
          f"({ours / codecs:5.1f}x as long); 100 characters {short * 1e6:6.1f} µs, median {median * 1e6:5.1f}", flush=True)


def main() -> None:
    """Print the table."""
    files = sorted((Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN).glob("*.txt"))
    for path in files:
        clean_row(path.stem, clean_text([path]))
    text = clean_text(files)
    clean_row("all, mixed by line", text)
    for name, damaged in (("utf-8 read as latin-1", text[:MIB // 3].encode().decode("latin-1")),
                          ("gbk read as latin-1", text[:MIB // 2].encode("gb18030").decode("latin-1")),
                          ("utf-8 read as gb18030", text[:MIB // 3].encode().decode("gb18030", "ignore"))):
        took = best(lambda damaged=damaged: fixenc.repair(damaged), 2)  # type: ignore[misc]
        print(f"{name}: {len(damaged.encode()) / 1e6 / took:.2f} MB/s")


if __name__ == "__main__":
    main()
