"""Tables: each is what its recipe makes of its source. Where the sources are, FIXENC_SOURCES names their folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from fixenc.errors import TableError
from fixenc.tables import grid as grids
from fixenc.tables.build import grids as grid_recipe
from fixenc.tables.build import latin_letters, single_byte
from fixenc.tables.grid import FOLDER, grid

SOURCES = Path(os.environ.get("FIXENC_SOURCES", "/nowhere"))
CHARMAPS = Path("/usr/share/i18n/charmaps")
# The packed tables of the wheel, and what they may take together.
LIMIT_BYTES = 2_000_000


def kept(name: str) -> str:
    return FOLDER.joinpath(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*grid_recipe.INDEXES, *grid_recipe.CHARMAPS, *grid_recipe.MODULES])
def test_a_grid_is_what_its_recipe_makes(name: str) -> None:
    folder = CHARMAPS if name in grid_recipe.CHARMAPS else SOURCES
    if not folder.exists() or (name in grid_recipe.MODULES and not (folder / grid_recipe.MODULES[name][0]).exists()):
        pytest.skip("its source is not here")
    assert grid_recipe.build(name, folder) == kept(f"{name}.txt")


def test_the_table_of_letters_is_what_its_recipe_makes() -> None:
    if not (SOURCES / "cldr" / "hu.xml").exists():
        pytest.skip("its source is not here")
    assert latin_letters.build(SOURCES / "cldr") == kept("../latin_letters.tsv")


def test_the_table_of_single_byte_charsets_is_what_its_recipe_makes() -> None:
    assert single_byte.build().split("\n")[2:] == kept("single_byte.txt").split("\n")[2:]


def test_the_table_of_rare_single_byte_charsets_is_what_its_recipe_makes() -> None:
    if not all(shutil.which(program) for program in ("java", "iconv", "node", "perl")):
        pytest.skip("a program that it is asked of is not here")
    assert single_byte.build_rare().split("\n")[2:] == kept("single_byte_rare.txt").split("\n")[2:]


def test_the_tables_are_small() -> None:
    assert sum(len(each.read_bytes()) for each in FOLDER.iterdir() if each.is_file()) < LIMIT_BYTES


@pytest.mark.parametrize("name", ["gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "johab", "euc_tw"])
def test_rows_of_dialects_are_in_order_and_say_something(name: str) -> None:
    assert grid(name).codes.any()
    dialects = {row[0] for row in grids._rows(name)}
    for dialect in dialects:
        made = grid(name, dialect)
        assert made.codes.max() <= 0x10FFFF
        assert all(byte < 0x100 for byte in made.singles)
        assert all(len(text) == 2 for text in made.sequences.values())


def test_a_dialect_without_rows_is_an_error() -> None:
    with pytest.raises(TableError, match="no row"):
        grid("gb18030", "windows-3.1")
