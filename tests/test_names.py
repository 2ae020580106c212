"""File names: what was meant is told first and done only if asked, nothing is replaced, all can be taken back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fixenc import names
from fixenc.cli import main
from fixenc.values import Config

RIGHT = "会议记录和照片"
MISREAD = RIGHT.encode("gb18030").decode("latin-1")
PERCENT = "".join(f"%{byte:02X}" for byte in RIGHT.encode())


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["names", *map(str, args)])


def make(*paths: str | bytes) -> None:
    for path in paths:
        target = Path(os.fsdecode(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(os.fsencode(path))


def tree(root: str = "d") -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(Path(root).rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", ["readme.txt", RIGHT, "ÄÖÜ.txt", "100%.txt", "50%25.txt", "a%20b.txt", "naïve café", "№ 5", "\x01\x02", "新\n行",
                                  "日本語.txt", "-i", "~", "%E4%B8"])
def test_a_good_name_stays(name: str) -> None:
    make(f"d/{name}")
    assert run("d").exit_code == 0
    assert run("--apply", "d").exit_code == 0
    assert list(tree()) == [name]


def test_a_dry_run_tells_and_changes_nothing() -> None:
    make(f"d/{MISREAD}.txt", f"d/{PERCENT}.md", f"d/{RIGHT}\uf03a1.txt", os.fsencode(f"d/{RIGHT}.gbk").replace(
        RIGHT.encode(), RIGHT.encode("gb18030")))
    before = tree()
    done = run("d")
    assert done.exit_code == 1
    assert tree() == before
    lines = done.stdout.splitlines()
    assert len(lines) == 4
    assert any(line.endswith(f"-> {RIGHT}.txt  (gb18030 bytes were read as cp1252)") for line in lines)
    assert any(line.endswith(f"-> {RIGHT}.md  (percent-encoded)") for line in lines)
    assert any(line.endswith(f"-> {RIGHT}.gbk  (in gb18030)") for line in lines)
    assert any(f"-> {RIGHT}:1.txt  (characters that Windows forbids" in line for line in lines)
    assert done.stderr == "fixenc: 4 names: 4 to be renamed\n"


def test_a_tree_is_renamed_and_given_back(tmp_path: Path) -> None:
    raw = os.fsdecode(RIGHT.encode("gb18030"))
    make(f"d/{MISREAD}/{MISREAD}/{MISREAD}.txt", f"d/{raw}/{raw}.txt", f"d/.hidden/{MISREAD}", "d/plain.txt")
    before = tree()
    journal = tmp_path / "journal"
    done = run("--apply", "--journal", journal, "d")
    assert done.exit_code == 2, "both folders are meant to have one name, and only one can"
    assert f"{RIGHT} exists already" in done.stderr
    after = tree()
    assert f"{RIGHT}/{RIGHT}/{RIGHT}.txt" in after or f"{RIGHT}/{RIGHT}.txt" in after
    assert sorted(after.values()) == sorted(before.values())
    assert f".hidden/{MISREAD}" in after
    undone = CliRunner().invoke(main, ["undo", str(journal)])
    assert undone.exit_code == 0, undone.output
    assert tree() == before
    assert CliRunner().invoke(main, ["undo", str(journal)]).exit_code == 0
    assert tree() == before


def test_nothing_is_ever_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    make(f"d/{MISREAD}.txt", f"d/{RIGHT}.txt", f"d/{PERCENT}.txt")
    before = tree()
    done = run("--apply", "d")
    assert done.exit_code == 2
    assert done.stderr.count(f"{RIGHT}.txt exists already; left as it is") == 2
    assert tree() == before
    planned = names.plan(Path("d"), Config())
    make("e/a")
    late = names.Renaming(Path("e/a"), "b")
    make("e/b")
    assert [each.error for each in names.rename([late], None)] == ["b exists already; left as it is"]
    assert all(each.error for each in planned)


def test_names_that_cannot_be_are_refused() -> None:
    assert names._refusal("..", ()) != ""
    assert names._refusal("字" * 86, ()) != ""
    assert names._refusal("字" * 85, ()) == ""
    assert names.mend(["%2e%2e%2f%E6%96%87"], Config()) == {}


def test_a_named_charset_and_the_others_as_evidence() -> None:
    short = os.fsdecode("表".encode("big5"))
    others = [os.fsdecode(f"第{number}次會議的報告.txt".encode("big5")) for number in "一二三四"]
    assert names.mend([short, *others], Config())[short][0] == "表"
    assert names.mend([short], Config(), "big5")[short] == ("表", "in big5")


def test_a_folder_that_cannot_be_read_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    make(f"d/{MISREAD}.txt", "d/closed/x")
    scandir = os.scandir

    def closed(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    done = run("--apply", "d")
    assert done.exit_code == 2
    assert "d/closed: Permission denied" in done.stderr
    assert f"{RIGHT}.txt" in os.listdir("d")


@pytest.mark.parametrize(("args", "hint"), [([], "DIR"), (["none"], "none"), (["--from", "gb18031", "d"], "gb18030"),
                                            (["--aply", "d"], "--apply"), (["--apply", "--journal", "d", "d"], "journal")])
def test_a_wrong_option_is_a_clear_line(args: list[str], hint: str) -> None:
    make(f"d/{MISREAD}")
    done = run(*args)
    assert done.exit_code == 2
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tree()) == [MISREAD]
