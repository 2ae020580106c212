"""The README is run: its examples give what they say."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
PIPES = re.findall(r"^\$ echo '([^']+)' \| fixenc\n(.+)$", TEXT, re.MULTILINE)
MODULES = ["fixenc.interface", "fixenc.values", "fixenc.registry", "fixenc.clean", "fixenc.model.codes", "fixenc.edits",
           "fixenc.render", "fixenc.formats", "fixenc.names"]


def test_the_python_examples() -> None:
    assert doctest.testfile(str(README), module_relative=False, encoding="utf-8").failed == 0


def test_there_are_pipes_to_run() -> None:
    assert len(PIPES) >= 3


@pytest.mark.parametrize(("given", "shown"), PIPES)
def test_a_pipe(given: str, shown: str) -> None:
    done = subprocess.run([sys.executable, "-m", "fixenc"], input=f"{given}\n".encode(), capture_output=True, check=True)
    assert done.stdout.decode() == f"{shown}\n"


def test_the_options_shown_exist() -> None:
    done = subprocess.run([sys.executable, "-m", "fixenc", "--help"], capture_output=True, check=True)
    for option in set(re.findall(r"--[a-z]+", "".join(re.findall(r"^\$ fixenc .*$", TEXT, re.MULTILINE)))):
        assert option in done.stdout.decode()


def test_the_settings_shown_are_taken(tmp_path: Path) -> None:
    shown = re.search(r"^```toml\n(.+?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert shown is not None
    (tmp_path / "pyproject.toml").write_text(shown[1], encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "fixenc", "--config", str(tmp_path / "pyproject.toml")], input="你好,世界\n".encode(),
                          capture_output=True, check=True)
    assert done.stdout.decode() == "你好，世界\n"


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings(name: str) -> None:
    module = import_module(name)
    results = doctest.testmod(module)
    assert results.failed == 0
    assert results.attempted > 0
