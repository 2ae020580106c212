"""What real programs read differently from the WHATWG Encoding Standard, code by code, asked of the programs themselves.

    python -m fixenc.tables.build.dialects [CHARSET]...

Each byte, and each pair that begins with one from 80 up, is decoded before "AA", so that the answer tells the character, or,
where there is none, whether one byte went or both. `fixenc.tables.grid` says how the rows are written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from fixenc.tables.build import _programs
from fixenc.tables.build._programs import Program, iconv, java, node, perl, python

TABLES = Path(__file__).parent.parent / "charsets"
PRIVATE = range(0xE000, 0xF900)
PAIRS = [lead << 8 | trail for lead in range(0x80, 0x100) for trail in range(0x100)]
# The four-byte codes of GB 18030 within U+FFFF: 39,420 of them.
FOURS = [bytes((0x81 + count // 12600, 0x30 + count // 1260 % 10, 0x81 + count // 10 % 126, 0x30 + count % 10))
         for count in range(39420)]

# charset -> dialect -> (program, label, the dialect that it is written down against).
PROGRAMS: dict[str, dict[str, tuple[Program, str, str]]] = {
    "gb18030": {"icu": (node, "gbk", ""), "browser": (node, "gb18030", ""), "java": (java, "GBK", "icu"),
                "java-ms936": (java, "x-mswin-936", "icu"), "java-gb18030": (java, "GB18030", "browser"),
                "python-gbk": (python, "gbk", ""), "python-gb18030": (python, "gb18030", ""),
                "python-gb2312": (python, "gb2312", "python-gbk"), "perl": (perl, "cp936", "icu"),
                "iconv-c": (iconv, "GBK", "python-gbk"), "iconv-c-gb18030": (iconv, "GB18030", "browser")},
    "big5": {"icu": (node, "big5", ""), "python-big5": (python, "big5", ""), "python-cp950": (python, "cp950", "python-big5"),
             "python-big5hkscs": (python, "big5hkscs", ""), "java": (java, "Big5", "python-big5"),
             "java-ms950": (java, "x-windows-950", "icu"), "java-hkscs": (java, "Big5-HKSCS", "python-big5hkscs"),
             "perl-eten": (perl, "big5-eten", "java"), "perl-cp950": (perl, "cp950", "icu"),
             "iconv-c": (iconv, "BIG5", "python-big5"), "iconv-c-hkscs": (iconv, "BIG5-HKSCS", "python-big5hkscs")},
    "shift_jis": {"icu": (node, "shift_jis", ""), "python-cp932": (python, "cp932", ""),
                  "python-shift_jis": (python, "shift_jis", ""), "java": (java, "Shift_JIS", "python-shift_jis"),
                  "java-ms932": (java, "windows-31j", "icu"), "iconv-c": (iconv, "SJIS", "python-shift_jis"),
                  "python-shift_jis_2004": (python, "shift_jis_2004", "python-shift_jis"),
                  "java-jisx0213": (java, "x-SJIS_0213", "python-shift_jis_2004")},
    "euc_kr": {"icu": (node, "euc-kr", ""), "python-cp949": (python, "cp949", ""), "python-euc_kr": (python, "euc_kr", ""),
               "java": (java, "EUC-KR", "python-euc_kr"), "java-ms949": (java, "x-windows-949", ""),
               "perl-cp949": (perl, "cp949", "icu"), "iconv-c": (iconv, "UHC", "python-cp949")},
    "euc_jp": {"icu": (node, "euc-jp", ""), "python": (python, "euc_jp", ""), "java": (java, "EUC-JP", "python"),
               "iconv-c": (iconv, "EUC-JP", "python"), "python-euc_jis_2004": (python, "euc_jis_2004", "python")},
    "johab": {"python": (python, "johab", ""), "java": (java, "x-Johab", "python"), "iconv-c": (iconv, "JOHAB", "python")},
    "euc_tw": {"java": (java, "EUC-TW", ""), "iconv-c": (iconv, "EUC-TW", "")},
}
# What no program here answers. The standard's decoders put an ASCII byte behind a bad lead back, and take any other; four codes
# of Big5 are two characters. Code page 936 as Windows and PHP read it: the table of ICU; lines damaged by Windows fit best
# without A8BF, and PHP has FF as ICU has it.
WRITTEN = {
    "gb18030": ["windows\tlike\ticu\t", "windows\tFF\tFF\t", "windows\tA8BF\tA8BF\t", "windows\t81-FE\t00-FF\ttakes 2",
                "windows-keep\tlike\ticu\t", "windows-keep\tFF\tFF\t", "windows-keep\tA8BF\tA8BF\t",
                "php\tlike\ticu\t", "php\t81-FE\t00-FF\ttakes 2"],
    "big5": ["browser\t8862\t8862\tÊ̄", "browser\t8864\t8864\tÊ̌", "browser\t88A3\t88A3\tê̄", "browser\t88A5\t88A5\tê̌",
             "browser\t81-FE\t80-FF\ttakes 2", "windows\tlike\ticu\t", "windows\t81-FE\t00-FF\ttakes 2"],
    "shift_jis": ["browser\t80\t80\t+0080-0080", "browser\tA1\tDF\t+FF61-FF9F", "browser\t81-9F\t80-FF\ttakes 2",
                  "browser\tE0-FC\t80-FF\ttakes 2"],
    "euc_kr": ["browser\t81-FE\t80-FF\ttakes 2"], "euc_jp": ["browser\t8E-8E\t80-FF\ttakes 2", "browser\tA1-FE\t80-FF\ttakes 2"],
    "johab": [], "euc_tw": [],
}


@dataclass(slots=True)
class Answers:
    """What a program reads: single bytes, pairs, the unreadable pairs of which it takes both, and four-byte codes."""

    singles: dict[int, str] = field(default_factory=dict)
    pairs: dict[int, str] = field(default_factory=dict)
    both: set[int] = field(default_factory=set)
    longer: dict[int, str] = field(default_factory=dict)


def ask(program: Program, label: str, with_fours: bool) -> Answers:
    """All that a program says about a charset."""
    mark = "" if program is iconv else "\ufffd"
    alone = dict(enumerate(program(label, [bytes((byte, 0x41, 0x41)) for byte in range(0x100)])))
    found = Answers({byte: text[0] for byte, text in alone.items() if len(text) == 3 and text.endswith("AA")
                     and text[0] not in (mark, "\ufffd", chr(byte) if byte < 0x80 else mark)})
    unclear = []
    for pair, text in zip(PAIRS, program(label, [pair.to_bytes(2, "big") + b"AA" for pair in PAIRS]), strict=True):
        lead, trail = divmod(pair, 0x100)
        if lead in found.singles:
            continue
        if text == mark + alone[trail]:
            unclear += [pair] if text == mark + "AA" else []
            continue
        if text.endswith("AA") and len(text) in (3, 4) and "\ufffd" not in text:
            found.pairs[pair] = text[:-2]
        elif text == mark + "AA":
            found.both.add(pair)
    found.both |= _taken(program, label, unclear, found.pairs)
    if with_fours:
        texts = program(label, [four + b"A" for four in FOURS])
        found.longer = {int.from_bytes(four, "big"): text[:-1] for four, text in zip(FOURS, texts, strict=True)
                        # 84 31 A4 37 is U+FFFD itself.
                        if len(text) == 2 and (text[0] != "\ufffd" or four == b"\x84\x31\xa4\x37")}
    return found


def _taken(program: Program, label: str, unclear: list[int], pairs: dict[int, str]) -> set[int]:
    """The unreadable pairs of which both bytes go, told by a third byte that makes a character with the second."""
    third = {pair >> 8: pair & 0xFF for pair in sorted(pairs)}
    asked = [pair for pair in unclear if pair & 0xFF in third]
    texts = program(label, [pair.to_bytes(2, "big") + bytes((third[pair & 0xFF], 0x41, 0x41)) for pair in asked])
    verdicts = {pair: pairs[(pair & 0xFF) << 8 | third[pair & 0xFF]] not in text for pair, text in zip(asked, texts, strict=True)}
    # A second byte that begins no character at all is taken like its nearest neighbour.
    return {pair for pair in unclear if (near := [each for each in verdicts if each >> 8 == pair >> 8])
            and verdicts[min(near, key=lambda each: abs(each - pair))]}


def build(name: str, base: Answers) -> str:
    """The rows of one charset. base: the standard's own mapping."""
    known = {"": base}
    parts = [f"# {name} dialects  made by: python -m fixenc.tables.build.dialects   do not edit\n",
             f"# from: {_programs.versions()}\n"]
    for dialect, (program, label, like) in PROGRAMS[name].items():
        answers = known[dialect] = ask(program, label, "gb18030" in label.lower())
        if not answers.longer:
            answers.longer = known[like].longer
        parts += [f"{dialect}\tlike\t{like}\t\n", *_rows(dialect, known[like], answers)]
    return "".join([*parts, *(row + "\n" for row in WRITTEN[name])])


def _rows(dialect: str, old: Answers, new: Answers) -> Iterator[str]:
    for digits, before, after in ((2, old.singles, new.singles), (4, old.pairs, new.pairs), (8, old.longer, new.longer)):
        differ = sorted(code for code in before.keys() | after.keys() if before.get(code) != after.get(code))
        kinds = [_kind(index, code, after.get(code, "")) for index, code in enumerate(differ)]
        for _, run in groupby(zip(kinds, differ, strict=True), lambda each: each[0]):
            codes = [code for _, code in run]
            cell = _cell([after.get(code, "") for code in codes])
            yield f"{dialect}\t{codes[0]:0{digits}X}\t{codes[-1]:0{digits}X}\t{cell}\n"
    yield from _rectangles(dialect, new.both)


def _kind(index: int, code: int, text: str) -> tuple[int, int, str, int]:
    """A row holds neighbouring codes of one lead, and one form: nothing, a sequence, a run of code points that nobody can
    see, or characters."""
    form = ("nothing", 0) if not text else ("sequence", code) if len(text) > 1 else ("characters", 0)
    if len(text) == 1 and (ord(text) in PRIVATE or ord(text) < 0xA0):
        form = ("hidden", ord(text) - code)
    return code - index, code >> 8, *form


def _cell(texts: list[str]) -> str:
    if texts[0] and (ord(texts[0][0]) in PRIVATE or ord(texts[0][0]) < 0xA0):
        return f"+{ord(texts[0]):04X}-{ord(texts[-1]):04X}"
    return "".join(texts)


def _rectangles(dialect: str, both: set[int]) -> Iterator[str]:
    of_lead = {lead: sorted(pair & 0xFF for pair in both if pair >> 8 == lead) for lead in range(0x80, 0x100)}
    for _, leads in groupby(of_lead.items(), lambda item: item[1]):
        group = list(leads)
        for _, run in groupby(enumerate(group[0][1]), lambda each: each[1] - each[0]):
            trails = [trail for _, trail in run]
            yield f"{dialect}\t{group[0][0]:02X}-{group[-1][0]:02X}\t{trails[0]:02X}-{trails[-1]:02X}\ttakes 2\n"


def standard(name: str) -> Answers:
    """The standard's mapping, from the grids and ranges that stand in the package."""
    from fixenc.charsets._four_byte import decode
    from fixenc.tables.grid import grid

    pairs = {code: chr(number) for code, number in enumerate(grid(name).codes.tolist()) if number}
    fours = {int.from_bytes(four, "big"): chr(code) for four in FOURS if (code := decode(four))} if name == "gb18030" else {}
    return Answers(pairs=pairs, longer=fours)


if __name__ == "__main__":
    for each in sys.argv[1:] or PROGRAMS:
        (TABLES / f"{each}_dialects.tsv").write_text(build(each, standard(each)), encoding="utf-8", newline="\n")
