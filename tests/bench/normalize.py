"""How fast is `normalize`, and how much of published text does it change?

    python tests/bench/normalize.py FOLDER_OF_UTF8_TXT

Files are named GENRE.hans.txt or GENRE.hant.txt: each is read in the style of its own script (zh-CN, zh-TW), where a text that
an editor has been through should change hardly, and in the other one, which converts it. Processor time, the best of some runs.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from fixenc.normalize import normalize, normalize_edits

SIZE = 600_000


def best(work: Callable[[], object], rounds: int = 3) -> float:
    """The shortest of some runs, seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Print a row a file: MB/s by style, changes in 10,000 characters of the own style, and the rules that made them."""
    for path in sorted(Path(sys.argv[1]).glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        own, other = ("zh-CN", "zh-TW") if ".hans" in path.name else ("zh-TW", "zh-CN")
        _, edits, _ = normalize_edits(text, own)
        rules = Counter(edit.unit for edit in edits).most_common(4)
        long = (text * (SIZE // max(1, len(text)) + 1))[:SIZE]
        megabytes = len(long.encode()) / 1e6
        speeds = "  ".join(f"{name} {megabytes / best(work):5.1f}" for name, work in (
            ("corpus", lambda long=long: normalize(long, "corpus")), (own, lambda long=long, own=own: normalize(long, own)),
            (f"to {other}", lambda long=long, other=other: normalize(long, other))))
        print(f"{path.stem:36} MB/s {speeds};  {len(edits) / max(1, len(text)) * 10_000:7.2f} changes: "
              + " ".join(f"{name} {count}" for name, count in rules), flush=True)


if __name__ == "__main__":
    main()
