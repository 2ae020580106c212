"""Bytes whose text is known: cut, damaged, mixed, sparse and foreign samples for decode.py, by a seeded random generator."""

from __future__ import annotations

import codecs
import gzip
import random
import zlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fixenc.charsets import find

Texts = dict[str, list[str]]

CODE = """static int count_rows(const char *name, struct table *rows) {
    for (int index = 0; index < rows->length; index++) {
        if (strcmp(rows->names[index], name) == 0) { return rows->counts[index]; }
    }
    return -1;  /* not found */
}

"""
# Each language in the charsets that its files are in.
CHARSETS = {
    "russian": ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic"), "ukrainian": ("cp1251", "koi8-u"), "greek": ("cp1253", "iso8859-7"),
    "hebrew": ("cp1255", "iso8859-8"), "arabic": ("cp1256", "iso8859-6"), "thai": ("cp874",), "turkish": ("cp1254",), "vietnamese": ("cp1258",),
    "polish": ("cp1250", "iso8859-2"), "czech": ("cp1250", "iso8859-2"), "hungarian": ("cp1250", "iso8859-2"), "french": ("cp1252", "mac-roman", "cp850"),
    "german": ("cp1252", "cp850"), "spanish": ("cp1252",), "portuguese": ("cp1252",), "japanese": ("shift_jis", "euc-jp", "iso2022jp"),
    "korean": ("cp949", "euc-kr", "iso2022kr")}


@dataclass(frozen=True)
class Sample:
    """data: the bytes.  parts: the text in it that no damage has touched.  slack: how many characters may stand beside it."""

    data: bytes
    parts: list[str]
    slack: int = 2


@dataclass(frozen=True)
class Writer:
    """charset: a name that fixenc knows, or a codec of Python's. script: of the texts that it can hold."""

    charset: str
    script: str

    def __call__(self, text: str) -> bytes:
        if self.charset.startswith(("utf-", "hz")):
            return text.encode(self.charset)
        return find(self.charset).to_bytes(text) or b""

    def clean(self, text: str) -> str:
        """The text without the characters that do not come back from the charset."""
        if self.charset.startswith("utf-"):
            return text
        return "".join(each for each in text if _comes_back(self, each))


@cache
def _comes_back(writer: Writer, character: str) -> bool:
    try:
        return find(writer.charset).strict(writer(character)) == character
    except UnicodeError:
        return False


WRITERS = {"utf-8": Writer("utf-8", "hans"), "gb18030": Writer("gb18030", "hans"), "gb18030, Traditional": Writer("gb18030", "hant"),
           "big5": Writer("big5", "hant"), "utf-16-le": Writer("utf-16-le", "hans"), "utf-16-be": Writer("utf-16-be", "hant"),
           "euc-tw": Writer("euc-tw", "hant"), "hz": Writer("hz", "hans"), "iso-2022-cn": Writer("iso-2022-cn", "hans"),
           "utf-7": Writer("utf-7", "hans")}


def read(folder: Path) -> Texts:
    """The texts of a folder by script."""
    found: Texts = {"hans": [], "hant": []}
    for path in sorted(folder.glob("*.txt")):
        found[path.stem.rpartition(".")[2]].append(path.read_text(encoding="utf-8")[:400_000])
    return found


def passage(texts: Texts, script: str, length: int) -> str:
    """So many characters from anywhere in a text, half of them at least beyond ASCII."""
    while True:
        text = random.choice(texts[script])
        start = random.randrange(max(1, len(text) - length))
        found = text[start:start + length]
        if sum(each > "\x7f" for each in found[:8]) >= 4 and sum(each > "\x7f" for each in found) * 2 > len(found):
            return found


def long_text(texts: Texts, charset: str, size: int) -> str:
    """A text of at least so many bytes, its genres mixed."""
    writer = WRITERS[charset]
    parts: list[str] = []
    while sum(map(len, parts)) < size / 2:
        parts.append(writer.clean(passage(texts, writer.script, 4000)))
    return "\n".join(parts)


def passages(texts: Texts, writer: Writer, length: int, count: int) -> list[Sample]:
    """Samples of `length` bytes, cut anywhere; UTF-16 between units, charsets with escapes only at the end of a character."""
    return [_passage(texts, writer, length) for _ in range(count)]


def _passage(texts: Texts, writer: Writer, length: int) -> Sample:
    text = writer.clean(passage(texts, writer.script, length + 8))
    if writer.charset in ("hz", "iso-2022-cn", "utf-7"):
        size = bisect_right(range(len(text) + 1), length, key=lambda size: len(writer(text[:size]))) - 1
        return Sample(writer(text[:size]), [text[:size]], 0)
    pieces = [writer(each) for each in text]
    offset = random.randrange(4) & (~1 if writer.charset.startswith("utf-16") else ~0)
    place, kept = 0, []
    for character, piece in zip(text, pieces, strict=True):
        if place >= offset and place + len(piece) <= offset + length:
            kept.append(character)
        place += len(piece)
    return Sample(b"".join(pieces)[offset:offset + length], ["".join(kept)], 4)


def mixed(texts: Texts, count: int) -> dict[str, list[Sample]]:
    """Files in UTF-8 and GB 18030 (or Big5): every line has to be right."""
    kinds: dict[str, Callable[[Writer], Sample]] = {
        "lines": lambda writer: _mixed_lines(texts, writer), "log": lambda writer: _log(texts, writer),
        "mbox": lambda writer: _mbox(texts, writer), "patch": lambda writer: _patch(texts, writer),
        "one line": lambda writer: _one_line(texts, writer), "sources": lambda writer: _source(texts, writer),
        "SQL dump": lambda writer: _dump(texts, writer), "log in three charsets": lambda writer: _log(texts, writer, 3)}
    return {f"{charset}: {kind}": [make(WRITERS[charset]) for _ in range(count)]
            for kind, make in kinds.items() for charset in ("gb18030", "big5")}


def _line(texts: Texts, writer: Writer, least: int = 4, most: int = 40) -> str:
    while True:
        line = writer.clean(passage(texts, writer.script, random.randrange(least, most))).replace("\n", " ").replace("\r", "")
        if any(each > "\x7f" for each in line):
            return line + "\n"


def _written(lines: list[tuple[str, Writer]]) -> Sample:
    return Sample(b"".join(writer(line) for line, writer in lines), ["".join(line for line, _ in lines)], 0)


def _mixed_lines(texts: Texts, writer: Writer) -> Sample:
    """Blocks of a few lines, in turn."""
    lines: list[tuple[str, Writer]] = []
    for block in range(random.randrange(2, 6)):
        chosen = (writer, WRITERS["utf-8"])[block % 2]
        lines += [(_line(texts, writer), chosen) for _ in range(random.randrange(1, 12))]
    return _written(lines)


def _log(texts: Texts, writer: Writer, charsets: int = 2) -> Sample:
    """Each line by itself in one charset or another, behind a time."""
    stamp = "2024-05-0{} 12:3{}:07 INFO  [worker-{}] "
    writers = (writer, WRITERS["utf-8"], WRITERS["big5" if writer.charset == "gb18030" else "gb18030"])[:charsets]
    chosen = random.choices(writers, k=60)
    return _written([(stamp.format(*random.choices("123456789", k=3)) + _line(texts, each), each) for each in chosen])


def _source(texts: Texts, writer: Writer) -> Sample:
    """Java, C or PHP whose comments several people wrote, each in the charset of an editor."""
    comment = random.choice(("        // {}", "    /* {} */", "   * {}", "        # {}", '        System.out.println("{}");'))
    lines: list[tuple[str, Writer]] = []
    for _ in range(random.randrange(3, 12)):
        chosen = random.choice((writer, WRITERS["utf-8"]))
        lines += [(each, writer) for each in CODE.splitlines(True)[:random.randrange(1, 7)]]
        lines.append((comment.format(_line(texts, chosen, 4, 20).strip()) + "\n", chosen))
    return _written(lines)


def _dump(texts: Texts, writer: Writer) -> Sample:
    """Rows of a table that two clients have filled."""
    row = "INSERT INTO `news` VALUES ({},'{}','{}',0,'2019-03-0{} 10:00:00');\n"
    lines: list[tuple[str, Writer]] = [("-- dump\nSET NAMES utf8;\n", writer)]
    for number in range(random.randrange(10, 40)):
        chosen = random.choice((writer, WRITERS["utf-8"]))
        values = [_line(texts, chosen, *bounds).strip().replace("'", "") for bounds in ((4, 10), (8, 60))]
        lines.append((row.format(number, *values, random.randrange(1, 9)), chosen))
    return _written(lines)


def pages(texts: Texts, count: int) -> dict[str, list[Sample]]:
    """Web pages with a declaration that is right, lies or is missing, and what a header says with them."""
    return {f"{charset}: {told}": [_page(texts, WRITERS[charset], told) for _ in range(count)]
            for charset in ("utf-8", "gb18030", "big5") for told in ("right", "lies", "none")}


def _page(texts: Texts, writer: Writer, told: str) -> Sample:
    names = {"right": writer.charset, "lies": random.choice(sorted({"utf-8", "gb2312", "big5", "iso-8859-1", "shift_jis"} - {writer.charset}))}
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={names[told]}">' if told in names else ""
    body = "".join(f'<li><a href="/n/{number}.html">{_line(texts, writer, 4, 12).strip()}</a></li>\n' for number in range(random.randrange(1, 8)))
    text = f"<html><head>{meta}\n<title>{_line(texts, writer, 4, 12).strip()}</title></head><body><ul>\n{body}</ul></body></html>"
    return Sample(writer(text), [text], 0)


def _one_line(texts: Texts, writer: Writer) -> Sample:
    """Lines that begin in UTF-8 and go on in another charset, as where a program writes a message of the system into its log."""
    label = _line(texts, WRITERS["utf-8"], 5, 12).strip()
    pairs = [(f"2024-05-0{random.randrange(1, 9)} [{label}] ", WRITERS["utf-8"]), (_line(texts, writer, 5, 30), writer)]
    return _written(pairs * random.randrange(1, 8))


def _mbox(texts: Texts, writer: Writer) -> Sample:
    """Messages one behind the other, each in its charset."""
    lines: list[tuple[str, Writer]] = []
    for number in range(6):
        chosen = random.choice((writer, WRITERS["utf-8"]))
        lines += [(f"From user{number}@example.org Mon May  6 12:00:0{number} 2024\n", chosen), ("Subject: " + _line(texts, writer), chosen),
                  ("Content-Transfer-Encoding: 8bit\n\n", chosen)]
        lines += [(_line(texts, writer, 20, 70), chosen) for _ in range(random.randrange(1, 9))]
    return _written(lines)


def _patch(texts: Texts, writer: Writer) -> Sample:
    """A patch that recodes a source file: each comment taken out in one charset and put in in the other."""
    lines: list[tuple[str, Writer]] = []
    for number in range(12):
        comment = "/* " + _line(texts, writer).replace("\n", " */\n")
        lines += [(f"@@ -{number * 20},7 +{number * 20},7 @@\n", writer), *(((" " + each), writer) for each in CODE.splitlines(True)[:3]),
                  ("-" + comment, writer), ("+" + comment, WRITERS["utf-8"])]
    return _written(lines)


def sparse(texts: Texts, count: int) -> dict[str, list[Sample]]:
    """Five characters in 10 KB of code, and a sentence behind much ASCII."""
    found = {}
    for charset in ("utf-8", "gb18030", "big5"):
        found[f"{charset}: five characters in 10 KB"] = [_hidden(texts, WRITERS[charset], 10_000, 5) for _ in range(count)]
        for size in (10_000, 300_000, 3_000_000):
            found[f"{charset}: a line behind {size // 1000} KB"] = [_hidden(texts, WRITERS[charset], size, 20)
                                                                  for _ in range(max(5, count * 2000 // (size // 5)) if size > 20_000 else count)]
    return found


def _hidden(texts: Texts, writer: Writer, size: int, characters: int) -> Sample:
    while True:
        word = writer.clean(passage(texts, writer.script, characters)).replace("\n", " ").replace("\r", "")
        if len(word) == characters and (characters > 5 or all("\u4e00" <= each <= "\u9fff" for each in word)):
            break
    code = CODE * (size // len(CODE) + 1)
    front = code[:size // 2 if characters == 5 else size]
    text = f"{front}\n// {word}\n{code[:size // 2]}"
    return Sample(writer(text), [text], 0)


def wide(texts: Texts, count: int) -> dict[str, list[Sample]]:
    """UTF-16 and UTF-32 without a mark, with a wrong mark, and other text behind a mark."""
    found: dict[str, list[Sample]] = {}
    plain = [passage(texts, random.choice(("hans", "hant")), random.randrange(8, 400)) for _ in range(count)]
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        found[f"{codec}, no mark"] = [Sample(text.encode(codec), [text], 0) for text in plain]
    english = [CODE[start:start + 200] for start in range(0, 100, 10)]
    found["utf-16-le, English"] = [Sample(text.encode("utf-16-le"), [text], 0) for text in english]
    marks = {"utf-16-le": codecs.BOM_UTF16_BE, "utf-16-be": codecs.BOM_UTF16_LE, "utf-8": codecs.BOM_UTF16_LE, "gb18030": codecs.BOM_UTF8,
             "gb18030 ": codecs.BOM_UTF16_LE, "utf-16-le ": codecs.BOM_UTF8}
    for codec, mark in marks.items():
        found[f"{codec.strip()} behind the mark {mark.hex()}"] = [Sample(mark + text.encode(codec.strip()), [text], 1) for text in plain]
    return found


def foreign(folder: Path, count: int) -> dict[str, list[Sample]]:
    """Text in other languages, in their charsets."""
    found: dict[str, list[Sample]] = {}
    for language, charsets in CHARSETS.items():
        path = folder / f"{language}.txt"
        if not path.exists():
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        for charset in charsets:
            writer = Foreign(charset)
            samples = (writer.sample(lines) for _ in range(count * 20))
            kept = [each for each in samples if len(each.data) >= 60 and (charset.startswith("iso2022") or sum(byte >= 0x80 for byte in each.data) > 3)]
            found[f"{language}, {charset}"] = kept[:count]
    return found


@dataclass(frozen=True)
class Foreign:
    """A charset of another language."""

    charset: str

    def sample(self, lines: list[str]) -> Sample:
        """A few lines in a row, without the characters that the charset lacks."""
        start = random.randrange(len(lines))
        text = "\n".join(lines[start:start + random.choice((1, 2, 5, 20))])[:2000]
        try:
            # Python reads a few marks of Japanese otherwise than browsers do.
            if self.charset in ("shift_jis", "euc-jp", "iso2022jp"):
                raise LookupError
            data = text.encode(self.charset, "ignore")
            return Sample(data, [data.decode(self.charset)], 0)
        except (LookupError, UnicodeError):
            charset = find(self.charset)
            text = "".join(each for each in text if charset.strict(charset.to_bytes(each) or b"") == each)
            return Sample(charset.to_bytes(text) or b"", [text], 0)


def is_chinese(text: str) -> bool:
    """Whether a fifth of the characters beyond ASCII, and three at least, are Han without kana or Hangul beside them."""
    high = [each for each in text if each > "\x7f"]
    han = sum("\u3400" <= each <= "\u9fff" for each in high)
    other = sum("\u3040" <= each <= "\u30ff" or "\uac00" <= each <= "\ud7a3" for each in high)
    return han >= 3 and han * 5 > len(high) and other * 20 < han


def binaries() -> dict[str, list[bytes]]:
    """Bytes that are no text."""
    chance = random.Random(1)
    noise = [chance.randbytes(size) for size in (64, 200, 1000, 4000, 100_000) for _ in range(20)]
    packed = [zlib.compress(chance.randbytes(3000) + CODE.encode() * 20) for _ in range(20)]
    gzipped = [gzip.compress(CODE.encode() * 20 + chance.randbytes(2000), mtime=0) for _ in range(20)]
    images = [b"\x89PNG\r\n\x1a\n" + chance.randbytes(3000), b"\xff\xd8\xff\xe0\0\x10JFIF" + chance.randbytes(3000),
              b"GIF89a" + chance.randbytes(900), b"BM" + (3000).to_bytes(4, "little") + bytes(8) + chance.randbytes(3000)]
    programs = [b"\x7fELF\x02\x01\x01" + bytes(9) + chance.randbytes(2000), b"PK\x03\x04" + chance.randbytes(2000), b"%PDF-1.4\n" + chance.randbytes(3000)]
    records = [b"".join(chance.randrange(1 << 20).to_bytes(4, "little") for _ in range(500)) for _ in range(20)]
    return {"random bytes": noise, "zlib streams": packed, "gzip files": gzipped, "images": images, "programs, archives, PDF": programs,
            "numbers of 4 bytes": records}
