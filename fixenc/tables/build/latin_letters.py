"""The letters beyond ASCII of languages in Latin script that 8-bit charsets were made for.

    python -m fixenc.tables.build.latin_letters FOLDER > fixenc/tables/latin_letters.tsv

FOLDER: `common/main` of Unicode CLDR 41. Taken are the main exemplar characters of each language, U+0080 to U+024F: those that
words of the language itself are written with; letters of foreign words and names are "auxiliary" there.
Source: Unicode Technical Standard 35, part 2, "Exemplars"; licence Unicode-DFS-2016.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

VERSION = "41"
# Languages of Europe and its neighbours whose alphabet has such letters.
LANGUAGES = ("az", "br", "bs", "ca", "cs", "cy", "da", "de", "dsb", "eo", "es", "et", "eu", "fi", "fo", "fr", "fur", "fy",
             "ga", "gd", "gl", "hr", "hsb", "hu", "is", "it", "kl", "lb", "lt", "lv", "mt", "nl", "no", "pl", "pt", "ro", "se",
             "sk", "sl", "sq", "sv", "tk", "tr", "vi")
# Letters of words that are the languages' own, which CLDR leaves out or counts as auxiliary: what charsets before ISO 8859-16
# have for ș and ț (The Unicode Standard 15.0, 7.1); the circumflex of Turkish (kâr, hâlâ); ü of Portuguese before the reform of
# 2009; the acute accent of Danish (én, allé).
BESIDE = {"ro": "şţ", "tr": "âîû", "pt": "ü", "da": "é"}
HEAD = (f"# latin_letters.tsv  made by: python -m fixenc.tables.build.latin_letters FOLDER   do not edit\n"
        f"# from: Unicode CLDR {VERSION}, common/main, main exemplar characters, and a few by hand (BESIDE in the recipe)\n"
        "# language, letters from U+0080 to U+024F\n")


def letters(folder: Path, language: str) -> str:
    """The letters of a language, in the order of Unicode. Raises OSError where the folder has no such language."""
    root = ElementTree.parse(folder / f"{language}.xml").getroot()
    exemplars = next(each.text or "" for each in root.iter("exemplarCharacters") if "type" not in each.attrib)
    found = set(exemplars + BESIDE.get(language, ""))
    return "".join(sorted(each for each in found if "\x80" <= each < "\u0250" and each.isalpha()))


def build(folder: Path) -> str:
    """The table, a language a row."""
    return HEAD + "".join(f"{language}\t{letters(folder, language)}\n" for language in LANGUAGES)


if __name__ == "__main__":
    print(build(Path(sys.argv[1])), end="")
