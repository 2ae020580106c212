"""The table of 8-bit charsets, from the codecs of CPython, which follow the mapping files of Unicode and IBM.

    python -m fixenc.tables.build.single_byte

One line a charset: its name, and the characters of the bytes 80 to FF, U+FFFD where there is none. Fetched once so that what
fixenc says never depends on the Python that runs it.
"""

from __future__ import annotations

import platform
from pathlib import Path

TABLE = Path(__file__).parent.parent / "charsets" / "single_byte.txt"
NAMES = (
    *(f"iso8859_{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    *(f"cp{page}" for page in range(1250, 1259)), "cp874",
    *(f"cp{page}" for page in (437, 720, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 1006, 1125)),
    *(f"mac_{name}" for name in ("roman", "cyrillic", "latin2", "greek", "turkish", "iceland", "croatian", "romanian")),
    "koi8_r", "koi8_u", "koi8_t", "kz1048", "ptcp154", "hp_roman8",
)


def build() -> str:
    """The table as it stands in the package."""
    head = (f"# single_byte  made by: python -m fixenc.tables.build.single_byte   do not edit\n"
            f"# from: the codecs of CPython {platform.python_version()}\n")
    return head + "".join(f"{name} {bytes(range(0x80, 0x100)).decode(name, 'replace')}\n" for name in NAMES)


if __name__ == "__main__":
    TABLE.write_text(build(), encoding="utf-8", newline="\n")
