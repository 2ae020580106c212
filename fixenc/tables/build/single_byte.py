"""The tables of 8-bit charsets, from the codecs of CPython, which follow the mapping files of Unicode and IBM, and, for those
that CPython lacks, from Java and glibc.

    python -m fixenc.tables.build.single_byte

`single_byte.txt` has one line a charset: its name, and the characters of the bytes 80 to FF, U+FFFD where there is none;
`single_byte_rare.txt` has the same of the charsets asked of Java and of glibc's iconv.
`single_byte_dialects.tsv` has the bytes that ICU (in Node.js) and Java read as other characters: charset, program, byte, code.
ICU reads three control bytes of IBM's code pages as each other, as IBM's own tables do.
Fetched once, so that what fixenc says never depends on the Python that runs it.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from pathlib import Path

from fixenc.tables.build._programs import Program, iconv, java, node, versions

TABLES = Path(__file__).parent.parent / "charsets"
NAMES = (
    *(f"iso8859_{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    *(f"cp{page}" for page in range(1250, 1259)), "cp874",
    *(f"cp{page}" for page in (437, 720, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 1006, 1125)),
    *(f"mac_{name}" for name in ("roman", "cyrillic", "latin2", "greek", "turkish", "iceland", "croatian", "romanian")),
    "koi8_r", "koi8_u", "koi8_t", "kz1048", "ptcp154", "hp_roman8", "cp856",
)
# What CPython has no codec for, or, of Mac OS Arabic, one that gives ASCII characters for upper bytes too.
RARE: Mapping[str, tuple[Program, str]] = {
    **{f"cp{page}": (java, f"x-IBM{page}") for page in (921, 922, 1046, 1098, 1124, 1129)}, "cp868": (java, "IBM868"),
    "mac_arabic": (java, "x-MacArabic"), "mac_hebrew": (java, "x-MacHebrew"), "mac_thai": (java, "x-MacThai"),
    "mac_ukraine": (java, "x-MacUkraine"), "iscii91": (java, "x-ISCII91"),
    **{f"cp{page}": (iconv, f"CP{page}") for page in (770, 771, 772, 773, 774, 851, 1133)},
    "georgian_academy": (iconv, "GEORGIAN-ACADEMY"), "georgian_ps": (iconv, "GEORGIAN-PS"),
    "viscii": (iconv, "VISCII"), "dec_mcs": (iconv, "DEC-MCS"), "mik": (iconv, "MIK"),
    "hp_turkish8": (iconv, "HP-TURKISH8"), "mac_sami": (iconv, "MAC-SAMI"),
    "ecma_cyrillic": (iconv, "ECMA-CYRILLIC"), "win_sami_2": (iconv, "WIN-SAMI-2"),
}
# Labels of charsets that the programs have. Node 20 reads windows-1252 as ISO 8859-1 by mistake, so it is not asked for it.
ICU: Mapping[str, str] = {"cp1253": "windows-1253", "cp1255": "windows-1255", "cp874": "windows-874", "koi8_u": "koi8-u",
                          "mac_cyrillic": "x-mac-cyrillic", "mac_roman": "macintosh", "cp866": "ibm866"}
JAVA: Mapping[str, str] = {
    **{f"cp{page}": f"IBM{page}" for page in (437, 775, 850, 852, 855, 857, 860, 861, 862, 863, 864, 865, 866, 869)},
    "cp737": "x-IBM737", "cp858": "IBM00858", "cp1006": "x-IBM1006", "cp874": "x-windows-874", "koi8_u": "KOI8-U",
    "mac_roman": "x-MacRoman", "mac_cyrillic": "x-MacCyrillic", "mac_latin2": "x-MacCentralEurope", "mac_greek": "x-MacGreek",
    "mac_turkish": "x-MacTurkish", "mac_iceland": "x-MacIceland", "mac_croatian": "x-MacCroatian", "mac_romanian": "x-MacRomania"}

# IBM's Thai code page is not Microsoft's of the same number.
JAVA_IBM: Mapping[str, str] = {"cp874": "x-IBM874"}


def build() -> str:
    """The table of charsets."""
    head = (f"# single_byte  made by: python -m fixenc.tables.build.single_byte   do not edit\n"
            f"# from: the codecs of CPython {platform.python_version()}\n")
    return head + "".join(f"{name} {_upper(name)}\n" for name in NAMES)


def build_rare() -> str:
    """The table of charsets that CPython lacks. Needs Java and iconv."""
    head = (f"# single_byte_rare  made by: python -m fixenc.tables.build.single_byte   do not edit\n"
            f"# from: {versions()}\n")
    octets = [bytes([byte]) for byte in range(0x80, 0x100)]
    rows = (f"{name} {''.join(map(_upper_half, program(label, octets)))}\n" for name, (program, label) in RARE.items())
    return head + "".join(rows)


def _upper_half(found: str) -> str:
    """A character of an upper byte: nothing, and the ASCII that some give twice, count as left out."""
    return found if len(found) == 1 and not found.isascii() else "\ufffd"


def build_dialects() -> str:
    """The table of what programs read differently."""
    head = (f"# single_byte dialects  made by: python -m fixenc.tables.build.single_byte   do not edit\n# from: {versions()}\n")
    return head + _differing("icu", node, ICU) + _differing("java", java, JAVA) + _differing("java-ibm", java, JAVA_IBM)


def _upper(name: str) -> str:
    return bytes(range(0x80, 0x100)).decode(name, "replace")


def _differing(dialect: str, program: Program, labels: Mapping[str, str]) -> str:
    rows = []
    for name, label in labels.items():
        octets = [bytes([byte]) for byte in range(0x100) if byte not in b"\r\n"]
        ours_by_byte = "".join(map(chr, range(0x80))) + _upper(name)
        for octet, theirs in zip(octets, program(label, octets), strict=True):
            byte, ours = octet[0], ours_by_byte[octet[0]]
            if theirs not in (ours, "\ufffd") and not (ours == "\ufffd" and ord(theirs) == byte < 0xA0):
                rows.append(f"{name}\t{dialect}\t{byte:02X}\t{ord(theirs):04X}\t{theirs if theirs.isprintable() else ''}\n")
    return "".join(rows)


if __name__ == "__main__":
    (TABLES / "single_byte.txt").write_text(build(), encoding="utf-8", newline="\n")
    (TABLES / "single_byte_rare.txt").write_text(build_rare(), encoding="utf-8", newline="\n")
    (TABLES / "single_byte_dialects.tsv").write_text(build_dialects(), encoding="utf-8", newline="\n")
