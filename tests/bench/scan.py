"""How good is the scan? Misses on damaged strings and alarms on clean lines.

    python tests/bench/scan.py DAMAGE.jsonl FOLDER_OF_CLEAN_TXT

DAMAGE.jsonl has one object a line with "kind", "clean" and "damaged". A damaged string is missed where no line of it is
suspicious; a clean line is a needless alarm where it is. Also prints what clean and damaged text cost, nats a character.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from fixenc.model.load import load
from fixenc.model.scan import suspicious_lines

LENGTHS = (2, 4, 8, 16)


def misses(rows: list[dict[str, str]]) -> None:
    """Print the share of damaged strings (4 characters and more) that are missed, by kind."""
    model = load()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        if len(row["clean"]) >= 4:
            counts[row["kind"]][0] += 1
            counts[row["kind"]][1] += not suspicious_lines(row["damaged"], model)
    for kind, (total, missed) in sorted(counts.items()):
        print(f"{kind:40} {total:6} {missed / total:8.4f} missed")
    total, missed = (sum(each[place] for each in counts.values()) for place in (0, 1))
    print(f"{'all':40} {total:6} {missed / max(total, 1):8.4f} missed")


def alarms(folder: Path) -> None:
    """Print the share of clean lines that alarm, by file."""
    model = load()
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        print(f"{path.stem:40} {lines:6} {len(suspicious_lines(text, model)) / max(lines, 1):8.4f} alarmed")


def costs(rows: list[dict[str, str]]) -> None:
    """Print quantiles of nats a character for clean and damaged strings at some lengths, and how far they overlap."""
    model = load()
    kinds = sorted({row["kind"] for row in rows})
    for length in LENGTHS:
        clean = [row["clean"][:length] for row in rows if len(row["clean"]) >= length]
        base = -model.score_many(clean) / length
        print(f"length {length:3}: clean 50% {np.quantile(base, .5):.2f} 99% {np.quantile(base, .99):.2f}")
        for kind in kinds:
            damaged = [row["damaged"][:length] for row in rows if row["kind"] == kind and len(row["damaged"]) >= length]
            if len(damaged) >= 20:
                cost = -model.score_many(damaged) / length
                overlap = float((cost < np.quantile(base, .99)).mean())
                print(f"    {kind:40} 1% {np.quantile(cost, .01):6.2f} 50% {np.quantile(cost, .5):6.2f} below clean's 99%: {overlap:.3f}")


if __name__ == "__main__":
    ROWS = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").split("\n") if line]
    misses(ROWS)
    alarms(Path(sys.argv[2]))
    costs(ROWS)
