"""Tables are what their recipes make of their sources; where a source is not at hand the comparison is skipped.

FIXENC_SOURCES names a folder with the files that the heads of the tables name.
"""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

import numpy as np
import pytest

from fixenc.tables.build import dialects, grids, single_byte
from fixenc.tables.grid import grid

CHARSETS = Path(grids.TABLES)
SOURCES = Path(os.environ.get("FIXENC_SOURCES", "no such folder"))


@pytest.mark.skipif(not SOURCES.is_dir(), reason="FIXENC_SOURCES names no folder")
@pytest.mark.parametrize("name", grids.GRIDS)
def test_a_grid_is_what_its_recipe_makes(name: str) -> None:
    assert grids.build(name, SOURCES) == (CHARSETS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(platform.python_version_tuple()[:2] != ("3", "11"), reason="made with the codecs of Python 3.11")
def test_the_eight_bit_table_is_what_its_recipe_makes() -> None:
    made, kept = single_byte.build(), single_byte.TABLE.read_text(encoding="utf-8")
    assert made.split("\n")[2:] == kept.split("\n")[2:]


@pytest.mark.skipif(not (shutil.which("java") and shutil.which("perl") and shutil.which("iconv")), reason="needs java, perl and iconv")
@pytest.mark.parametrize("name", dialects.PROGRAMS)
def test_dialects_are_what_the_programs_say(name: str) -> None:
    kept = (CHARSETS / f"{name}_dialects.tsv").read_text(encoding="utf-8")
    made = dialects.build(name)
    if made.split("\n")[1] != kept.split("\n")[1]:
        pytest.skip("other versions of the programs")
    assert made == kept


@pytest.mark.parametrize("name", grids.GRIDS)
def test_a_grid_is_whole(name: str) -> None:
    codes = grid(name).codes
    assert codes.shape == (0x10000,)
    assert not codes[:0x8140].any()
    assert int((codes > 0).sum()) == sum(len(line[6:].replace("\ufffd", "")) for line in rows(name))


def rows(name: str) -> list[str]:
    return [line for line in (CHARSETS / f"{name}.txt").read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]


@pytest.mark.parametrize("name", grids.GRIDS)
def test_the_rows_of_a_grid_are_sorted_and_none_repeats(name: str) -> None:
    leads = [line[:2] for line in rows(name)]
    assert leads == sorted(set(leads))


def test_a_dialect_changes_only_its_rows() -> None:
    base, windows = grid("gb18030").codes, grid("gb18030", "windows").codes
    assert 0 < int(np.count_nonzero(base != windows)) < 200
    assert windows[0xA2E3] == 0
    assert chr(base[0xA2E3]) == "€"
