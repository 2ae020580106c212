"""What a character says about damage: how much commoner it is in text that was read wrongly than in clean text.

    python -m fixenc.tables.build.evidence FOLDER [FOLDER...]

The folders hold training text as `fixenc.model.train` reads it (NAME.hans.txt, NAME.hant.txt, NAME.other.txt, also .xz). Chinese
text is written in every charset that can hold it and read in every other, by our own decoders; a character's evidence is the
log of its share in the pair that yields it most, against its share in clean text of all languages. `evidence.bin` has one signed
byte for each UTF-16 code unit, in quarters of a nat; `commonness.bin` has the negative log of the share in clean text, likewise.
"""

from __future__ import annotations

import lzma
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fixenc.charsets._charset import Charset
from fixenc.registry import collect

TABLE = Path(__file__).parent.parent / "evidence.bin"
COMMONNESS = Path(__file__).parent.parent / "commonness.bin"
UNITS = 0x10000
Shares = NDArray[np.float64]
STEPS_A_NAT = 4
# A character that clean text has never shown in these samples may still come; one in 20 million.
FLOOR = 5e-8
SAMPLE_CHARACTERS = 300_000
# Shares of clean text: half Simplified, a quarter Traditional, a quarter everything else.
SHARES = {"hans": 0.5, "hant": 0.25, "other": 0.25}
# One character never decides.
MOST_NATS, LEAST_NATS = 8.0, -6.0
LINE_FEED_NATS = -30.0


def main(folders: Iterable[Path]) -> None:
    """Write the table."""
    samples = {path.name.split(".txt")[0]: _sample(path) for folder in folders for path in sorted(folder.rglob("*.txt*"))}
    clean = sum((share * _mean(_shares(text) for name, text in samples.items() if name.endswith(kind))
                 for kind, share in SHARES.items()), np.zeros(UNITS))
    damaged = np.zeros(UNITS)
    for script in ("hans", "hant"):
        text = "".join(text[:SAMPLE_CHARACTERS // 8] for name, text in samples.items() if name.endswith(script))
        for share in _misread(text):
            damaged = np.maximum(damaged, share)
    nats = np.clip(np.log(damaged + FLOOR) - np.log(clean + FLOOR), LEAST_NATS, MOST_NATS)
    nats[0x0A] = LINE_FEED_NATS
    TABLE.write_bytes(np.round(nats * STEPS_A_NAT).astype(np.int8).tobytes())
    COMMONNESS.write_bytes(np.round(-np.log(clean + FLOOR) * STEPS_A_NAT).astype(np.uint8).tobytes())


def _sample(path: Path) -> str:
    """Lines from all over a file, those that are held out for measuring left out."""
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode()
    lines = [f"{line}\n" for line in text.split("\n") if zlib.crc32(line.encode()) % 50 > 1]
    step = max(1, sum(map(len, lines)) // SAMPLE_CHARACTERS)
    return "".join(lines[::step])


def _shares(text: str) -> Shares:
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    counts = np.bincount(units, minlength=UNITS).astype(np.float64)
    counts[0x0A] = 0.0
    return counts / max(1.0, float(counts.sum()))


def _mean(shares: Iterable[Shares]) -> Shares:
    kept = list(shares)
    return sum(kept, np.zeros(UNITS)) / len(kept)


def _misread(text: str) -> Iterator[Shares]:
    charsets: list[Charset] = list(collect("fixenc.charsets", "CHARSET").values())
    for written in (each for each in charsets if each.chinese and each.kind != "escape"):
        data = b"".join(written.to_bytes(character) or b"" for character in text)
        for read in (each for each in charsets if each is not written and each.kind != "escape"):
            for dialect in read.dialects[:2]:
                yield _shares(read.decode(data, dialect).replace("\ufffd", "").replace("?", ""))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
