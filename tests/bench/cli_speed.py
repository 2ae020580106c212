"""How long the command takes: to start, to give a first result, through a tree, through a long pipe.

    python tests/bench/cli_speed.py [FILES] [MEGABYTES]

The tree is FILES (10,000) clean files of 4 KB, the pipe MEGABYTES (200) of clean text; both are made in a temporary folder.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIXENC = [sys.executable, "-m", "fixenc"]
LINE = "今天上午，会议在市图书馆三楼举行，来自各区的代表讨论了修路的计划。\n"


def seconds(*args: str, data: bytes = b"", repeat: int = 5) -> float:
    """The best of some runs: what else the machine does only ever adds."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        subprocess.run([*FIXENC, *args], input=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
        best = min(best, time.perf_counter() - start)
    return best


def pipe(megabytes: int, damaged: int = 0) -> tuple[float, float]:
    """Speed (MB/s) and greatest memory (MB) of a pipe of text, of which one line in `damaged` is damaged, each differently."""
    lines = [LINE] * (1_000_000 // len(LINE.encode()))
    start = time.perf_counter()
    process = subprocess.Popen(FIXENC, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdin is not None
    block = "".join(lines).encode()
    for number in range(megabytes):
        if damaged:
            for at in range(0, len(lines), damaged):
                lines[at] = f"{number * at}{LINE}".encode("gb18030").decode("latin-1")
            block = "".join(lines).encode()
        process.stdin.write(block)
    process.stdin.close()
    _, _, usage = os.wait4(process.pid, 0)
    return megabytes / (time.perf_counter() - start), usage.ru_maxrss / 1024


def main(files: int = 10_000, megabytes: int = 200) -> None:
    """Print each figure with what it should be."""
    print(f"--help               {seconds('--help'):6.2f} s     (0.15)")
    print(f"first result         {seconds(data=LINE.encode()):6.2f} s     (0.35)")
    broken = LINE.encode("gb18030").decode("latin-1").encode()
    print(f"first repair         {seconds(data=broken):6.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(files):
            Path(folder, f"{number}.txt").write_text(f"{number}\n{LINE * 40}", encoding="utf-8")
        for options in (["--check"], ["-i", "--no-journal"], ["--check", "-j", "2"]):
            print(f"{' '.join(options):20} {files / seconds(*options, folder, repeat=1):6.0f} files/s (1500)")
    for name, damaged in (("a pipe", 0), ("1 line in 100 damaged", 100)):
        speed, memory = pipe(megabytes, damaged)
        print(f"{name:21} {speed:5.1f} MB/s, {memory:.0f} MB of memory (150)")
    print(f"this process took    {resource.getrusage(resource.RUSAGE_SELF).ru_utime:6.1f} s of its own")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
