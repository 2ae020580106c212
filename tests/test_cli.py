"""The command from outside: what it reads, writes, says and exits with."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import fixenc
from fixenc import files
from fixenc.cli import main

CLEAN = "今天上午，会议在市图书馆三楼举行，来自各区的代表讨论了修路的计划。\n主持人说大家都到齐了。\n"
REPAIRED = "下面是目录里的文件，请各位同事自己查看。\n"
BROKEN = REPAIRED.encode("gb18030").decode("latin-1")
ROOT = Path(fixenc.__file__ or "").parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
FIXENC = [sys.executable, "-m", "fixenc"]


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def run(*args: object, data: str | bytes = b"") -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=data)


def pipe(*args: object, data: bytes = b"", **more: Any) -> subprocess.CompletedProcess[bytes]:
    words = [arg if isinstance(arg, bytes) else str(arg) for arg in args]
    return subprocess.run([*FIXENC, *words], input=data, capture_output=True,
                          env={**ENVIRONMENT, **more.pop("env", {})}, timeout=60, **more)


def write(name: str, text: str | bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_pipe_in_any_locale_gives_utf8() -> None:
    for locale in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"},
                   {"PYTHONIOENCODING": "gbk"}, {"LC_ALL": "C.UTF-8"}):
        done = pipe("--explain", data=(CLEAN + BROKEN).encode(), env=locale)
        assert (done.returncode, done.stdout.decode()) == (0, CLEAN + REPAIRED)
        assert REPAIRED[:5] in done.stderr.decode()


@pytest.mark.parametrize("data", [b"", b"a", b"\xff", b"\0", b"\n", CLEAN.encode(), bytes(range(256)) * 30,
                                  CLEAN.encode() * 5 + b"\xed\xa0\x80\n", CLEAN.encode()[:-2],
                                  CLEAN.replace("\n", "\r\n").encode()],
                         ids=range(10))
def test_what_is_no_broken_text_passes_through(data: bytes) -> None:
    done = run(data=data)
    assert done.stdout_bytes == data
    assert done.exit_code in (0, 3)
    assert "Traceback" not in done.stderr
    write("file", data)
    assert run("file").stdout_bytes == data
    assert run("-", data=data).stdout_bytes == data
    assert run("-i", "file").exit_code in (0, 3)
    assert Path("file").read_bytes() == data


def test_ten_megabytes_of_nul() -> None:
    data = b"\0" * 10_000_000
    done = pipe(data=data)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == data


def test_several_files_come_one_after_the_other() -> None:
    write("a", BROKEN)
    write("b", CLEAN.encode("gb18030"))
    assert run("a", "b", "-", data=BROKEN).stdout == REPAIRED + CLEAN + REPAIRED
    assert run("-j", 2, "a", "b", "-", "a2", data=BROKEN).stdout == REPAIRED + CLEAN + REPAIRED


def test_a_missing_file_is_one_line_and_the_others_are_done() -> None:
    write("a", BROKEN)
    for jobs in (1, 2):
        done = run("-j", jobs, "none", "a")
        assert done.exit_code == 2
        assert done.stderr == "fixenc: none: No such file or directory\n"
        assert done.stdout == REPAIRED


def test_exit_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    inspect = files.formatted.inspect

    def finding(source: str, *args: Any, **more: Any) -> fixenc.Result:
        result = inspect(source, *args, **more)
        lost = fixenc.Finding("lost", fixenc.Span(0, 1), 0.9, fixenc.Process("all is lost"), repairable=False)
        return fixenc.Result(result.text, result.edits, (lost,), result.decoded) if "无可挽回" in source else result

    monkeypatch.setattr(files.formatted, "inspect", finding)
    write("clean", CLEAN)
    write("broken", BROKEN)
    write("lost", CLEAN + "无可挽回\n")
    write("bad", CLEAN.encode() * 5 + b"\xff\n" + CLEAN.encode())
    for args, code in ((["clean"], 0), (["broken"], 0), (["--check", "clean"], 0), (["--check", "broken"], 1),
                       (["--diff", "clean"], 0), (["--diff", "broken"], 1), (["lost"], 3), (["bad"], 3),
                       (["--check", "broken", "lost"], 3), (["--check", "broken", "lost", "none"], 2),
                       (["--check", "broken", "none"], 2), (["detect", "broken"], 0), (["detect", "lost"], 3),
                       (["detect", "none"], 2), (["--strict", "broken"], 0)):
        assert run(*args).exit_code == code, args
    assert Path("broken").read_bytes() == BROKEN.encode()


def test_strict_tells_of_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    inspect = files.formatted.inspect

    def guessing(*args: Any, **more: Any) -> Any:
        result = inspect(*args, **more)
        guess = fixenc.Guess(0, 0.8, (("夏", 0.2),))
        edits = tuple(fixenc.Edit(edit.unit, edit.span, edit.before, edit.after, 0.8, edit.process, (guess,))
                      for edit in result.edits)
        return fixenc.Result(result.text, edits, result.findings, result.decoded)

    monkeypatch.setattr(files.formatted, "inspect", guessing)
    assert run(data=BROKEN).exit_code == 0
    assert run("--strict", data=BROKEN).exit_code == 3
    assert run("--strict", data=CLEAN).exit_code == 0
    explained = run("--explain", data=BROKEN)
    assert "guessed 下 80%, not 夏 20%" in explained.stderr


def test_diff_is_a_patch() -> None:
    lines = [f"第{number}行没有毛病。\n" for number in range(40)]
    for index in (0, 5, 6, 20, 39):
        lines[index] = f"{index} {BROKEN}"
    lines[-1] = lines[-1].rstrip("\n")
    path = write("page.txt", "".join(lines))
    done = run("--diff", path)
    assert done.exit_code == 1
    assert "\x1b" not in done.stdout
    assert done.stdout.count("\n@@ ") == 3
    patched = subprocess.run(["patch", "-s", "page.txt"], input=done.stdout_bytes, check=False)
    if patched.returncode == 127:
        pytest.skip("no patch here")
    assert path.read_text(encoding="utf-8") == run(path).stdout == "".join(lines).replace(BROKEN.strip(), REPAIRED.strip())


def test_diff_of_a_change_of_charset_says_so() -> None:
    write("gbk", CLEAN.encode("gb18030"))
    done = run("--diff", "gbk")
    assert (done.exit_code, done.stdout) == (1, "# gbk: gb18030, to be written as utf-8\n")
    write("utf16", b"\xff\xfe" + (CLEAN + BROKEN).encode("utf-16-le"))
    done = run("--diff", "utf16")
    assert done.stdout.startswith("# utf16: utf-16-le with BOM, to be written as utf-8\n--- utf16\n+++ utf16\n@@ ")


def test_explain_tells_place_change_unit_process_and_bytes() -> None:
    write("page.txt", CLEAN + "他说：" + BROKEN)
    done = run("--explain", "page.txt")
    assert done.stdout == CLEAN + "他说：" + REPAIRED
    assert re.search(r"^page\.txt: utf.8 \(100%\); 1 x \w+$", done.stderr, re.MULTILINE)
    assert re.search(r"^  3:4  .* -> .*  \w+  +\d+%  \[1\]$", done.stderr, re.MULTILINE)
    assert "[1] " in done.stderr
    assert "encode gb18030" in done.stderr
    assert "CF C2 C3 E6" in done.stderr, "the bytes between the steps"


def test_explain_a_text() -> None:
    done = run("explain", BROKEN.strip())
    assert done.exit_code == 0
    assert done.stdout.startswith(REPAIRED)
    assert "CF C2 C3 E6" in done.stdout
    assert "nothing to repair" in run("explain", "你好").stdout
    assert run("explain", "-", data=BROKEN).stdout.startswith(REPAIRED)
    raw = pipe("explain", REPAIRED.strip().encode("gb18030") * 2)
    assert raw.stdout.decode().startswith(REPAIRED.strip() * 2)
    assert run("explain").exit_code == 2


def test_report_is_a_json_line_a_file() -> None:
    write("broken", b"\xef\xbb\xbf" + BROKEN.encode())
    write("bad", CLEAN.encode() * 5 + b"\xff\n")
    write("binary", bytes(range(256)) * 30)
    run("--check", "--report", "report", "broken", "bad", "binary", "none", "lost")
    rows = {row["path"]: row for row in map(json.loads, Path("report").read_text(encoding="utf-8").splitlines())}
    assert list(rows) == ["broken", "bad", "binary", "none", "lost"]
    broken = rows["broken"]
    assert broken["bom"] == "efbbbf"
    assert broken["changed"] is True
    assert [(edit["before"], edit["after"]) for edit in broken["edits"]] == [(BROKEN.strip(), REPAIRED.strip())]
    assert broken["edits"][0]["process"]["steps"]
    assert broken["size"] == 3 + len(BROKEN.encode())
    assert rows["bad"]["bad_bytes"] == [{"offset": len(CLEAN.encode()) * 5, "data": "ff"}]
    assert rows["binary"]["encoding"] == "binary"
    assert rows["none"]["error"] == "No such file or directory"


SCHEMA = json.loads((ROOT / "fixenc" / "report.schema.json").read_text(encoding="utf-8"))
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}


def conform(value: Any, schema: dict[str, Any], place: str = "row") -> None:
    """The part of JSON Schema that the report's schema uses."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    assert isinstance(value, TYPES[schema["type"]]), place
    if schema["type"] == "array":
        each_schema = schema.get("prefixItems") or [schema["items"]] * len(value)
        for item, item_schema in zip(value, each_schema, strict=True):
            conform(item, item_schema, f"{place}[]")
    elif "properties" in schema:
        assert list(value) == schema["required"] == list(schema["properties"]), place
        for name, each in value.items():
            conform(each, schema["properties"][name], f"{place}.{name}")
            assert schema["properties"][name].get("description") or "$ref" in schema["properties"][name] or place != "row", name


def test_the_report_is_as_its_schema_says() -> None:
    write("broken.html", "<p>" + BROKEN)
    write("gbk.txt", CLEAN.encode("gb18030"))
    write("bad", CLEAN.encode() * 5 + b"\xff\n" + "鏁版嵁搴撳崌绾?".encode())
    write("binary", bytes(range(256)) * 30)
    run("--check", "--report", "report", "broken.html", "gbk.txt", "bad", "binary", "none")
    rows = [json.loads(line) for line in Path("report").read_text(encoding="utf-8").splitlines()]
    assert [row["format"] for row in rows] == ["html", "text", "text", "", ""]
    assert rows[0]["repairs"] == {"mojibake": 1}
    for row in rows:
        conform(row, SCHEMA)


def test_a_table_at_the_end_counts_charsets_and_kinds() -> None:
    write("d/a", BROKEN)
    write("d/b", BROKEN + CLEAN + BROKEN)
    write("d/c", CLEAN.encode("gb18030"))
    lines = run("-i", "d").stderr.splitlines()
    assert lines[0] == "fixenc: 3 files: 2 repaired, 1 recoded"
    assert [line.split() for line in lines[1:6]] == [["charset", "files"], ["gb18030", "1"], ["utf-8", "2"],
                                                     ["kind", "repairs", "files", "past", "repair"], ["mojibake", "3", "2", "0"]]
    assert run("-i", "d").stderr == "fixenc: 3 files: 3 unchanged\n"


def test_detect_as_table_and_json() -> None:
    write("d/broken", BROKEN)
    write("d/gbk", CLEAN.encode("gb18030"))
    write("d/bom", b"\xef\xbb\xbf" + CLEAN.encode())
    write("d/binary", bytes(range(256)) * 30)
    write("d/empty", b"")
    for jobs in (1, 2):
        done = run("detect", "-j", jobs, "d")
        rows = [line.split(None, 1) for line in done.stdout.splitlines()]
        assert [row[0] for row in rows] == ["d/binary", "d/bom", "d/broken", "d/empty", "d/gbk"]
        told = dict(rows)
        assert told["d/binary"] == "binary"
        assert told["d/empty"] == "empty"
        assert "with BOM" in told["d/bom"]
        assert told["d/bom"].endswith("clean")
        assert told["d/gbk"].startswith("gb18030")
        assert "1 x " in told["d/broken"]
    rows = [json.loads(line) for line in run("detect", "--json", "d").stdout.splitlines()]
    assert [row["changed"] for row in rows] == [False, False, True, False, True]
    assert run("detect", data=CLEAN.encode("gb18030")).stdout.startswith("-")


def test_list_tells_all_units_and_one() -> None:
    done = run("list")
    assert done.exit_code == 0
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert set(names) == set(fixenc.units())
    one = run("list", names[0])
    assert one.stdout.strip() == fixenc.units()[names[0]].strip()
    wrong = run("list", names[0] + "x")
    assert wrong.exit_code == 2
    assert names[0] in wrong.stderr


def test_units_and_charsets_can_be_chosen() -> None:
    unit = next(edit.unit for edit in fixenc.inspect(BROKEN).edits)
    assert run("--skip", unit, data=BROKEN).stdout == BROKEN
    assert run("--only", unit, data=BROKEN).stdout == REPAIRED
    assert run("--only", next(name for name in fixenc.units() if name != unit), data=BROKEN).stdout == BROKEN
    assert run("--from", "gb18030", data=CLEAN.encode("gb18030")).stdout == CLEAN
    assert run("--to", "gb18030", data=CLEAN).stdout_bytes == CLEAN.encode("gb18030")
    assert run("--to", "big5", data=CLEAN).exit_code == 2
    assert run("--to", "keep", data=CLEAN.encode("gb18030")).stdout_bytes == CLEAN.encode("gb18030")
    assert run("--bom", data=CLEAN).stdout_bytes == b"\xef\xbb\xbf" + CLEAN.encode()
    assert run(data=b"\xef\xbb\xbf" + CLEAN.encode()).stdout_bytes == CLEAN.encode()


def test_style_and_script() -> None:
    assert run("--style", "zh-CN", data="你好,世界!\n").stdout == "你好，世界！\n"
    assert run("--style", "zh-TW", data="“漢字”\n").stdout == "「漢字」\n"


@pytest.mark.parametrize(("args", "hint"), [
    (["--stlye", "x"], "--style"), (["--style", "zh-CM"], "zh-CN"), (["--script", "hanz"], "hans"),
    (["--style"], "requires an argument"), (["--skip", "no_such_unit"], "no unit is called 'no_such_unit'"),
    (["--only", "no_such_unit"], "no_such_unit"), (["--from", "gb18031"], "gb18030"), (["--to", "utf-9"], "utf"),
    (["--encoding", "gb18031"], "gb18030"), (["--not-encoding", "gb18031"], "gb18030"),
    (["--lossy", "restor"], "restore"), (["--min-confidence", "2"], "2"), (["--min-confidence", "x"], "x"),
    (["--prior", "en"], "zh"), (["-j", "x"], "x"), (["-j", "-1"], "-1"), (["-i"], "standard input"),
    (["-i", "-o", "x", "f"], "one of the two"), (["-i", "--check", "f"], "leave -i"), (["-o", "x", "--diff", "f"], "-o"),
    (["-i/else/where", "f"], "-o FOLDER"), (["d"], "-i to rewrite"), (["--journal", "j", "f"], "--journal goes with -i"),
    (["-i", "--journal", "j", "--no-journal", "f"], "exclude"), (["--lines", "f"], "--lines"),
    (["--report", "-", "f"], "--report -"), (["--report", "no/such/place", "f"], "no/such/place"),
    (["--report", "d", "f"], "Is a directory"), (["-o", "f", "f", "f2"], "several files"), (["-o", "d", "d"], "itself"),
    (["-o", "f", "d"], "several files"), (["undo"], "JOURNAL"), (["undo", "none"], "does not exist"),
    (["undo", "f"], "not a journal"), (["undo", "d"], "directory"), (["detect", "--jsn"], "--json"),
    (["list", "a", "b"], "unexpected"), (["-i", "--journal", "d", "f"], "journal"),
    (["--format", "htlm", "f"], "html"), (["completion", "csh"], "bash"), (["unzip"], "ARCHIVE"), (["unzip", "f"], "neither a zip nor a tar"),
    (["unzip", "none"], "none"), (["names", "f"], "f"), (["--config", "none", "f"], "none"), (["explain", "--frm", "x"], "--from"),
    (["-i", "--journal", "f/x", "f"], "journal"), (["-o", "f/x", "f"], "f"), (["-o", "/proc/x/y", "f"], "/proc"),
], ids=str)
def test_every_option_wrong_is_a_clear_line_and_changes_nothing(args: list[str], hint: str) -> None:
    write("f", BROKEN)
    write("f2", BROKEN)
    write("d/g", BROKEN)
    done = run(*args, data=BROKEN)
    assert done.exit_code == 2, done.output
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
    assert isinstance(done.exception, SystemExit)
    assert done.stdout == ""
    assert {path.read_bytes() for path in (Path("f"), Path("f2"), Path("d/g"))} == {BROKEN.encode()}


def test_help_teaches_and_names_every_option_and_command() -> None:
    done = run("--help")
    assert done.exit_code == 0
    for example in ("fixenc broken.txt > fixed.txt", "fixenc -i.bak", "--explain", "Exit codes", "undo"):
        assert example in done.stdout
    for name, command in main.commands.items():
        assert command.help, name
        assert run(name, "--help").exit_code == 0
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{name} {option.name}"
    assert all(option.help for option in main.params if isinstance(option, click.Option))
    assert run("--version").stdout.strip().endswith(fixenc.__version__)


def test_help_loads_nothing_heavy() -> None:
    code = ("import sys; from fixenc.cli import main; main(['--help'], standalone_mode=False); "
            "print({'numpy', 'ftfy', 'opencc', 'multiprocessing', 'charset_normalizer'} & set(sys.modules))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_head_ends_in_silence() -> None:
    write("big", (CLEAN * 100_000))
    for command in ("fixenc big | head -1", "fixenc big big | head -c 1", "fixenc detect big | true",
                    "fixenc --diff big | true", "fixenc < big | head -1", "fixenc -j 2 big big big | head -1",
                    "fixenc explain 你好 | true", "fixenc list | true"):
        script = command.replace("fixenc", " ".join(FIXENC))
        done = subprocess.run(["bash", "-c", script], capture_output=True, env=ENVIRONMENT, timeout=60)
        assert done.stderr == b"", command
    assert done.returncode == 0


def test_a_full_or_closed_standard_output_is_one_line() -> None:
    write("f", CLEAN)
    for redirection, reason in ((">/dev/full", b"No space left on device"), (">&-", b"closed")):
        done = subprocess.run(["bash", "-c", f"{' '.join(FIXENC)} f {redirection}"], capture_output=True, env=ENVIRONMENT)
        assert done.returncode == 2, redirection
        assert done.stderr.startswith(b"fixenc: standard output: ")
        assert reason in done.stderr
        assert done.stderr.count(b"\n") == 1, done.stderr


def test_a_closed_standard_input_is_one_line() -> None:
    done = subprocess.run(["bash", "-c", f"{' '.join(FIXENC)} <&-"], capture_output=True, env=ENVIRONMENT)
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"fixenc: standard input: it is closed\n")


@pytest.mark.parametrize("args", [[], ["-j", "2"]])
def test_ctrl_c_is_quiet(args: list[str]) -> None:
    write("f", CLEAN)
    os.mkfifo("slow")
    process = subprocess.Popen([*FIXENC, *args, "f", "slow", "f"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=ENVIRONMENT, start_new_session=True)
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)
    if args:        # a process in the middle of a file finishes it
        with open("slow", "wb"):
            pass
    _, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (130, b"")


def test_lines_are_written_as_they_come() -> None:
    process = subprocess.Popen([*FIXENC, "--lines"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
    assert process.stdin is not None
    assert process.stdout is not None
    for line, wanted in ((CLEAN.splitlines()[0] + "\n", CLEAN.splitlines()[0] + "\n"), (BROKEN, REPAIRED)):
        process.stdin.write(line.encode())
        process.stdin.flush()
        assert select.select([process.stdout], [], [], 30)[0], "the line stayed inside"
        assert process.stdout.readline().decode() == wanted
    process.stdin.close()
    assert process.wait(30) == 0


def on_a_terminal(*args: str, **environment: str) -> tuple[int, bytes]:
    master, slave = pty.openpty()
    outside = {name: value for name, value in ENVIRONMENT.items() if name != "NO_COLOR"}
    process = subprocess.Popen([*FIXENC, *args], stdout=slave, stderr=slave, stdin=slave,
                               env={**outside, "TERM": "xterm", **environment})
    os.close(slave)
    shown = b""
    with contextlib.suppress(OSError):      # the way in which Linux ends a pseudo-terminal
        while piece := os.read(master, 4096):
            shown += piece
    os.close(master)
    return process.wait(30), shown


def test_alone_on_a_terminal_it_helps_and_does_not_wait() -> None:
    code, shown = on_a_terminal()
    assert code == 0
    assert b"fixenc broken.txt > fixed.txt" in shown


def test_colour_only_on_a_terminal_and_not_if_unwanted() -> None:
    write("f", "\x1b[2J" + CLEAN + BROKEN)
    for environment, has_colour in (({}, True), ({"NO_COLOR": "1"}, False)):
        code, shown = on_a_terminal("--diff", "f", **environment)
        assert code == 1
        assert (b"\x1b[32m+" in shown) is has_colour
        assert REPAIRED.strip().encode() in shown
        assert b"\x1b[2J" not in shown or not has_colour, "a file drew on the terminal"


def test_progress_is_a_bar_on_standard_error() -> None:
    for number in range(3):
        write(f"d/{number}", BROKEN)
    for args, is_shown in ((["d"], True), (["d/0"], False), (["--progress", "d/0"], True), (["--no-progress", "d"], False)):
        code, shown = on_a_terminal("--check", *args)
        assert code == 1
        assert (b"[####" in shown) is is_shown, args
    write("large", CLEAN * (3_000_000 // len(CLEAN.encode())))
    for options, is_shown in (([], True), (["--no-progress"], False)):
        code, shown = on_a_terminal("--check", *options, "large")
        assert code == 0
        assert (b"[####" in shown and b"100%" in shown) is is_shown
    assert run("--check", "--progress", "d").stderr.startswith("fixenc: 3 files: 3 to be repaired\n  charset")


def test_a_process_substitution_is_a_file() -> None:
    done = subprocess.run(["bash", "-c", f"{' '.join(FIXENC)} <(printf %s '{BROKEN}')"], capture_output=True,
                          env=ENVIRONMENT)
    assert done.stdout.decode() == REPAIRED


def test_python_m_fixenc_is_the_command() -> None:
    done = pipe("--version")
    assert done.stdout.decode().startswith("fixenc")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_long_pipe_takes_little_memory() -> None:
    write("big", (CLEAN * 100 + BROKEN) * 2_000)        # 26 MB
    code = ("import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
            "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)")
    done = subprocess.run([sys.executable, "-c", code, *FIXENC, "big"], capture_output=True, env=ENVIRONMENT, timeout=300)
    code_of_it, megabytes = map(int, done.stdout.split())
    assert code_of_it == 0
    assert megabytes < 150


def test_the_sample_page_is_explained_byte_by_byte() -> None:
    done = run("--explain", ROOT / "samples" / "guizhou-news.txt")
    assert done.exit_code == 0
    assert "發(fā) -> 發" in done.stderr
    lines = done.stderr.splitlines()
    # 當的 is AE 94 B5 C4, and 94 B5 is 數; 家庫 is BC D2 8E EC, and D2 8E is 規.
    for old, new in (("AE 94 B5 C4", "AE 94 B5 28 73 68 A8 B4 29 C4"), ("BC D2 8E EC", "BC D2 8E 28 67 75 A8 A9 29 EC")):
        first = next(index for index, line in enumerate(lines) if "encode gbk" in line and old in line)
        assert new in lines[first + 1]
    assert "guessed 庫" in done.stderr


def test_a_chain_that_does_not_lead_to_the_damage_is_not_shown() -> None:
    from fixenc._chain import chain
    process = fixenc.Process.mixup("gb18030", "iso8859_1")
    followed = chain(process, "文件", "ÎÄ¼þ")
    assert followed is not None
    assert [state for _, state in followed] == ["CE C4 BC FE", "ÎÄ¼þ"]
    assert chain(process, "文件", "ÎÄ¼") is not None
    assert chain(process, "文件", "Îx¼þ") is None
    assert chain(fixenc.Process("a mystery", (fixenc.Step("drop", "bytes"),)), "文件", "文件") is None
    assert chain(fixenc.Process("nothing known"), "文件", "文件") is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_report_that_cannot_be_written_is_a_line() -> None:
    done = run("--report", "/dev/full", write("a.txt", CLEAN))
    assert done.exit_code == 2
    assert "--report /dev/full: No space left on device" in done.stderr
    assert "internal" not in done.stderr


@pytest.mark.parametrize("args", [["--lossy", "none"], ["-j", "x"], ["--nosuch"], ["unzip", "nosuch"], ["explain"], ["completion", "tcsh"]])
def test_what_is_asked_wrongly_is_said_in_one_form(args: list[str]) -> None:
    done = run(*args)
    first, second = done.stderr.splitlines()
    assert done.exit_code == 2
    assert first.startswith("fixenc: ")
    assert second.startswith("Try '")
