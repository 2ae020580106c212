"""Files in place, trees and batches: at any moment every file is whole, old or new, and nothing is done twice."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import os
import random
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import small_blocks

import fixenc
from fixenc import _atomic, batch, files
from fixenc.cli import main

CLEAN = "今天上午，会议在市图书馆三楼举行，来自各区的代表讨论了修路的计划。\n主持人说大家都到齐了。\n"
REPAIRED = "下面是目录里的文件，请各位同事自己查看。\n"
BROKEN = REPAIRED.encode("gb18030").decode("latin-1")
ROOT = Path(fixenc.__file__ or "").parents[1]


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Journals go here."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    (root / "sub" / ".git").mkdir(parents=True)
    (root / "broken.txt").write_text(BROKEN, encoding="utf-8")
    (root / "clean.txt").write_text(CLEAN, encoding="utf-8")
    (root / "sub" / "gbk.txt").write_bytes(CLEAN.encode("gb18030"))
    (root / "sub" / "crlf.txt").write_bytes((CLEAN + BROKEN).replace("\n", "\r\n").rstrip().encode())
    (root / "sub" / "picture.bin").write_bytes(bytes(range(256)) * 20)
    (root / "sub" / ".git" / "broken").write_text(BROKEN, encoding="utf-8")
    (root / "sub" / "empty").touch()
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def command(*args: object, **more: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "fixenc", *map(str, args)], capture_output=True, env=environment, **more)


def expected(before: dict[str, bytes]) -> dict[str, bytes]:
    after = {name: data.replace(BROKEN.strip().encode(), REPAIRED.strip().encode()) for name, data in before.items()}
    return {**after, "sub/gbk.txt": CLEAN.encode(), "sub/.git/broken": before["sub/.git/broken"]}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_tree_in_place_and_back(tree: Path, jobs: int, tmp_path: Path) -> None:
    before = contents(tree)
    done = run("-i", "-j", jobs, "--journal", tmp_path / "journal", tree)
    assert done.exit_code == 0
    assert contents(tree) == expected(before)
    assert "picture.bin: binary, skipped" in done.stderr
    assert "fixenc undo" in done.stderr
    undone = run("undo", tmp_path / "journal")
    assert undone.exit_code == 0
    assert contents(tree) == before
    assert run("undo", tmp_path / "journal").exit_code == 0
    assert contents(tree) == before


def test_twice_is_once(tree: Path, state: Path) -> None:
    run("-i", tree)
    first = {path: path.stat().st_ino for path in tree.rglob("*")}
    done = run("-i", tree)
    assert done.exit_code == 0
    assert "repaired" not in done.stderr
    assert {path: path.stat().st_ino for path in tree.rglob("*")} == first, "an unchanged file was written again"
    assert len(list(state.rglob("*.jsonl"))) == 1, "a batch that changed nothing left a journal"


def test_mode_owner_times_and_attributes_are_kept(tree: Path) -> None:
    path = tree / "broken.txt"
    path.chmod(0o751)
    os.utime(path, ns=(10**18 + 1, 10**18 + 987_654_321))
    if os.geteuid() == 0:
        os.chown(path, 12345, 54321)
    try:
        os.setxattr(path, "user.origin", b"a mail")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    before = path.stat()
    assert run("-i", path).exit_code == 0
    after = path.stat()
    assert path.read_text(encoding="utf-8") == REPAIRED
    for name in ("st_mode", "st_uid", "st_gid", "st_mtime_ns"):
        assert getattr(after, name) == getattr(before, name), name
    assert os.getxattr(path, "user.origin") == b"a mail"


def test_a_link_stays_a_link_and_what_it_leads_to_is_repaired(tree: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text(BROKEN, encoding="utf-8")
    link = tree / "link.txt"
    link.symlink_to(elsewhere)
    assert run("-i", link).exit_code == 0
    assert link.is_symlink()
    assert elsewhere.read_text(encoding="utf-8") == REPAIRED


def test_a_walk_does_not_follow_links_out_or_around(tree: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text(BROKEN, encoding="utf-8")
    (tree / "out.txt").symlink_to(elsewhere)
    (tree / "in.txt").symlink_to("broken.txt")
    (tree / "loop").symlink_to(".")
    (tree / "self").symlink_to("self")
    (tree / "nowhere").symlink_to("missing")
    done = run("-i", tree)
    assert elsewhere.read_text(encoding="utf-8") == BROKEN
    assert (tree / "in.txt").is_symlink()
    assert (tree / "broken.txt").read_text(encoding="utf-8") == REPAIRED
    assert "out.txt: a link that leads out" in done.stderr
    assert "loop: a link to a folder" in done.stderr
    assert "self: " in done.stderr
    assert "nowhere: " in done.stderr
    assert "Traceback" not in done.stderr


def test_hard_links_are_refused_unless_asked(tree: Path) -> None:
    other = tree / "other.txt"
    other.hardlink_to(tree / "broken.txt")
    done = run("-i", other)
    assert done.exit_code == 2
    assert "--hard-links" in done.stderr
    assert other.read_text(encoding="utf-8") == BROKEN
    assert run("-i", "--hard-links", other).exit_code == 0
    assert other.read_text(encoding="utf-8") == REPAIRED
    assert (tree / "broken.txt").read_text(encoding="utf-8") == BROKEN


@pytest.mark.parametrize("given", ["-i.bak", "-i=.bak", "--in-place=.bak"])
def test_a_suffix_keeps_the_old_file(tree: Path, given: str) -> None:
    before = contents(tree)
    inode = (tree / "broken.txt").stat().st_ino
    assert run(given, tree).exit_code == 0
    assert (tree / "broken.txt.bak").read_bytes() == before["broken.txt"]
    assert (tree / "broken.txt.bak").stat().st_ino == inode
    assert not (tree / "clean.txt.bak").exists()
    after = contents(tree)
    assert run(given, tree).exit_code == 0
    assert contents(tree) == after, "a backup was repaired or overwritten"
    (tree / "broken.txt").write_text(BROKEN + BROKEN, encoding="utf-8")
    done = run(given, tree)
    assert done.exit_code == 2
    assert "broken.txt.bak exists already" in done.stderr
    assert (tree / "broken.txt.bak").read_bytes() == before["broken.txt"]


def test_a_bare_i_does_not_take_the_file_for_its_suffix(tree: Path) -> None:
    assert run("-i", tree / "broken.txt").exit_code == 0
    assert (tree / "broken.txt").read_text(encoding="utf-8") == REPAIRED
    assert sorted(path.name for path in tree.iterdir()) == ["broken.txt", "clean.txt", "sub"]


def test_read_only_and_unreadable_files_are_named_and_the_others_done(
        tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs a second user")
    run("--check", tree)        # what is imported now need not be readable for the other user
    for path in [tree, *tree.rglob("*")]:
        os.chown(path, 65534, 65534)
    (tree / "clean.txt").chmod(0)
    (tree / "sub" / "crlf.txt").chmod(0o444)
    (tree / "closed").mkdir(mode=0)
    os.chown(tree / "closed", 65534, 65534)
    old = (tree / "sub" / "crlf.txt").read_bytes()
    for parent in tree.parents:
        if parent.is_relative_to(tmp_path_factory.getbasetemp().parent):
            parent.chmod(0o755)
    os.setegid(65534)
    os.seteuid(65534)
    try:
        done = run("-i", "--no-journal", tree)
    finally:
        os.seteuid(0)
        os.setegid(0)
    assert done.exit_code == 2, done.stderr
    lines = done.stderr.splitlines()
    assert sum("clean.txt: Permission denied" in line for line in lines) == 1
    assert sum("closed: Permission denied" in line for line in lines) == 1
    assert sum("crlf.txt: is read-only" in line for line in lines) == 1
    assert (tree / "broken.txt").read_text(encoding="utf-8") == REPAIRED
    assert (tree / "sub" / "crlf.txt").read_bytes() == old
    assert not list(tree.rglob(".fixenc-*"))


def test_a_full_disk_leaves_the_old_file(tree: Path) -> None:
    path = tree / "broken.txt"
    path.write_text(BROKEN * 2000, encoding="utf-8")
    before = contents(tree)
    done = command("-i", "--no-journal", tree / "broken.txt", tree / "sub" / "gbk.txt",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)))
    assert done.returncode == 2
    assert b"broken.txt: File too large" in done.stderr
    assert b"Traceback" not in done.stderr
    assert contents(tree) == {**before, "sub/gbk.txt": CLEAN.encode()}
    assert not list(tree.rglob(".fixenc-*"))


def test_without_room_for_the_journal_nothing_is_rewritten(tmp_path: Path) -> None:
    chooser = random.Random(1)
    for number in range(20):
        text = BROKEN + chooser.randbytes(9000).hex() + "\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    before = contents(tmp_path)
    done = run("-i", "--journal", "/dev/full", tmp_path)
    assert done.exit_code == 2
    assert "/dev/full: a journal has to be a regular file" in done.stderr
    assert contents(tmp_path) == before
    journal = tmp_path.parent / f"{tmp_path.name}.journal"
    done = command("-i", "--journal", journal, tmp_path,
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)))
    assert done.returncode == 2
    assert b"File too large" in done.stderr
    assert b"Traceback" not in done.stderr
    after = contents(tmp_path)
    assert sum(after[name] != before[name] for name in before) in range(1, 19)
    assert run("undo", journal).exit_code == 0
    assert contents(tmp_path) == before


def test_a_file_that_changes_while_it_is_read_is_left(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tree / "broken.txt"
    inspect = files.formatted.inspect

    def slowly(*args: Any, **more: Any) -> Any:
        path.write_text(BROKEN + "另一个程序加了一行\n", encoding="utf-8")
        return inspect(*args, **more)

    monkeypatch.setattr(files.formatted, "inspect", slowly)
    done = run("-i", path)
    assert done.exit_code == 2
    assert "changed while it was read" in done.stderr
    assert path.read_text(encoding="utf-8") == BROKEN + "另一个程序加了一行\n"


def test_a_copy_of_a_file_that_changes_while_it_is_read_is_not_written(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tree / "broken.txt"
    inspect = files.formatted.inspect

    def slowly(*args: Any) -> Any:
        path.write_text(BROKEN + "另一个程序加了一行\n", encoding="utf-8")
        return inspect(*args)

    monkeypatch.setattr(files.formatted, "inspect", slowly)
    done = run("-o", tmp_path / "copy", path)
    assert done.exit_code == 2
    assert "changed while it was read; nothing is written" in done.stderr
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_our_own_is_one_line_and_the_file_unchanged(tree: Path, jobs: int,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    inspect = files.formatted.inspect

    def faulty(source: Any, *args: Any, **more: Any) -> Any:
        if BROKEN.strip() in source and "\r" not in source:
            raise ZeroDivisionError("of all things")
        return inspect(source, *args, **more)

    monkeypatch.setattr(files.formatted, "inspect", faulty)
    before = contents(tree)
    done = run("-i", "-j", jobs, tree)
    assert done.exit_code == 2
    assert f"{tree}/broken.txt: internal error ZeroDivisionError: of all things; the file is unchanged; please report" \
        in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tree) == {**expected(before), "broken.txt": before["broken.txt"]}
    printed = CliRunner().invoke(main, [str(tree / "broken.txt"), str(tree / "clean.txt")])
    assert printed.exit_code == 2
    assert printed.stdout_bytes == before["broken.txt"] + before["clean.txt"], "a byte was lost"


@pytest.mark.parametrize("times", [1, 100])
def test_a_killed_process_is_reported_and_its_files_done_again(tmp_path: Path, times: int,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "many"
    root.mkdir()
    for number in range(60):
        (root / f"{number:02}.txt").write_text(BROKEN if number != 33 else "夺命的文件\n" + BROKEN, encoding="utf-8")
    inspect = files.formatted.inspect
    counter = tmp_path / "kills"
    counter.touch()

    def deadly(source: Any, *args: Any, **more: Any) -> Any:
        if "夺命" in source and counter.stat().st_size < times:
            counter.write_bytes(counter.read_bytes() + b"x")
            os.kill(os.getpid(), signal.SIGKILL)
        return inspect(source, *args, **more)

    monkeypatch.setattr(files.formatted, "inspect", deadly)
    done = run("-i", "-j", 2, root)
    broken = [path.name for path in sorted(root.iterdir()) if REPAIRED not in path.read_text(encoding="utf-8")]
    if times == 1:
        assert done.exit_code == 0
        assert broken == []
        assert "60 files: 60 repaired" in done.stderr
    else:
        assert done.exit_code == 2
        assert broken == ["33.txt"]
        assert "33.txt: the process that worked on it was killed twice" in done.stderr
        assert "60 files: 59 repaired, 1 failed" in done.stderr


def many(root: Path, count: int) -> tuple[dict[str, bytes], dict[str, bytes]]:
    old, new = {}, {}
    for number in range(count):
        path = root / f"{number % 7}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"{number}\n{CLEAN}"
        path.write_text(head + BROKEN, encoding="utf-8")
        old[str(path.relative_to(root))] = (head + BROKEN).encode()
        new[str(path.relative_to(root))] = (head + REPAIRED).encode()
    return old, new


def replaced(state: Path) -> int:
    return sum(journal.read_bytes().count(b'{"replace"') for journal in state.rglob("*.jsonl"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_at_any_moment_every_file_is_old_or_new_the_rerun_finishes_and_undo_gives_all_back(
        tmp_path: Path, state: Path, jobs: int) -> None:
    root = tmp_path / "tree"
    old, new = many(root, 60)
    chooser = random.Random(jobs)
    arguments = [sys.executable, "-m", "fixenc", "-i", "-j", str(jobs), str(root)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    interrupted = 0
    for _ in range(3):
        process = subprocess.Popen(arguments, env=environment, stderr=subprocess.DEVNULL)
        count = replaced(state) + chooser.randrange(15)
        while replaced(state) <= count and process.poll() is None:
            time.sleep(chooser.uniform(0, 0.003))
        process.kill()
        process.wait()
        now = {name: data for name, data in contents(root).items() if not Path(name).name.startswith(".fixenc-")}
        assert now.keys() == old.keys()
        assert all(data in (old[name], new[name]) for name, data in now.items())
        interrupted += old != now != new
    time.sleep(1)       # what a killed run's processes have in hand they finish, then they see that they are orphans
    done = command("-i", "-j", jobs, root)
    assert done.returncode == 0, done.stderr.decode()
    assert contents(root) == new
    assert interrupted, "the kills came too late to show anything"
    journals = list(state.rglob("*.jsonl"))
    for journal in sorted(journals, reverse=True):
        assert command("undo", journal).returncode == 0
    assert contents(root) == old


def test_a_rerun_does_not_read_again_what_is_done(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = tmp_path / "journal"
    calls: list[str] = []
    inspect = files.formatted.inspect

    def stops(source: str, *args: Any, **more: Any) -> Any:
        calls.append(source)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return inspect(source, *args, **more)

    monkeypatch.setattr(files.formatted, "inspect", stops)
    stopped = run("-i", "--journal", journal, tree)
    assert (stopped.exit_code, stopped.stdout, stopped.stderr) == (130, "", "")
    first = len(calls)
    done = run("-i", "--journal", journal, tree)
    assert done.exit_code == 0
    assert first == 3
    assert len(calls[first:]) == 2, "a finished file was done again"
    assert "2 repaired" in done.stderr
    assert run("-i", "--journal", journal, tree).exit_code == 2, "a finished journal was taken for another batch"


def test_a_journal_of_other_files_or_options_is_refused(tree: Path, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    text = '{"journal":1,"fixenc":"0","batch":{"files":[]}}\n'
    journal.write_text(text, encoding="utf-8")
    done = run("-i", "--journal", journal, tree)
    assert done.exit_code == 2
    assert "belongs to other files or options" in done.stderr
    assert journal.read_text(encoding="utf-8") == text


def test_undo_leaves_what_was_changed_since(tree: Path, tmp_path: Path) -> None:
    before = contents(tree)
    run("-i", "--journal", tmp_path / "journal", tree)
    (tree / "broken.txt").write_text("用户后来写的\n", encoding="utf-8")
    (tree / "sub" / "gbk.txt").unlink()
    done = run("undo", tmp_path / "journal")
    assert done.exit_code == 2
    assert "broken.txt: has been changed since" in done.stderr
    assert "gbk.txt: No such file" in done.stderr
    assert (tree / "broken.txt").read_text(encoding="utf-8") == "用户后来写的\n"
    assert (tree / "sub" / "crlf.txt").read_bytes() == before["sub/crlf.txt"]


def test_a_torn_journal_still_undoes_the_rest(tree: Path, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    before = contents(tree)
    run("-i", "--journal", journal, tree)
    lines = journal.read_bytes().split(b"\n")
    journal.write_bytes(b"\n".join([*lines[:-2], lines[-2][:17], b'{"replace": "/a', b"\xff\xfe"]))
    assert run("undo", journal).exit_code == 0
    assert contents(tree) == before
    (tmp_path / "not").write_text("{}\n", encoding="utf-8")
    assert run("undo", tmp_path / "not").exit_code == 2


def test_what_a_killed_run_left_is_cleared_and_never_repaired(tree: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for process in (dead.pid, os.getppid()):
        (tree / f".fixenc-{process}-x.tmp").write_text(BROKEN, encoding="utf-8")
    assert run("-i", tree).exit_code == 0
    assert not (tree / f".fixenc-{dead.pid}-x.tmp").exists()
    assert (tree / f".fixenc-{os.getppid()}-x.tmp").read_text(encoding="utf-8") == BROKEN


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_tree_to_another_folder(tree: Path, tmp_path: Path, jobs: int) -> None:
    before = contents(tree)
    out = tmp_path / "out"
    (tree / "broken.txt").chmod(0o640)
    done = run("-j", jobs, "-o", out, tree)
    assert done.exit_code == 0
    assert contents(tree) == before
    wanted = expected(before)
    del wanted["sub/.git/broken"]
    assert contents(out) == wanted
    assert "picture.bin: binary, copied as it is" in done.stderr
    assert stat.S_IMODE((out / "broken.txt").stat().st_mode) == 0o640
    assert run("-o", out, tree).exit_code == 0
    assert contents(out) == wanted


def test_output_of_one_or_several_files(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    assert run("-o", out, tree / "broken.txt").exit_code == 0
    assert out.read_text(encoding="utf-8") == REPAIRED
    assert run("-o", f"{tmp_path}/new/", tree / "broken.txt").exit_code == 0
    assert (tmp_path / "new" / "broken.txt").read_text(encoding="utf-8") == REPAIRED
    assert run("-o", tmp_path / "two", tree / "broken.txt", tree / "sub").exit_code == 0
    assert sorted(contents(tmp_path / "two")) == ["broken.txt", "sub/crlf.txt", "sub/empty", "sub/gbk.txt",
                                                  "sub/picture.bin"]
    assert run("-o", out, tree).exit_code == 2
    assert out.read_text(encoding="utf-8") == REPAIRED
    same = run("-o", tree / "broken.txt", tree / "broken.txt")
    assert same.exit_code == 2
    assert (tree / "broken.txt").read_text(encoding="utf-8") == BROKEN
    assert run("-o", tree, tree).exit_code == 2
    assert run("-o", tree / "inside", tree).exit_code == 0
    assert run("-o", tree / "inside", tree).exit_code == 0
    assert not (tree / "inside" / "inside").exists(), "the output was read as input"


def test_a_device_is_written_to_and_never_replaced(tree: Path) -> None:
    assert run("-o", "/dev/null", tree / "broken.txt").exit_code == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    pipe = tree / "pipe"
    os.mkfifo(pipe)
    done = run("-i", pipe)
    assert done.exit_code == 2
    assert "not a regular file" in done.stderr
    assert "neither a file nor a folder" in run("--check", tree).stderr


def test_two_operands_that_lead_to_one_file_do_it_once(tree: Path) -> None:
    done = run("-i", tree, tree / "broken.txt", tree / "sub" / ".." / "broken.txt")
    assert done.exit_code == 0
    assert "6 files: 3 changed" in done.stderr or "6 files: 2 repaired" in done.stderr


def test_names_that_are_no_utf8_and_odd_ones(tree: Path, tmp_path: Path) -> None:
    names = [b"\xce\xc4\xbc\xfe.txt", "新\n行.txt".encode(), b"-i", b"detect", b" "]
    for name in names:
        (tree / os.fsdecode(name)).write_text(BROKEN, encoding="utf-8")
    report = tmp_path / "report"
    done = command("-i", "--journal", tmp_path / "journal", "--report", report, tree)
    assert done.returncode == 0, done.stderr
    for name in names:
        assert (tree / os.fsdecode(name)).read_text(encoding="utf-8") == REPAIRED
    rows = [json.loads(line) for line in report.read_bytes().splitlines()]
    assert {os.fsencode(row["path"]) for row in rows} >= {os.fsencode(tree) + b"/" + name for name in names}
    assert command("undo", tmp_path / "journal").returncode == 0
    for name in names:
        assert (tree / os.fsdecode(name)).read_text(encoding="utf-8") == BROKEN
    assert command("--", "-i", cwd=tree).stdout.decode() == REPAIRED
    assert command("./detect", cwd=tree).stdout.decode() == REPAIRED


def test_large_files_in_place_are_streamed(tree: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    small_blocks(monkeypatch, 1 << 12)
    monkeypatch.setattr(batch, "WHOLE_BYTES", 1 << 13)
    (tree / "broken.txt").write_text(CLEAN * 200 + BROKEN + CLEAN * 200, encoding="utf-8")
    (tree / "clean.txt").write_text(CLEAN * 400, encoding="utf-8")
    before = contents(tree)
    inode = (tree / "clean.txt").stat().st_ino
    assert run("-i", "--journal", tmp_path / "journal", tree).exit_code == 0
    assert contents(tree) == expected(before)
    assert (tree / "clean.txt").stat().st_ino == inode
    assert not list(tree.rglob(".fixenc-*"))
    assert run("undo", tmp_path / "journal").exit_code == 0
    assert contents(tree) == before


def test_a_deep_tree_does_not_exhaust_python(tmp_path: Path) -> None:
    path = tmp_path
    for _ in range(1200):
        path = path / "d"
        path.mkdir()
    file = path / "broken.txt"
    file.write_text(BROKEN, encoding="utf-8")
    try:
        assert run("--check", tmp_path).exit_code == 1
    finally:
        file.unlink()       # pytest could not: what it clears folders with recurses
        while path != tmp_path:
            path.rmdir()
            path = path.parent


def test_the_order_is_the_same_whatever_the_file_system_says(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def order() -> list[str]:
        return [line.split()[0] for line in run("detect", tree).stdout.splitlines()]

    first = order()
    scandir: Callable[..., Any] = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: list(scandir(path))[::-1])
    assert order() == first
    assert len(first) == 6


def test_digests_in_the_journal_are_those_of_the_files(tree: Path, tmp_path: Path) -> None:
    before = contents(tree)
    run("-i", "--journal", tmp_path / "journal", tree)
    records = [json.loads(line) for line in (tmp_path / "journal").read_bytes().splitlines() if line]
    replaced = {os.path.relpath(each["replace"], tree): each for each in records if "replace" in each}
    assert sorted(replaced) == ["broken.txt", "sub/crlf.txt", "sub/gbk.txt"]
    for name, record in replaced.items():
        assert record["before"] == hashlib.sha256(before[name]).hexdigest()
        assert record["after"] == hashlib.sha256((tree / name).read_bytes()).hexdigest()


def test_what_git_ignores_is_left_out_unless_asked(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    for name in ("a.txt", "a.log", "build/a.txt", "sub/a.log", "sub/keep.log", "sub/deep/a.tmp", "sub/build", "文件.tmp"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(BROKEN, encoding="utf-8")
    (root / ".gitignore").write_text("*.log\nbuild/\n/文件.tmp\n", encoding="utf-8")
    (root / "sub" / ".gitignore").write_text("!keep.log\n*.tmp\n", encoding="utf-8")

    def checked(*args: object) -> list[str]:
        report = tmp_path / "report"
        run("--check", "--report", report, *args)
        rows = [json.loads(line)["path"] for line in report.read_text(encoding="utf-8").splitlines()]
        return sorted(os.path.relpath(path, root) for path in rows if ".gitignore" not in path)

    assert checked(root) == ["a.txt", "sub/build", "sub/keep.log"]
    assert len(checked("--no-ignore", root)) == 8
    assert checked(root / "a.log") == ["a.log"], "a file that is named is done"
    assert checked(root / "sub") == ["sub/a.log", "sub/build", "sub/keep.log"], "outside of a repository nothing above counts"
    (root / ".git").mkdir()
    assert checked(root / "sub") == ["sub/build", "sub/keep.log"]
    assert checked(root / "build") == ["build/a.txt"], "a folder that is named is done"


@pytest.mark.parametrize("pattern", ["!", "[z-a]", "a\\", "[", "[[:foo:]]"])
def test_a_pattern_of_gitignore_that_means_nothing_is_no_fault(tree: Path, pattern: str) -> None:
    (tree / ".gitignore").write_text(f"{pattern}\nbroken.txt\n", encoding="utf-8")
    done = run("--check", tree)
    assert "broken.txt" not in done.stderr
    assert "internal" not in done.stderr


def test_links_that_lead_to_each_other_are_a_line(tree: Path) -> None:
    (tree / "one").symlink_to("two")
    (tree / "two").symlink_to("one")
    done = run("-i", tree)
    assert done.exit_code == 2
    assert f"{tree / 'one'}: Too many levels of symbolic links" in done.stderr
    assert "internal" not in done.stderr
    assert (tree / "broken.txt").read_text(encoding="utf-8") == REPAIRED


def test_a_folder_that_takes_no_file_is_a_line(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> tuple[int, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_atomic.tempfile, "mkstemp", full)
    done = run("-i", "--no-journal", tree / "broken.txt")
    assert done.exit_code == 2
    assert "takes no new file (No space left on device)" in done.stderr
    assert (tree / "broken.txt").read_text(encoding="utf-8") == BROKEN


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no such limit here")
def test_a_disk_that_is_full_leaves_the_file(tree: Path) -> None:
    large = tree / "large.txt"
    large.write_text(BROKEN * 400, encoding="utf-8")
    done = command("-i", "--no-journal", tree, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000)))
    assert done.returncode == 2
    assert b"large.txt: File too large" in done.stderr
    assert large.read_text(encoding="utf-8") == BROKEN * 400
    assert (tree / "broken.txt").read_text(encoding="utf-8") == REPAIRED
    assert not [path for path in tree.iterdir() if path.name.startswith(".fixenc-")]


def test_a_gitignore_that_cannot_be_read_is_a_line(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "sub" / ".gitignore").write_text("*", encoding="utf-8")
    read = Path.read_text

    def closed(path: Path, *args: Any) -> str:
        if path.name == ".gitignore":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path, *args)

    monkeypatch.setattr(Path, "read_text", closed)
    done = run("-i", tree)
    assert done.exit_code == 2
    assert "sub: its .gitignore cannot be read (Permission denied)" in done.stderr
    monkeypatch.undo()
    assert (tree / "broken.txt").read_text(encoding="utf-8") == REPAIRED


def test_patterns_that_no_shell_fills_in(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    (tree / "[1].txt").write_text(BROKEN, encoding="utf-8")
    assert run("-i", "--no-journal", "b*.txt", "[1].txt", "**/crlf.*").exit_code == 0
    for path in ("broken.txt", "[1].txt"):
        assert (tree / path).read_text(encoding="utf-8") == REPAIRED
    assert REPAIRED.strip().encode() in (tree / "sub" / "crlf.txt").read_bytes()
    done = run("--check", "*.none")
    assert (done.exit_code, "*.none: no file fits" in done.stderr) == (2, True)
    assert run("detect", "*.none").exit_code == 2


def test_packed_files_in_place_and_back(tree: Path, tmp_path: Path) -> None:
    (tree / "a.txt.gz").write_bytes(gzip.compress(BROKEN.encode()))
    (tree / "b.txt.xz").write_bytes(lzma.compress(CLEAN.encode()))
    (tree / "c.gz").write_bytes(gzip.compress(BROKEN.encode())[:-4])
    (tree / "d.tar.gz").write_bytes(gzip.compress(bytes(range(256)) * 30))
    before = contents(tree)
    done = run("-i", "--journal", tmp_path / "journal", tree)
    assert done.exit_code == 2
    assert "c.gz: its gzip data cannot be read (it ends too early)" in done.stderr
    after = contents(tree)
    assert gzip.decompress(after["a.txt.gz"]) == REPAIRED.encode()
    assert all(after[name] == before[name] for name in ("b.txt.xz", "c.gz", "d.tar.gz"))
    out = tmp_path / "out"
    run("-o", out, tree / "b.txt.xz", tree / "a.txt.gz", tree / "d.tar.gz")
    assert contents(out) == {name: after[name] for name in ("a.txt.gz", "b.txt.xz", "d.tar.gz")}
    assert CliRunner().invoke(main, [str(tree / "b.txt.xz")]).stdout_bytes == before["b.txt.xz"], "what is clean keeps every byte"
    assert run("undo", tmp_path / "journal").exit_code == 0
    assert contents(tree) == before
