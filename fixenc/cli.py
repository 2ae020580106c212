"""The command: parse, call, print, exit code. Nothing here looks at text."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import fixenc
from fixenc._command import SHELLS, Main, charsets, completion_script, files, journal, reading, settings, units, walking
from fixenc._output import is_terminal, note, say, utf8, write
from fixenc.errors import UnknownNameError

if TYPE_CHECKING:
    from fixenc.batch import Contents, Job, Journal, Task
    from fixenc.reporting import Run

# `batch` and `reporting` are imported inside functions: with NumPy and the process pool they take 0.2 s, and `--help`
# and a wrong option answer in 0.1 s without them.

LEFT = 3

HELP = """Repair broken Chinese text.

Bytes in any charset, text that some program read in the wrong one, text with lost bytes or converter debris go in;
clean text comes out, as UTF-8. What is not damaged stays as it is, byte for byte.

\b
Examples:
  fixenc broken.txt > fixed.txt         repair a file
  curl -s URL | fixenc | less           repair a pipe
  fixenc --diff broken.txt              see what would change, and change nothing
  fixenc --explain broken.txt           see why, too: what happened to each place
  fixenc -i *.txt                       repair files where they are
  fixenc -i.bak notes/                  a whole folder; the old files stay as *.bak
  fixenc -j 4 -o clean/ notes/          write the repaired tree to another folder
  fixenc --style zh-CN page.html        and bring punctuation and script to one convention
  fixenc --check -j 4 src/              for scripts: exit code 1 if something is broken
  fixenc names --apply Music/           repair the names of files
  fixenc unzip -o out/ old.zip          unpack an archive with the right names

FILE may be '-' for standard input, which is also read without any FILE; a folder is walked, hidden folders left out.
What .gitignore files name is left out too. A file that is named like a command below is ./detect, ./explain and so on.

\b
Exit codes, the worst of all files:
  0  done, or nothing to do
  1  --check or --diff found something
  3  damage is left that is past repair (with --strict also: characters were guessed)
  2  wrong usage, or a file could not be read or written; the others are done"""


@click.command(cls=Main, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@files
@click.option("-i", "--in-place", metavar="[=SUFFIX]",
              help="Rewrite files where they are; with SUFFIX the old file is kept under its name with SUFFIX added.")
@click.option("-o", "--output", metavar="PATH", help="Write to a file, or to a folder that gets the same tree.")
@reading
@click.option("--to", "target", default="utf-8", metavar="ENC", help="Charset to write [utf-8]; 'keep': the input's.")
@click.option("--bom/--no-bom", default=None, help="Write a byte order mark; else -i and -o keep it, a pipe not.")
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 if something would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change, exit code 1 if something would.")
@click.option("--explain", is_flag=True, help="Tell on standard error what happened to each place that is repaired.")
@click.option("--report", metavar="FILE", help="Write one JSON line about each file to FILE.")
@click.option("--strict", is_flag=True, help="Exit code 3 also where a character was restored by guess.")
@click.option("--hard-links", is_flag=True, help="With -i: rewrite files that have other names (hard links), too.")
@journal
@walking
@click.option("--lines", is_flag=True, help="Write each line as soon as it is read (logs, tail -f).")
@click.version_option(fixenc.__version__, prog_name="fixenc")
@click.pass_context
def main(ctx: click.Context, /, files: tuple[str, ...], **given: Any) -> None:
    """Repair; HELP is what the user reads."""
    if not files and is_terminal(sys.stdin):
        click.echo(ctx.get_help())
        return
    from fixenc import arguments
    from fixenc.batch import Job, Journal, Task, Walk
    from fixenc.reporting import Reporting
    operands, action = arguments.operands(files, given), arguments.action(given)
    options = arguments.options(given, given["diff"] or given["explain"] or given["report"] is not None)
    folder, suffix = arguments.output_folder(operands, given), given["in_place"] or ""
    with ExitStack() as stack:
        kept, known = None, None
        if action == "replace" and not given["no_journal"]:
            kept, known = Journal.at(given["journal"], arguments.batch(operands, given), fixenc.__version__)
            stack.callback(kept.close)
        name = os.fspath(kept.path) if kept else ""
        leave = frozenset(os.path.realpath(path) for path in (given["report"], name) if path)
        tasks: Iterable[Task] = Walk(folder, action == "replace", suffix, leave, not given["no_ignore"]).tasks(operands)
        if action == "write" and folder is None:
            tasks = [Task(operands[0], Path(given["output"]))]
        report = arguments.open_report(given["report"], stack)
        is_coloured = is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")
        reporting = Reporting(action, say, note, write, report, given["explain"], given["diff"], given["strict"],
                              is_coloured)
        job = Job(options, action, suffix, given["hard_links"], name)
        _over(tasks, job, given, reporting, kept, known)
        reporting.finish(name)
        if kept is not None:
            kept.finish(is_kept=reporting.changed > 0 or given["journal"] is not None)
    ctx.exit(reporting.code)


def _over(tasks: Iterable[Task], job: Job, given: dict[str, Any], reporting: Run, kept: Journal | None = None,
          known: Contents | None = None) -> None:
    from fixenc.batch import run
    tasks = list(tasks)
    processes = given["jobs"] or os.cpu_count() or 1
    size = _size_alone(tasks)
    is_in_the_way = (len(tasks) < 2 and not size) or (job.action == "print" and is_terminal(sys.stdout))
    is_shown = is_terminal(sys.stderr) and (not is_in_the_way if given["progress"] is None else given["progress"])
    with ExitStack() as stack:
        if is_shown and size:
            bar = stack.enter_context(click.progressbar(length=size, file=sys.stderr))
            job = replace(job, options=replace(job.options, seen=bar.update))
        outcomes = run(tasks, job, write, getattr(sys.stdin, "buffer", None), 1 if size else processes, kept, known)
        if is_shown and not size:
            outcomes = stack.enter_context(click.progressbar(outcomes, len(tasks), file=sys.stderr, show_pos=True,
                                                             item_show_func=lambda _: reporting.progress))
        deque(map(reporting.take, outcomes), 0)


def _size_alone(tasks: list[Task]) -> int:
    """The bytes of a file that is the only one and takes its time; 0 for anything else."""
    from fixenc.batch import WHOLE_BYTES
    path = tasks[0].path if len(tasks) == 1 else None
    size = os.path.getsize(path) if path is not None and os.path.isfile(path) else 0
    return size if size > WHOLE_BYTES else 0


@click.command(short_help="Charset, line ends, script and damage of each file, as a table or --json.")
@files
@reading
@click.option("--json", "as_json", is_flag=True, help="One JSON line a file, as --report of `fixenc` writes it.")
@walking
@click.pass_context
def detect(ctx: click.Context, /, files: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Tell the charset, line ends, script and damage of each file; change nothing.

    Exit code 3 where damage is past repair, 2 where a file could not be read, else 0.
    """
    from fixenc import arguments
    from fixenc.batch import Job, Walk
    from fixenc.reporting import Detecting
    options = arguments.options(given, keep_result=as_json, looks=True)
    operands = list(arguments.paths(files))
    reporting = Detecting(say, write, as_json)
    _over(Walk(is_ignoring=not given["no_ignore"]).tasks(operands), Job(options, "check"), given, reporting)
    reporting.finish("")
    ctx.exit(reporting.code)


@click.command(short_help="Repair the names of files and folders: a dry run, unless --apply.")
@click.argument("folders", nargs=-1, required=True, metavar="DIR...",
                type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--apply", "is_applied", is_flag=True, help="Rename; else only tell what would be renamed.")
@charsets
@units
@journal
@settings
@click.pass_context
def names(ctx: click.Context, /, folders: tuple[Path, ...], is_applied: bool, **given: Any) -> None:
    """Tell which names below each DIR are not as they were meant, and with --apply rename them.

    Knows mojibake, names in other charsets than UTF-8, percent-encoded names and the private use characters of Cygwin.
    A name that exists already is never taken. Exit code 1 if a dry run found something, 2 where a name was left.
    """
    from fixenc import arguments
    from fixenc.batch import Journal
    from fixenc.names import plan, rename
    from fixenc.reporting import Naming
    config = arguments.config(given)
    planned = [each for folder in folders for each in plan(folder, config, given["source"])]
    reporting = Naming(say, write, is_applied)
    with ExitStack() as stack:
        kept = None
        if is_applied and not given["no_journal"]:
            kept, _ = Journal.at(given["journal"], arguments.batch(folders, given), fixenc.__version__)
            stack.callback(kept.close)
        deque(map(reporting.name, rename(planned, kept) if is_applied else planned), 0)
        reporting.finish(os.fspath(kept.path) if kept else "")
        if kept is not None:
            kept.finish(is_kept=reporting.changed > 0 or given["journal"] is not None)
    ctx.exit(reporting.code)


@click.command(short_help="List a zip or tar archive with the right names, or unpack it.")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
              help="Unpack into DIR; else list.")
@charsets
@units
@settings
@click.pass_context
def unzip(ctx: click.Context, /, archive: Path, output: Path | None, **given: Any) -> None:
    """Read the names in a zip or tar archive (.tar.gz, .bz2, .xz) as they were meant; list its members, or unpack them with -o.

    Nothing is written outside of DIR and no file is replaced. Exit code 2 where a member is left.
    """
    from fixenc import arguments
    from fixenc.reporting import Unpacking
    from fixenc.unzip import members, unpack
    reporting = Unpacking(say, write)
    found = members(archive, arguments.config(given), given["source"])
    deque(map(reporting.member, found if output is None else unpack(archive, found, output)), 0)
    reporting.finish("" if output is None else os.fspath(output))
    ctx.exit(reporting.code)


@click.command(short_help="Take a batch of -i, or of `names --apply`, back.")
@click.argument("journal", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def undo(ctx: click.Context, /, journal: Path) -> None:
    """Give every file that a batch has rewritten its old bytes back, and every file that it renamed its old name.

    A file that was changed since is told and left as it is. Without --journal, journals are in
    $XDG_STATE_HOME/fixenc (~/.local/state/fixenc).
    """
    from fixenc.batch import undo as outcomes
    from fixenc.reporting import Undoing
    reporting = Undoing(say)
    for outcome in outcomes(journal):
        reporting.take(outcome)
    reporting.finish("")
    ctx.exit(reporting.code)


@click.command(short_help="The chain of each repair in a TEXT, byte by byte, and the runners-up.")
@click.argument("text")
@reading
@click.pass_context
def explain(ctx: click.Context, /, text: str, **given: Any) -> None:
    """Tell what happened to TEXT and how it is repaired; '-' reads standard input."""
    from fixenc import arguments
    from fixenc.render import explain as lines
    options = arguments.options(given, keep_result=True)
    # A word of the command line that is not in the locale's charset comes with its bytes as surrogates (PEP 383).
    source = sys.stdin.buffer.read() if text == "-" else os.fsencode(text)
    result = fixenc.inspect(source, options.style, options.script, encoding=options.source, config=options.config)
    write(utf8(f"{result.text}\n" + "".join(f"{line}\n" for line in lines("text", result))))
    ctx.exit(LEFT if result.past_repair or (result.decoded and result.decoded.bad) else 0)


@click.command("list", short_help="The units and what they do.")
@click.argument("unit", required=False)
def unit_list(unit: str | None) -> None:
    """Name every unit (for --only and --skip), or tell all about one."""
    from fixenc.render import table
    docstrings = fixenc.units()
    if unit is None:
        lines = list(table((name, text.partition("\n")[0]) for name, text in docstrings.items()))
    elif unit in docstrings:
        lines = [docstrings[unit]]
    else:
        raise UnknownNameError("unit", unit, docstrings)
    write(utf8("".join(f"{line}\n" for line in lines)))


@click.command(short_help="The script that makes a shell complete the command.")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the completion script of SHELL.

    In ~/.bashrc: eval "$(fixenc completion bash)"; in ~/.zshrc: eval "$(fixenc completion zsh)"; for fish:
    fixenc completion fish > ~/.config/fish/completions/fixenc.fish
    """
    write(utf8(completion_script("fixenc", shell)))


main.commands = {"detect": detect, "explain": explain, "names": names, "unzip": unzip, "undo": undo, "list": unit_list,
                 "completion": completion}
