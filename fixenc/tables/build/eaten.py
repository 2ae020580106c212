"""What code page 936 takes along with a lost byte, by what stands around it in source files, documents and tables.

    python -m fixenc.tables.build.eaten FOLDER > fixenc/tables/eaten.tsv

The folder holds UTF-8 files of software with Chinese in them, each named PACKAGE__FILE; `eaten_files.txt` stands for the kinds of
file that few packages hold. Each is written in UTF-8 and read as Windows reads code page 936; of every character that was eaten
the signs (`fixenc.damage._syntax`) are taken from the damaged text, and a multinomial logistic regression says what each sign is
worth. The same files give the same table. It takes half a minute.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets import find
from fixenc.damage._syntax import features, habits, signs

HEAD = """# eaten.tsv  made by: python -m fixenc.tables.build.eaten FOLDER   do not edit
# from: {packages}; eaten_files.txt
# what is seen, its shape, nats of every character (␣ space, ␉ tab, ␊ line feed) but those named with their own
"""
# The packages of npm and PyPI, their versions and licences. Of their files only these counts are kept.
PINNED = {"akshare": "1.19.5 (MIT)", "bin-ui": "3.8.0 (MIT)", "dcloudio-uni-ui": "1.5.12 (Apache-2.0)",
          "jionlp": "1.5.31 (Apache-2.0)", "taro-ui": "3.3.2 (MIT)", "tushare": "1.4.29 (BSD)",
          "uview-ui": "2.0.38 (none named)", "vant": "4.10.2 (MIT)",
          "view-design": "4.7.0 (MIT)", "wangeditor": "4.7.15 (MIT)"}
# Places of a package, and of a file of it; what the files of eaten_files.txt weigh, in packages, and how often each is filled.
A_PACKAGE, A_FILE, WRITTEN, FILLED = 1500, 60, 2.0, 10
# A shape is told apart where it was seen so often. Each weight costs so much a square nat.
LEAST, PENALTY = 5, 3e-4
STEPS, RATE = 250, 0.1
# Weights that differ less than this from the rest of a row are not written.
LIKE_THE_REST = 0.15
SHOWN = str.maketrans({" ": "␣", "\t": "␉", "\n": "␊"})
SHAPED = ("always", "behind", "behind two", "opening", "lone")
LINES = (1, 3, 8, 20)

Example = tuple[dict[tuple[str, str], object], int, float]


def main(folder: Path) -> None:
    """Print the table."""
    draw = random.Random(5)
    by_package: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        by_package[path.name.partition("__")[0]].append(path.read_bytes().decode().replace("\r\n", "\n"))
    examples: list[Example] = []
    for texts in by_package.values():
        draw.shuffle(texts)
        examples += _weighed(_some(texts, draw), 1.0)
    han = sorted({run for texts in by_package.values() for text in texts for run in re.findall("[\u4e00-\u9fff]{2,18}", text)})
    examples += _weighed([each for text in _written(han, draw) for each in _places(text)], WRITTEN)
    named = (f"{name} {PINNED.get(name, '')}".rstrip() for name in sorted(by_package))
    print(HEAD.format(packages=", ".join(named)) + "".join(_rows(_fitted(examples))), end="")


def _weighed(found: Sequence[tuple[dict[tuple[str, str], object], int]], weight: float) -> list[Example]:
    return [(seen, eaten, weight / max(300, len(found))) for seen, eaten in found]


def _some(texts: Sequence[str], draw: random.Random) -> list[tuple[dict[tuple[str, str], object], int]]:
    """Places of whole files, and of some lines that stand for themselves."""
    found: list[tuple[dict[tuple[str, str], object], int]] = []
    for text in texts:
        lines = text.split("\n")
        good = [index for index, line in enumerate(lines) if re.search("[\u4e00-\u9fff]{2}", line)]
        pieces = [text]
        if good and draw.random() < 0.6:
            size = draw.choice(LINES)
            pieces = ["\n".join(lines[start:start + size]) for start in draw.choices(good, k=10)]
        for piece in pieces:
            places = list(_places(piece))
            found += places if len(places) <= A_FILE else draw.sample(places, A_FILE)
        if len(found) > A_PACKAGE:
            break
    return found


def _written(han: Sequence[str], draw: random.Random) -> Iterator[str]:
    """The files of eaten_files.txt, filled."""
    ends = ("",) * 6 + ("。", "。", "！", "？", "：", "…")
    words = [run for run in han if len(run) <= 6]
    clauses = [run for run in han if len(run) > 6]
    slots = {"w": lambda: draw.choice(words), "c": lambda: draw.choice(clauses) + draw.choice(ends),
             "s": lambda: f"{draw.choice(clauses)}，{draw.choice(clauses)}。"}
    text = files("fixenc.tables.build").joinpath("eaten_files.txt").read_text("utf-8")
    for piece in re.split(r"^@\w+\n", text, flags=re.MULTILINE)[1:]:
        for _ in range(FILLED):
            yield re.sub(r"\{([wcs])\}", lambda match: slots[match[1]](), piece)


def _places(text: str) -> Iterator[tuple[dict[tuple[str, str], object], int]]:
    """The signs at each place of a damaged text where an ASCII character was eaten, and that character."""
    charset = find("gb18030")
    data = text.encode()
    damaged = charset.decode(data, "windows")
    known = habits(damaged)
    starts = charset.places(data, "windows").tolist()
    line_start = 0
    for line in damaged.split("\n"):
        for place in range(len(line)):
            byte = starts[line_start + place]
            if line[place] == "?" and data[byte] != ord("?") and byte + 1 < len(data) and data[byte + 1] < 0x40:
                yield dict(features(signs(line, place, known), known)), data[byte + 1]
        line_start += len(line) + 1


def _fitted(examples: Sequence[Example]) -> dict[tuple[str, str], NDArray[np.float64]]:
    """The weights of each row: gradient descent (Adam) on the penalized likelihood."""
    counts = Counter(row for seen, _, _ in examples for row in seen)
    names = [row for row, count in counts.items() if count >= LEAST]
    weights = {row: np.zeros(0x40 if row[0] in SHAPED else 1) for row in names}
    columns = {row: _column(examples, row) for row in names}
    eaten = np.array([code for _, code, _ in examples])
    shares = np.array([weight for _, _, weight in examples])
    shares /= shares.sum()
    first = {row: np.zeros_like(own) for row, own in weights.items()}
    second = {row: np.zeros_like(own) for row, own in weights.items()}
    for step in range(1, STEPS + 1):
        nats = np.zeros((len(examples), 0x40))
        for row, (which, loud) in columns.items():
            nats[which] += weights[row] * loud
        wrong = np.exp(nats - nats.max(1, keepdims=True))
        wrong /= wrong.sum(1, keepdims=True)
        wrong[np.arange(len(eaten)), eaten] -= 1.0
        wrong *= shares[:, None]
        for row, (which, loud) in columns.items():
            slope = wrong[which] * loud
            slope = slope.sum(0) if row[0] in SHAPED else np.array([slope.sum()])
            slope += _penalty(row) * weights[row]
            first[row] = 0.9 * first[row] + 0.1 * slope
            second[row] = 0.999 * second[row] + 0.001 * slope ** 2
            weights[row] -= RATE * (first[row] / (1 - 0.9 ** step)) / (np.sqrt(second[row] / (1 - 0.999 ** step)) + 1e-8)
    return weights


def _penalty(row: tuple[str, str]) -> float:
    return PENALTY * {"always": 0.03, "behind": 1.0, "behind two": 3.0, "opening": 1.0, "lone": 1.0}.get(row[0], 0.03)


def _column(examples: Sequence[Example], row: tuple[str, str]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The examples in which a row speaks, and how loud for each character."""
    which = [index for index, (seen, _, _) in enumerate(examples) if row in seen]
    loud = [np.broadcast_to(np.asarray(examples[index][0][row], np.float64), (0x80,))[:0x40] for index in which]
    return np.array(which, np.intp), np.array(loud)


def _rows(weights: dict[tuple[str, str], NDArray[np.float64]]) -> Iterator[str]:
    """The rows of the table."""
    for (sign, shape), own in sorted(weights.items()):
        rest = float(np.median(own))
        named = [f"{chr(code).translate(SHOWN)}{nats:.2f}" for code, nats in enumerate(own.tolist())
                 if len(own) > 1 and abs(nats - rest) > LIKE_THE_REST and (code >= 0x20 or code in (0x09, 0x0A, 0x0D))]
        yield f"{sign}\t{shape.translate(SHOWN)}\t{rest:.2f}\t{' '.join(named)}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
