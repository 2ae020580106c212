"""Kills the command at random moments: is every file old or new, does the rerun finish, does undo give every byte back?

    python tests/bench/kill.py [KILLS] [FILES]

KILLS (20) times a batch over FILES (600) files is begun and killed with SIGKILL: in place with one process, in place with two,
and `names --apply`, in turn; each time another run goes on. Ends with an error where a file is neither old nor new.
"""

from __future__ import annotations

import gzip
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIXENC = [sys.executable, "-m", "fixenc"]
LINE = "今天上午，会议在市图书馆三楼举行，来自各区的代表讨论了修路的计划。\n"
RIGHT = "会议记录"
MISREAD = RIGHT.encode("gb18030").decode("latin-1")

Tree = dict[str, bytes]


def make(root: Path, count: int) -> tuple[Tree, Tree]:
    """Files of several sorts, as they are and as they should be."""
    old, new = {}, {}
    for number in range(count):
        head = f"{number}\n{LINE * (number % 30)}"
        broken, right = head + LINE.encode("gb18030").decode("latin-1"), head + LINE
        page = f"<html><meta charset={{}}><p>{right}</p></html>\n"
        sort = number % 4
        name = f"{number % 7}/{number}" + (".txt", ".html", ".txt.gz", ".txt")[sort]
        before, after = ((broken.encode(), right.encode()), (page.format("gbk").encode("gb18030"), page.format("utf-8").encode()),
                         (gzip.compress(broken.encode(), mtime=0), right.encode()), (right.encode(), right.encode()))[sort]
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(before)
        old[name], new[name] = before, after
    return old, new


def contents(root: Path, is_unpacked: bool = False) -> Tree:
    """The files of a tree, without what a killed run left behind; unpacked where they are packed."""
    paths = [path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".fixenc-")]
    found = {str(path.relative_to(root)): path.read_bytes() for path in paths}
    return {name: gzip.decompress(data) if is_unpacked and name.endswith(".gz") else data for name, data in found.items()}


def run(environment: dict[str, str], *args: str) -> None:
    """A run that has to go through."""
    done = subprocess.run([*FIXENC, *args], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def killed(environment: dict[str, str], args: list[str], state: Path, seconds: float) -> None:
    """A run that is killed some time after its first change, with all its processes left to notice."""
    def written() -> int:
        return sum(journal.stat().st_size for journal in state.rglob("*.jsonl"))

    before = written()
    process = subprocess.Popen([*FIXENC, *args], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while written() <= before + 1000 and process.poll() is None:
        time.sleep(0.001)
    time.sleep(seconds)
    process.kill()
    process.wait()


def round_of(kills: int, args: list[str], root: Path, state: Path, is_whole: Callable[[], None], is_done: Callable[[], None],
             old: Tree, chooser: random.Random) -> None:
    """Some kills of one command, the run that finishes it, and undo."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(state)}
    changed = 0
    for _ in range(kills):
        before = contents(root)
        killed(environment, args, state, chooser.uniform(0, 0.05))
        is_whole()
        changed += contents(root) != before
    time.sleep(1)       # the processes of a killed run finish the file in hand, then see that they are orphans
    run(environment, *args)
    is_done()
    for journal in sorted(state.rglob("*.jsonl"), reverse=True):
        run(environment, "undo", str(journal))
    assert contents(root) == old, "undo did not give every byte back"
    print(f"{' '.join(args[:-1]):16} {kills} kills, {changed} of them in the middle: every file old or new, finished, undone")


def main(kills: int = 20, count: int = 600) -> None:
    """Print a line for each command."""
    chooser = random.Random(kills)
    shares = [kills // 3 + (index < kills % 3) for index in range(3)]
    for share, options in zip(shares, (["-i"], ["-i", "-j", "2"], ["names", "--apply"]), strict=True):
        with tempfile.TemporaryDirectory() as folder:
            root, state = Path(folder, "tree"), Path(folder, "state")
            old, new = make(root, count)
            if options[0] == "names":
                old = {f"{MISREAD}-{name.replace('/', f'/{MISREAD}-')}": data for name, data in contents(root).items()}
                for path in sorted(root.rglob("*"), reverse=True):
                    path.rename(path.with_name(f"{MISREAD}-{path.name}"))

            def is_whole(root: Path = root, old: Tree = old, new: Tree = new, is_named: bool = options[0] == "names") -> None:
                now = contents(root)
                if is_named:
                    assert sorted(now.values()) == sorted(old.values()), "a file was lost"
                    assert {name.replace(MISREAD, RIGHT) for name in now} == {name.replace(MISREAD, RIGHT) for name in old}
                else:
                    unpacked = contents(root, is_unpacked=True)
                    assert now.keys() == old.keys(), "a file was lost"
                    assert all(now[name] == old[name] or unpacked[name] == new[name] for name in now), "a file is halved"

            def is_done(root: Path = root, old: Tree = old, new: Tree = new, is_named: bool = options[0] == "names") -> None:
                if is_named:
                    assert contents(root) == {name.replace(MISREAD, RIGHT): data for name, data in old.items()}
                else:
                    assert contents(root, is_unpacked=True) == new

            round_of(share, [*options, str(root)], root, state, is_whole, is_done, old, chooser)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
