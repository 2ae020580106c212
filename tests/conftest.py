"""Cases are data: TOML files beside each unit, read here."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from fixenc import _blocks

CASES = Path(__file__).parent / "cases"
SAMPLES = Path(__file__).parent.parent / "samples"


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file; `in_hex` and `out_hex` (UTF-8) become `in` and `out`, and a missing `out` means unchanged."""
    cases: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    for case in cases:
        for key in ("in", "out"):
            if f"{key}_hex" in case:
                case[key] = bytes.fromhex(case[f"{key}_hex"]).decode("utf-8", "surrogatepass")
        case.setdefault("out", case["in"])
    return cases


def load(folder: str) -> list[Any]:
    """One pytest parameter a case of every file in a folder of cases: (unit, case)."""
    return [pytest.param(path.stem, case, id=f"{path.stem}: {case['label']}",
                         marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [])
            for path in sorted((CASES / folder).glob("*.toml")) for case in read_cases(path)]


def small_blocks(patch: pytest.MonkeyPatch, size: int) -> None:
    """Let files be cut into blocks of `size` bytes, so that a test of long files needs none."""
    patch.setattr(_blocks, "BLOCK_BYTES", size)
    patch.setattr(_blocks, "WHOLE_BYTES", 2 * size)
