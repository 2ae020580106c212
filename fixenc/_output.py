"""Standard output and standard error as bytes: UTF-8 whatever the locale."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from fixenc.errors import FixencError


class OutputError(FixencError, OSError):
    """Standard output takes no more."""


def write(data: bytes) -> None:
    """Write to standard output, at once. Raises OutputError, and BrokenPipeError where the reader has gone."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except (OSError, AttributeError) as error:      # AttributeError: there is no standard output at all
        abandon()
        raise OutputError(f"standard output: {getattr(error, 'strerror', None) or 'it is closed'}") from None


def abandon() -> None:
    """What is still in the buffer has nowhere to go; without this Python would complain about it at exit."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(message: str) -> None:
    """A message on standard error, under the command's name."""
    note(f"fixenc: {message}")


def note(line: str) -> None:
    """A line on standard error; where nobody hears it, it is dropped."""
    with suppress(OSError, AttributeError):
        sys.stderr.buffer.write(utf8(line + "\n"))
        sys.stderr.buffer.flush()


def utf8(text: str) -> bytes:
    """UTF-8; the surrogates of file names that are no UTF-8 in an escaped form, which is also that of JSON."""
    return text.encode("utf-8", "backslashreplace")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at the stream; None is one that the caller has closed."""
    return stream is not None and stream.isatty()
