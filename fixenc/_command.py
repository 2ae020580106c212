"""How the command line is read: words that name a command, options that several commands share, settings, completion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from fixenc._output import abandon, say
from fixenc.errors import FixencError, UnknownNameError, UsageError
from fixenc.values import LOSSY, PRIORS

# What names and values can be completed with is imported inside functions: `--help` and a wrong option answer in 0.1 s without.

FAILED = 2
SHELLS = ("bash", "zsh", "fish")
_STYLES = ("safe", "corpus", "zh-CN", "zh-TW", "zh-HK")
_SCRIPTS = ("hans", "hant", "hant-tw", "hant-hk", "keep")

Decorator = Callable[[Any], Any]


class Main(click.Command):
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
        try:
            if command is not None:
                return command.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:       # in the words and the form of all other faults
            path = error.ctx.command_path if error.ctx else info_name
            say(f"{error.format_message()}\nTry '{path} --help' for help.")
            raise click.exceptions.Exit(FAILED) from None
        except FixencError as error:        # of the settings
            say(str(error))
            raise click.exceptions.Exit(FAILED) from None

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


def all_of(*options: Decorator) -> Decorator:
    """Several options as one decorator, in the order of the help."""
    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function
    return decorate


def completion_script(command: str, shell: str) -> str:
    """The script that makes a shell complete the command."""
    kind = get_completion_class(shell)
    assert kind is not None
    return kind(click.Command(command), {}, command, f"_{command.upper()}_COMPLETE").source()


def _known(names: Callable[[], Any]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    return lambda ctx, parameter, incomplete: [name for name in sorted(names()) if name.startswith(incomplete)]


def _commands_and_files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    commands = ctx.command.commands if isinstance(ctx.command, Main) and not ctx.params.get("files") else {}
    fitting = [name for name in commands if name.startswith(incomplete)]
    return [*map(CompletionItem, fitting), CompletionItem(incomplete, type="file")]


def _units() -> Any:
    from fixenc.interface import units
    return units()


def _charsets() -> list[str]:
    from fixenc.charsets import shown
    from fixenc.registry import collect
    return [shown(each) for each in collect("fixenc.charsets", "CHARSET").values()]


def _formats() -> Any:
    from fixenc.registry import collect
    return collect("fixenc.formats", "FORMAT")


def _settings(ctx: click.Context, parameter: click.Parameter, path: Path | None) -> None:
    if not ctx.resilient_parsing and not ctx.meta.get("fixenc.no_config"):
        from fixenc._settings import load
        ctx.default_map = load(path, Path.cwd())


def _no_settings(ctx: click.Context, parameter: click.Parameter, is_given: bool) -> None:
    ctx.meta["fixenc.no_config"] = is_given


files = click.argument("files", nargs=-1, metavar="[FILE|DIR|-]...", shell_complete=_commands_and_files)
settings = all_of(
    click.option("--config", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", is_eager=True, expose_value=False,
                 callback=_settings, help="Take [tool.fixenc] from FILE; else from the nearest pyproject.toml that has it."),
    click.option("--no-config", is_flag=True, is_eager=True, expose_value=False, callback=_no_settings,
                 help="Take no settings from any file."))
charsets = all_of(
    click.option("--from", "source", default="", metavar="ENC", shell_complete=_known(_charsets),
                 help="The input's charset; found if not given."),
    click.option("--encoding", "encodings", multiple=True, metavar="ENC", shell_complete=_known(_charsets),
                 help="Consider only this one. Repeatable."),
    click.option("--not-encoding", "not_encodings", multiple=True, metavar="ENC", shell_complete=_known(_charsets),
                 help="Leave it out. Repeatable."))
units = all_of(
    click.option("--only", multiple=True, metavar="UNIT", shell_complete=_known(_units),
                 help="Use only this unit (`fixenc list`). Repeatable."),
    click.option("--skip", multiple=True, metavar="UNIT", shell_complete=_known(_units), help="Leave a unit out. Repeatable."),
    click.option("--lossy", type=click.Choice(LOSSY), default="restore", show_default=True,
                 help="Where bytes were lost: restore the likeliest character, mark the place, or leave it."),
    click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="P",
                 help="Make no repair that is less certain than P (0 to 1)."),
    click.option("--prior", type=click.Choice(PRIORS), default="zh", show_default=True, help="What the text may be."))
reading = all_of(
    click.option("--style", metavar="NAME", shell_complete=_known(lambda: _STYLES),
                 help="Also normalize: safe, corpus, zh-CN, zh-TW or zh-HK."),
    click.option("--script", metavar="NAME", shell_complete=_known(lambda: _SCRIPTS),
                 help="hans, hant, hant-tw, hant-hk or keep; else the style's."),
    charsets, units, settings)
walking = all_of(
    click.option("--format", "form", default="", metavar="NAME", shell_complete=_known(_formats),
                 help="How to read text: html, json, csv…; else by name or looks. 'text': as plain text."),
    click.option("--no-ignore", is_flag=True, help="Do not leave out what .gitignore files name."),
    click.option("-j", "--jobs", type=click.IntRange(0, 256), default=1, metavar="N", help="Processes; 0: one a core."),
    click.option("--progress/--no-progress", default=None, help="A bar, where standard error is a terminal."))
journal = all_of(
    click.option("--journal", metavar="FILE", type=click.Path(), help="Keep the journal for `fixenc undo` in FILE."),
    click.option("--no-journal", is_flag=True, help="Keep no journal; what is done cannot be undone."))
