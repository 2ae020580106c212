"""The command: parse, call, print, exit code. Nothing here looks at text."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import fixenc
from fixenc._output import abandon, is_terminal, note, say, utf8, write
from fixenc.errors import FixencError, UnknownNameError, UsageError
from fixenc.values import LOSSY, PRIORS

if TYPE_CHECKING:
    from fixenc.batch import Contents, Job, Journal, Task
    from fixenc.reporting import Run

# `batch` and `reporting` are imported inside functions: with NumPy and the process pool they take 0.2 s, and `--help`
# and a wrong option answer in 0.1 s without them.

FAILED, LEFT = 2, 3

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

FILE may be '-' for standard input, which is also read without any FILE; a folder is walked, hidden folders left out.
A file that is named like a command below is ./detect, ./explain, ./list or ./undo.

\b
Exit codes, the worst of all files:
  0  done, or nothing to do
  1  --check or --diff found something
  3  damage is left that is past repair (with --strict also: characters were guessed)
  2  wrong usage, or a file could not be read or written; the others are done"""


class _Main(click.Command):
    """Repairs, unless the first word is the name of another command."""

    commands: dict[str, click.Command]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # click would take the word behind a bare -i for its suffix, and that word is the file.
        end = args.index("--") if "--" in args else len(args)
        for index, arg in enumerate(args[:end]):
            if arg in ("-i", "--in-place"):
                args[index] = "--in-place="
            elif arg.startswith("-i"):
                args[index] = f"--in-place={arg[2:].removeprefix('=')}"
        return super().parse_args(ctx, args)

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None,
                     **extra: Any) -> click.Context:
        command = self.commands.get(args[0]) if args else None
        if command is not None:
            return command.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return ctx.command.invoke(ctx) if ctx.command is not self else super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(130) from None
        except BrokenPipeError:         # `fixenc … | head`: the reader has what it wanted
            abandon()
            raise click.exceptions.Exit(0) from None
        except (UnknownNameError, UsageError) as error:
            say(f"{error}\nTry '{ctx.command_path} --help' for help.")
            raise click.exceptions.Exit(FAILED) from None
        except FixencError as error:
            say(str(error))
            raise click.exceptions.Exit(FAILED) from None
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            say(f"internal error {type(error).__name__}: {error}; please report")
            raise click.exceptions.Exit(FAILED) from None

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(70)) for name, command in self.commands.items()])


Decorator = Callable[[Any], Any]


def _all_of(*options: Decorator) -> Decorator:
    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function
    return decorate


_files = click.argument("files", nargs=-1, metavar="[FILE|DIR|-]...")
_reading = _all_of(
    click.option("--style", metavar="NAME", help="Also normalize: safe, corpus, zh-CN, zh-TW or zh-HK."),
    click.option("--script", metavar="NAME", help="hans, hant, hant-tw, hant-hk or keep; else the style's."),
    click.option("--from", "source", default="", metavar="ENC", help="The input's charset; found if not given."),
    click.option("--encoding", "encodings", multiple=True, metavar="ENC", help="Consider only this one. Repeatable."),
    click.option("--not-encoding", "not_encodings", multiple=True, metavar="ENC", help="Leave it out. Repeatable."),
    click.option("--only", multiple=True, metavar="UNIT", help="Use only this unit (`fixenc list`). Repeatable."),
    click.option("--skip", multiple=True, metavar="UNIT", help="Leave a unit out. Repeatable."),
    click.option("--lossy", type=click.Choice(LOSSY), default="restore", show_default=True,
                 help="Where bytes were lost: restore the likeliest character, mark the place, or leave it."),
    click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="P",
                 help="Make no repair that is less certain than P (0 to 1)."),
    click.option("--prior", type=click.Choice(PRIORS), default="zh", show_default=True, help="What the text may be."))
_parallel = _all_of(
    click.option("-j", "--jobs", type=click.IntRange(0, 256), default=1, metavar="N", help="Processes; 0: one a core."),
    click.option("--progress/--no-progress", default=None, help="A bar, where standard error is a terminal."))


@click.command(cls=_Main, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@_files
@click.option("-i", "--in-place", metavar="[=SUFFIX]",
              help="Rewrite files where they are; with SUFFIX the old file is kept under its name with SUFFIX added.")
@click.option("-o", "--output", metavar="PATH", help="Write to a file, or to a folder that gets the same tree.")
@_reading
@click.option("--to", "target", default="utf-8", metavar="ENC", help="Charset to write [utf-8]; 'keep': the input's.")
@click.option("--bom/--no-bom", default=None, help="Write a byte order mark; else -i and -o keep it, a pipe not.")
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 if something would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change, exit code 1 if something would.")
@click.option("--explain", is_flag=True, help="Tell on standard error what happened to each place that is repaired.")
@click.option("--report", metavar="FILE", help="Write one JSON line about each file to FILE.")
@click.option("--strict", is_flag=True, help="Exit code 3 also where a character was restored by guess.")
@click.option("--hard-links", is_flag=True, help="With -i: rewrite files that have other names (hard links), too.")
@click.option("--journal", metavar="FILE", help="With -i: keep the journal for `fixenc undo` in FILE.")
@click.option("--no-journal", is_flag=True, help="With -i: keep no journal; the batch cannot be undone.")
@_parallel
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
        journal, known = None, None
        if action == "replace" and not given["no_journal"]:
            journal, known = Journal.at(given["journal"], arguments.batch(operands, given), fixenc.__version__)
            stack.callback(journal.close)
        name = os.fspath(journal.path) if journal else ""
        leave = frozenset(os.path.realpath(path) for path in (given["report"], name) if path)
        tasks: Iterable[Task] = Walk(folder, action == "replace", suffix, leave).tasks(operands)
        if action == "write" and folder is None:
            tasks = [Task(operands[0], Path(given["output"]))]
        report = arguments.open_report(given["report"], stack)
        is_coloured = is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")
        reporting = Reporting(action, say, note, write, report, given["explain"], given["diff"], given["strict"],
                              is_coloured)
        job = Job(options, action, suffix, given["hard_links"], name)
        _over(tasks, job, given, reporting, journal, known)
        reporting.finish(name)
        if journal is not None:
            journal.finish(is_kept=reporting.changed > 0 or given["journal"] is not None)
    ctx.exit(reporting.code)


def _over(tasks: Iterable[Task], job: Job, given: dict[str, Any], reporting: Run, journal: Journal | None = None,
          known: Contents | None = None) -> None:
    from fixenc.batch import run
    tasks = list(tasks)
    processes = given["jobs"] or os.cpu_count() or 1
    is_in_the_way = len(tasks) < 2 or (job.action == "print" and is_terminal(sys.stdout))
    is_shown = is_terminal(sys.stderr) and (not is_in_the_way if given["progress"] is None else given["progress"])
    outcomes = run(tasks, job, write, getattr(sys.stdin, "buffer", None), processes, journal, known)
    if not is_shown:
        deque(map(reporting.take, outcomes), 0)
        return
    with click.progressbar(outcomes, len(tasks), file=sys.stderr, show_pos=True,
                           item_show_func=lambda _: reporting.progress) as bar:
        deque(map(reporting.take, bar), 0)


@click.command(short_help="Charset and damage of each file, as a table or --json.")
@_files
@_reading
@click.option("--json", "as_json", is_flag=True, help="One JSON line a file, as --report of `fixenc` writes it.")
@_parallel
@click.pass_context
def detect(ctx: click.Context, /, files: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Tell the charset and the damage of each file; change nothing.

    Exit code 3 where damage is past repair, 2 where a file could not be read, else 0.
    """
    from fixenc import arguments
    from fixenc.batch import Job, Walk
    from fixenc.reporting import Detecting
    options = arguments.options(given, keep_result=as_json)
    operands = [None if name == "-" else Path(name) for name in files or ("-",)]
    reporting = Detecting(say, write, as_json)
    _over(Walk().tasks(operands), Job(options, "check"), given, reporting)
    reporting.finish("")
    ctx.exit(reporting.code)


@click.command(short_help="Take a batch of -i back.")
@click.argument("journal", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def undo(ctx: click.Context, /, journal: Path) -> None:
    """Give every file that a batch has rewritten its old bytes back.

    A file that was changed since is named and left as it is. Without --journal, journals are in
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
@_reading
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
def units(unit: str | None) -> None:
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


main.commands = {"detect": detect, "undo": undo, "explain": explain, "list": units}
