"""`[tool.fixenc]` in pyproject.toml, and completion: what is asked for once, and what need not be typed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import fixenc
from fixenc import _settings
from fixenc.cli import main

BROKEN = "下面是目录里的文件，请各位同事自己查看。\n".encode("gb18030").decode("latin-1")
ROOT = Path(fixenc.__file__ or "").parents[1]


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")


def run(*args: object, data: str = "") -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=data)


def test_the_nearest_settings_hold_and_the_command_line_wins() -> None:
    Path("../../pyproject.toml").write_text('[tool.fixenc]\nstyle = "zh-TW"\n')
    assert run(data="你好,世界\n").stdout == "你好，世界\n"
    Path("../pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert run(data="你好,世界\n").stdout == "你好，世界\n"
    Path("pyproject.toml").write_text('[tool.fixenc]\nskip = ["mojibake"]\nto = "gb18030"\n')
    assert CliRunner().invoke(main, [], input=BROKEN + "你好,世界\n").stdout_bytes == (BROKEN + "你好,世界\n").encode("gb18030")
    assert run("--to", "utf-8", data="你好\n").stdout == "你好\n"
    assert run("--no-config", data="你好,世界\n").stdout == "你好,世界\n"
    assert run("--config", "../../pyproject.toml", data="你好,世界\n").stdout == "你好，世界\n"
    assert run("detect", "--json", data=BROKEN).stdout.count('"edits": []') == 1
    assert run("explain", BROKEN).stdout.startswith(BROKEN)


def test_every_setting_is_an_option_of_the_command() -> None:
    options = {option.removeprefix("--"): parameter.name for parameter in main.params for option in parameter.opts}
    for key, (name, _) in _settings._KEYS.items():
        assert options[key] == name


@pytest.mark.parametrize(("text", "hint"), [
    ('stile = "zh-CN"', "style"), ('skip = "mojibake"', "a list of names"), ("jobs = true", "a whole number"), ("jobs = '2'", "a whole number"),
    ("strict = 1", "true or false"), ("skip = [1]", "a list of names"), ("style = 3", "text"), ('style = "zh-CM"', "zh-CN"), ("jobs = -1", "-1"),
    ('lossy = "restor"', "restore"), ("style = ", "no TOML"), ('only = ["mojibak"]', "mojibake"), ('format = "htlm"', "html"),
])
def test_a_wrong_setting_is_a_clear_line(text: str, hint: str) -> None:
    Path("pyproject.toml").write_text(f"[tool.fixenc]\n{text}\n")
    done = run(data=BROKEN)
    assert done.exit_code == 2, done.output
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_file_that_is_named_has_to_have_settings() -> None:
    Path("x.toml").write_text("a = 1\n")
    assert "no table [tool.fixenc]" in run("--config", "x.toml").stderr
    assert run("--config", "none.toml").exit_code == 2
    Path("raw.toml").write_bytes(b"\xff\n")
    assert "no TOML" in run("--config", "raw.toml").stderr


@pytest.mark.parametrize(("words", "wanted"), [
    (["fixenc", "na"], "names"), (["fixenc", "--only", "mo"], "mojibake"), (["fixenc", "--from", "gb"], "gb18030"), (["fixenc", "--sty"], "--style"),
    (["fixenc", "detect", "--js"], "--json"), (["fixenc", "--format", "ht"], "html"), (["fixenc", "--lossy", "le"], "leave")])
def test_completion_offers(words: list[str], wanted: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "_FIXENC_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words),
                   "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run([sys.executable, "-c", "from fixenc.cli import main; main(prog_name='fixenc')"], env=environment,
                          capture_output=True, text=True, check=True)
    assert f"plain,{wanted}" in done.stdout.splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    script = run("completion", shell).stdout
    assert "_FIXENC_COMPLETE" in script
    assert f"{shell}_complete" in script


def test_the_pre_commit_hooks_name_options_that_exist() -> None:
    if not (ROOT / ".pre-commit-hooks.yaml").exists():
        pytest.skip("an installed package has no hooks")
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert text.count("- id: ") == 2
    options = {option for parameter in main.params for option in parameter.opts}
    for line in text.splitlines():
        if line.strip().startswith("entry:"):
            assert {word for word in line.split() if word.startswith("-")} <= options
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"] == {"fixenc": "fixenc.cli:main"}
