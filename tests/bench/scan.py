"""How good is the scan? Misses on damaged strings and alarms on clean lines.

    python tests/bench/scan.py DAMAGE.jsonl FOLDER_OF_CLEAN_TXT

DAMAGE.jsonl has one object a line with "kind", "clean" and "damaged". A damaged string is missed where no line of it is
suspicious; a clean line is a needless alarm where it is. Beside each: the share that the tables alone, without the model, let
through. Also prints how often the true pair of charsets is a suspect, and what clean and damaged text cost, nats a character.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from fixenc.charsets import find
from fixenc.model.load import load
from fixenc.model.scan import rising_lines, suspects, suspicious_lines

LENGTHS = (2, 4, 8, 16)


def misses(rows: list[dict[str, str]]) -> None:
    """Print the share of damaged strings (4 characters and more) that are missed, by kind, and of those without lost bytes."""
    model = load()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        if len(row["clean"]) >= 4:
            reversible = "all without loss" if row["reversible"] else "all with lost bytes"
            unseen, missed = not rising_lines(row["damaged"]), not suspicious_lines(row["damaged"], model)
            for kind in (row["kind"], f"~{reversible}"):
                counts[kind] = [count + more for count, more in zip(counts[kind], (1, unseen, missed), strict=True)]
    for kind, (total, unseen, missed) in sorted(counts.items()):
        print(f"{kind:40} {total:6} {missed / total:8.4f} missed, {unseen / total:8.4f} by the tables")


def alarms(folder: Path) -> None:
    """Print the share of clean lines that alarm, by file."""
    model = load()
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        lines = max(text.count("\n"), 1)
        found, rising = suspicious_lines(text, model), rising_lines(text)
        print(f"{path.stem:40} {lines:6} {len(found) / lines:8.4f} alarmed, {len(rising) / lines:8.4f} by the tables")


def suspicions(rows: list[dict[str, str]]) -> None:
    """Print how often the pair of charsets that did the damage is among the suspects, and how many suspects there are."""
    model = load()
    named = [(row, row["kind"].split()[-1].split(">")) for row in rows if not row["kind"].startswith(("2x", "one"))]
    found = suspects([row["damaged"].replace("\n", " ") for row, _ in named], model)
    hits = sum(any(each.holds(find(written).name, find(read).name) for each in some)
               for (_, (written, read)), some in zip(named, found, strict=True))
    print(f"the true pair is a suspect in {hits} of {len(named)}; {sum(map(len, found)) / len(found):.1f} suspects of 32")


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
    suspicions(ROWS)
    alarms(Path(sys.argv[2]))
    costs(ROWS)
