"""What a character says about damage: how common it is where text was read wrongly, and how common in clean text.

    python -m fixenc.tables.build.evidence FOLDER [FOLDER...]

The folders hold training text as `fixenc.model.train` reads it (NAME.hans.txt, NAME.hant.txt, and NAME.other.txt for other
languages; also .xz). Chinese text is written in every charset that can hold it and read in every other by our own decoders, in
several dialects of each, with their marks for lost bytes. Four tables come of it, indexed by `fixenc.model.codes.to_units`:

- misreadings.bin: MISREADINGS bytes a unit, one for each row of misreadings.tsv: the negative log of the unit's share in the
  pair of charsets of that row that yields it most, quarters of a nat.
- evidence.bin: 32 bits a unit (little-endian), one for each row of misreadings.tsv for which the unit is evidence; all zero
  unless the best of them has EVIDENCE_NATS.
- commonness.bin: a byte a unit, the negative log of its share in clean text, quarters of a nat.
- familiarity.bin: the same, where the unit is so much commoner in one kind of Chinese text that FAMILIAR_SHARE of its share there
  is more than its share in all of them, of that.

The same files give the same tables. It takes about a minute.
"""

from __future__ import annotations

import lzma
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset
from fixenc.model._corpus import HELD_OUT, HELD_OUT_MODULUS
from fixenc.model.codes import to_codes, to_units
from fixenc.model.misreadings import MISREADINGS, STEPS_A_NAT, UNITS, Misreading, misreadings
from fixenc.registry import collect

FOLDER = Path(__file__).parent.parent
Shares = NDArray[np.float64]
# A unit that these samples have never shown may still come: one in 20 million clean, one in a million damaged.
CLEAN_FLOOR, DAMAGED_FLOOR = 5e-8, 1e-6
CLEAN_CHARACTERS, DAMAGED_CHARACTERS = 300_000, 30_000
# A kind of text that there is less of tells nothing of rare characters; one that a character is rare in may be the one at hand.
# With 0.3 verse has a third as many pairs of characters that tell of one misreading, and no damaged string of text kept out has
# fewer than before; with 1 one in 400 has none.
FAMILIAR_CHARACTERS, LEAST_CHARACTERS, FAMILIAR_SHARE = 600_000, 300_000, 0.3
# Shares of clean text: half Simplified, a quarter Traditional, a quarter everything else.
SHARES = {"hans": 0.5, "hant": 0.25, "other": 0.25}
# Nobody wrote text in a charset that lacks more of its characters: Simplified is not written in Big5.
COVERED = 0.95
# A unit this much likelier in some misreading is evidence, for every misreading in which it is SHARED_NATS likelier. Two such
# units of one misreading near each other are missing in 1 of 1,000 damaged strings of 4 characters; in modern text one
# character in 1,000 is the first of two.
EVIDENCE_NATS, SHARED_NATS = 3.5, 2.0
# Dialects differ in what they write for bytes that they cannot read; the rest agree with one of these.
DIALECTS = ("browser", "windows", "windows-keep", "icu", "java", "iconv-c", "python", "python-gbk", "python-cp950", "strict",
            "surrogates")


def main(folders: Iterable[Path]) -> None:
    """Write the tables."""
    read = list(texts(folders))
    clean = clean_shares([(name, sample(text, CLEAN_CHARACTERS)) for name, text in read])
    common = familiar_shares(clean, [sample(text, FAMILIAR_CHARACTERS) for name, text in read if not name.endswith("other")])
    damaged = damaged_shares({script: "".join(sample(text, DAMAGED_CHARACTERS) for name, text in read if name.endswith(script))
                              for script in ("hans", "hant")}, misreadings())
    (FOLDER / "misreadings.bin").write_bytes(costs(damaged).tobytes())
    (FOLDER / "evidence.bin").write_bytes(evidence(damaged, clean).tobytes())
    for name, shares in (("commonness", clean), ("familiarity", common)):
        (FOLDER / f"{name}.bin").write_bytes(np.round(-np.log(shares + CLEAN_FLOOR) * STEPS_A_NAT).astype(np.uint8).tobytes())


def texts(folders: Iterable[Path]) -> Iterator[tuple[str, list[str]]]:
    """Name and script, and the lines that are not held out for measuring, of each file."""
    for folder in folders:
        for path in sorted(folder.rglob("*.txt*")):
            data = path.read_bytes()
            lines = (lzma.decompress(data) if path.suffix == ".xz" else data).split(b"\n")
            yield path.name.split(".txt")[0], [line.decode() for line in lines
                                               if zlib.crc32(line) % HELD_OUT_MODULUS not in HELD_OUT]


def sample(lines: list[str], characters: int) -> str:
    """Lines from all over a text, about so many characters."""
    step = max(1, sum(map(len, lines)) // characters)
    return "".join(f"{line}\n" for line in lines[::step])


def clean_shares(samples: Iterable[tuple[str, str]]) -> Shares:
    """The share of each unit in clean text; every file of a script weighs the same."""
    by_script: dict[str, list[Shares]] = {kind: [] for kind in SHARES}
    for name, text in samples:
        for kind, shares in by_script.items():
            if name.endswith(kind):
                shares.append(_shares(text))
    return sum((SHARES[kind] * np.mean(shares, 0) for kind, shares in by_script.items() if shares), np.zeros(UNITS))


def familiar_shares(clean: Shares, samples: Iterable[str]) -> Shares:
    """The share of each unit in clean text, or FAMILIAR_SHARE of that in the one of some kinds of text where it is commonest."""
    most = clean
    for text in samples:
        if len(text) >= LEAST_CHARACTERS:
            # What was seen once may be a misprint.
            most = np.maximum(most, FAMILIAR_SHARE * np.maximum(_shares(text) - 1.0 / len(text), 0.0))
    return most


def damaged_shares(samples: Mapping[str, str], rows: Iterable[Misreading]) -> list[Shares]:
    """For each misreading the share of each unit in the pair of charsets, and the script, that yields it most."""
    charsets: dict[str, Charset] = dict(collect("fixenc.charsets", "CHARSET"))
    names = sorted({name for row in rows for name in row.written})
    written = [(name, data) for name in names for text in samples.values() if (data := _bytes_in(charsets[name], text))]
    found = []
    for row in rows:
        best = np.zeros(UNITS)
        for name, data in written:
            for read in sorted(row.read - {name}) if name in row.written else ():
                best = np.maximum(best, _misread(data, charsets[read]))
        found.append(best)
    return found


def costs(damaged: list[Shares]) -> NDArray[np.uint8]:
    """The content of misreadings.bin, shape (UNITS, MISREADINGS)."""
    table = np.zeros((UNITS, MISREADINGS), np.uint8)
    for column, shares in enumerate(damaged):
        table[:, column] = np.round(-np.log(shares + DAMAGED_FLOOR) * STEPS_A_NAT)
    return table


def evidence(damaged: list[Shares], clean: Shares) -> NDArray[np.uint32]:
    """The content of evidence.bin."""
    nats = np.log(np.array(damaged) + DAMAGED_FLOOR) - np.log(clean + CLEAN_FLOOR)
    bits = np.zeros(UNITS, "<u4")
    for column, likelier in enumerate(nats):
        bits |= np.where(likelier > SHARED_NATS, np.uint32(1 << column), np.uint32(0))
    return np.where(nats.max(0) > EVIDENCE_NATS, bits, 0).astype("<u4")


def _bytes_in(charset: Charset, text: str) -> bytes | None:
    """The text as bytes, without the few characters that the charset has not; None where they are many."""
    covered = charset.covers(to_codes(text)) | (to_codes(text) < 0x80)
    if covered.mean() < COVERED:
        return None
    return charset.to_bytes("".join(character for character, known in zip(text, covered.tolist(), strict=True) if known))


def _misread(data: bytes, charset: Charset) -> Shares:
    dialects = [dialect for dialect in charset.dialects if dialect in DIALECTS]
    return _shares("".join(charset.decode(data, dialect) for dialect in dialects))


def _shares(text: str) -> Shares:
    counts = np.bincount(to_units(to_codes(text)), minlength=UNITS).astype(np.float64)
    counts[0x0A] = 0.0
    return counts / max(1.0, float(counts.sum()))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
