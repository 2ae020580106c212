"""Finds and maps the language model."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from fixenc.errors import TableError
from fixenc.model.score import Model

INSTALLED = Path(__file__).with_name("model.bin")


@cache
def load(path: str = "") -> Model:
    """The installed model, or the one in another file; mapped once, kept for the life of the program."""
    file = Path(path) if path else INSTALLED
    # As a plain array: each slice of a memmap object costs a microsecond more.
    data = np.asarray(np.memmap(file, np.uint8, "r"))
    try:
        return Model(data)
    except ValueError as error:
        raise TableError(str(file), str(error)) from error
