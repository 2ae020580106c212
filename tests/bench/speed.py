"""How fast is `repair`? Figures for clean text, short strings and damaged text, beside ftfy and Python's own codecs.

    python tests/bench/speed.py [FOLDER_OF_UTF8_TXT]

Without a folder the texts of tests/golden are used, repeated to 4 MiB.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
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
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def clean_text(folder: Path, size: int = 4 * MIB) -> str:
    """Clean lines of a folder's files, mixed, to about `size` bytes of UTF-8."""
    files = [path.read_text(encoding="utf-8").splitlines()[:2000] for path in sorted(folder.glob("*"))]
    # A line of each file in turn, so that any part of the text is as mixed as the whole.
    lines = [line for row in zip_longest(*files) for line in row if line]
    text = "\n".join(lines) + "\n"
    return (text * (size // len(text.encode()) + 1))[:size // 3]


def main() -> None:
    """Print the table."""
    text = clean_text(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN)
    data = text.encode()
    size = len(data) / 1e6
    fixenc.repair(text[:1000])
    codecs = best(lambda: data.decode().encode())
    ours = best(lambda: fixenc.repair(text))
    sample = text[:100_000]
    theirs = best(lambda: ftfy.fix_encoding(sample), 2) * len(text) / len(sample)
    print(f"clean text, {size:.1f} MB: {size / ours:.0f} MB/s; ftfy.fix_encoding {size / theirs:.2f} MB/s ({theirs / ours:.0f}x); "
          f"decode + encode {size / codecs:.0f} MB/s (we take {ours / codecs:.1f}x as long)")
    lines = [text[start:start + 100].replace("\n", "，") for start in range(0, 100_000, 100)]
    short = best(lambda: [fixenc.repair(line) for line in lines]) / len(lines)
    print(f"clean strings of 100 characters: {short * 1e6:.1f} µs each")
    for name, damaged in (("utf-8 read as latin-1", text[:MIB // 3].encode().decode("latin-1")),
                          ("gbk read as latin-1", text[:MIB // 2].encode("gb18030").decode("latin-1")),
                          ("utf-8 read as gb18030", text[:MIB // 3].encode().decode("gb18030", "ignore"))):
        took = best(lambda damaged=damaged: fixenc.repair(damaged), 2)  # type: ignore[misc]
        print(f"{name}: {len(damaged.encode()) / 1e6 / took:.2f} MB/s")


if __name__ == "__main__":
    main()
