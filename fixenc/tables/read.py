"""Reads the tables that no person could review: plain bytes."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


def octets(name: str) -> NDArray[np.uint8]:
    """The bytes of `fixenc/tables/<name>.bin`.

    >>> len(octets("commonness"))
    65536
    """
    return np.frombuffer(files("fixenc.tables").joinpath(f"{name}.bin").read_bytes(), np.uint8)
