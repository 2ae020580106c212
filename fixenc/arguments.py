"""What the command was given: which of it goes together, and what it means to `files` and `batch`."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fixenc import interface
from fixenc.batch import Action
from fixenc.encode import Writer
from fixenc.errors import UsageError
from fixenc.files import Options
from fixenc.formats import find as find_format
from fixenc.values import Config


def action(given: Mapping[str, Any]) -> Action:
    """What is to be done with each file."""
    if given["check"] or given["diff"]:
        return "check"
    if given["in_place"] is not None:
        return "replace"
    return "print" if given["output"] is None else "write"


def operands(files: Sequence[str], given: Mapping[str, Any]) -> list[Path | None]:
    """The files and folders, None for standard input. Raises UsageError where they do not go with the options."""
    found = list(paths(files))
    output = None if given["output"] is None else Path(given["output"])
    suffix = given["in_place"]
    folder = next((path for path in found if path is not None and path.is_dir()), None)
    is_several = folder is not None or len(found) > 1
    changes_nothing = action(given) == "check"
    _deny(suffix is not None and output is not None,
          "-i rewrites the files themselves and -o leaves them alone; give one of the two")
    _deny(changes_nothing and (suffix is not None or output is not None),
          "--check and --diff change nothing; leave -i and -o out")
    _deny(suffix is not None and None in found, "standard input cannot be rewritten in place; leave -i out")
    _deny(bool(suffix) and os.path.basename(suffix) != suffix,
          f"-i{suffix}: a suffix is the end of a file name; a folder for the output is -o FOLDER")
    _deny(given["journal"] is not None and suffix is None,
          "--journal goes with -i: only what is rewritten in place can be taken back")
    _deny(given["journal"] is not None and given["no_journal"], "--journal and --no-journal exclude each other")
    _deny(given["lines"] and (found != [None] or action(given) != "print"),
          "--lines is for a pipe: standard input to standard output, no FILE")
    _deny(given["report"] == "-", "--report - would mix with the output; name a file, such as /dev/stderr")
    _deny(folder is not None and action(given) == "print",
          f"{folder} is a folder; add -i to rewrite its files, -o FOLDER to write the repaired tree there, "
          "or --diff to see what would change")
    _deny(output is not None and is_several and output.exists() and not output.is_dir(),
          f"-o {output} is a file, and there are several files to write; name a folder")
    _deny(output is not None and is_several and None in found,
          "standard input has no name in a folder; give it alone, with -o FILE")
    _deny(output is not None and folder is not None and output.exists() and output.samefile(folder),
          f"-o {output} is the input itself; -i rewrites files where they are")
    return found


def paths(files: Sequence[str]) -> Iterator[Path | None]:
    """What the words of the command line name, None for standard input; patterns that no shell has filled in are filled in.

    Raises UsageError for a pattern that nothing fits.
    """
    for name in files or ("-",):
        if name == "-":
            yield None
        elif glob.has_magic(name) and not os.path.lexists(name):
            fitting = sorted(glob.glob(name, recursive=True))
            _deny(not fitting, f"{name}: no file fits this pattern")
            yield from map(Path, fitting)
        else:
            yield Path(name)


def output_folder(found: Sequence[Path | None], given: Mapping[str, Any]) -> Path | None:
    """The folder that gets the tree, or None where the output is one file or none."""
    if given["output"] is None:
        return None
    output = Path(given["output"])
    is_several = len(found) > 1 or any(path is not None and path.is_dir() for path in found)
    is_named_as_folder = given["output"].endswith(("/", os.sep)) or output.is_dir()
    return output if is_several or (is_named_as_folder and None not in found) else None


def options(given: Mapping[str, Any], keep_result: bool, looks: bool = False) -> Options:
    """How files are read and written. Raises FixencError for any name that nobody has, before a file is opened."""
    chosen = config(given)
    is_pipe = "in_place" in given and action(given) == "print"
    found = Options(given["style"], given["script"], chosen, given["source"], given.get("target", "utf-8"),
                    given.get("bom"), keep_bom=not is_pipe, format=given.get("form", ""), keep_result=keep_result,
                    looks=looks, lines=given.get("lines", False))
    Writer(found.target, None, False)
    if found.format:
        find_format(found.format)
    if found.style is not None or found.script is not None:
        interface.normalize("", found.style or "safe", found.script, config=chosen)
    return found


def config(given: Mapping[str, Any]) -> Config:
    """What is to be repaired, and how. Raises FixencError for any name that nobody has."""
    chosen = Config(only=given["only"], skip=given["skip"], lossy=given["lossy"], prior=given["prior"],
                    min_confidence=given["min_confidence"], encodings=given["encodings"],
                    not_encodings=given["not_encodings"])
    interface.decode(b"", encoding=given["source"], config=chosen)
    return chosen


def open_report(path: str | None, stack: ExitStack) -> Callable[[bytes], object] | None:
    """Where the report goes; None for nowhere. Raises UsageError where it cannot be written, then or later."""
    if path is None:
        return None
    try:
        file = stack.enter_context(Path(path).open("wb", buffering=0))      # noqa: SIM115  (the stack closes it)
    except OSError as error:
        raise UsageError(f"--report {path}: {error.strerror}") from None

    def write(line: bytes) -> None:
        try:
            while line:
                line = line[file.write(line) or 0:]
        except OSError as error:
            raise UsageError(f"--report {path}: {error.strerror}") from None
    return write


def batch(found: Sequence[Path | None], given: Mapping[str, Any]) -> dict[str, Any]:
    """What a batch is known by when it is interrupted: the same files and the same options that bear on the result."""
    apart = ("files", "journal", "no_journal", "jobs", "progress", "report", "explain", "strict")
    chosen = {name: list(value) if isinstance(value, tuple) else value
              for name, value in sorted(given.items()) if name not in apart}
    return {"files": [os.path.realpath(path) for path in found if path is not None], **chosen}


def _deny(is_wrong: bool, message: str) -> None:
    if is_wrong:
        raise UsageError(message)
