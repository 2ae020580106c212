"""What real programs read differently from the WHATWG Encoding Standard, code by code, asked of the programs themselves.

    python -m fixenc.tables.build.dialects

Needs the programs: Python, Java, Perl and iconv. Each two-byte code is decoded alone. A row is: dialect, first code, last code
(hex, one lead byte), and the characters of the codes between; an empty cell means that the program cannot read them.
"""

from __future__ import annotations

import platform
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from fixenc.tables.grid import Grid, grid

TABLES = Path(__file__).parent.parent / "charsets"
CODES = [lead << 8 | trail for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF)]
Read = Callable[[], Mapping[int, str]]

JAVA = """import java.nio.charset.*; public class Ask { public static void main(String[] a) throws Exception {
  StringBuilder out = new StringBuilder(); Charset c = Charset.forName(a[0]);
  for (int lead = 0x81; lead < 0xFF; lead++) for (int trail = 0x40; trail < 0xFF; trail++)
    out.append(new String(new byte[] {(byte) lead, (byte) trail}, c)).append('\\n');
  System.out.write(out.toString().getBytes("UTF-8")); System.out.flush(); } }"""
PERL = ("use Encode; binmode STDOUT, ':utf8'; for my $l (0x81..0xFE) { for my $t (0x40..0xFE) "
        "{ print decode($ARGV[0], chr($l).chr($t)), \"\\n\" } }")


def _python(codec: str) -> Read:
    def read() -> Mapping[int, str]:
        # A bad pair leaves U+FFFD and perhaps its trail byte; a single-byte lead leaves two characters.
        decoded = {code: code.to_bytes(2, "big").decode(codec, "replace") for code in CODES}
        return {code: text for code, text in decoded.items() if len(text) == 1 and text != "\ufffd"}
    return read


def _lines(output: bytes) -> Mapping[int, str]:
    lines = output.decode("utf-8", "replace").split("\n")[:len(CODES)]
    return {code: text for code, text in zip(CODES, lines, strict=True) if len(text) == 1 and text not in "\ufffd?"}


def _java(label: str) -> Read:
    def read() -> Mapping[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "Ask.java"
            source.write_text(JAVA, encoding="utf-8")
            return _lines(subprocess.run(["java", str(source), label], capture_output=True, check=True).stdout)
    return read


def _perl(label: str) -> Read:
    def read() -> Mapping[int, str]:
        return _lines(subprocess.run(["perl", "-e", PERL, label], capture_output=True, check=True).stdout)
    return read


def _iconv(label: str) -> Read:
    def read() -> Mapping[int, str]:
        # -c drops what it cannot read; a bad pair may leave its trail byte, which is no single wide character.
        data = b"".join(code.to_bytes(2, "big") + b"\n" for code in CODES)
        done = subprocess.run(["iconv", "-c", "-f", label, "-t", "UTF-8"], input=data, capture_output=True, check=False)
        found = _lines(done.stdout)
        return {code: text for code, text in found.items() if ord(text) > 0x7F}
    return read


def _windows936() -> Mapping[int, str]:
    """Code page 936: GBK, and private use in order for the user-defined areas and then for every gap."""
    table = dict(_python("gbk")())
    private = iter(range(0xE000, 0xF900))
    areas = ((range(0xAA, 0xB0), range(0xA1, 0xFF)), (range(0xF8, 0xFF), range(0xA1, 0xFF)), (range(0xA1, 0xA8), range(0x40, 0xA1)))
    for leads, trails in areas:
        for lead in leads:
            for trail in trails:
                if trail != 0x7F:
                    table.setdefault(lead << 8 | trail, chr(next(private)))
    gaps = re.findall(r"(\w+)-(\w+)", "A2AB-A2B0 A2E3-A2E4 A2EF-A2F0 A2FD-A2FE A4F4-A4FE A5F7-A5FE A6B9-A6C0 A6D9-A6DF A6EC-A6ED A6F3-A6F3 "
                      "A6F6-A6FE A7C2-A7D0 A7F2-A7FE A896-A8A0 A8BC-A8BC A8BF-A8BF A8C1-A8C4 A8EA-A8FE A958-A958 A95B-A95B A95D-A95F "
                      "A989-A995 A997-A9A3 A9F0-A9FE D7FA-D7FE FE50-FEA0")
    for first, last in gaps:
        for code in range(int(first, 16), int(last, 16) + 1):
            if code & 0xFF != 0x7F:
                letter = chr(next(private))
                # A8BF has a letter and is '?' all the same in what Windows programs leave behind.
                if code != 0xA8BF:
                    table.setdefault(code, letter)
    return table


PROGRAMS: dict[str, dict[str, Read]] = {
    "gb18030": {"windows": _windows936, "python-gbk": _python("gbk"), "python-gb18030": _python("gb18030"), "java-gbk": _java("GBK"),
                "java-gb18030": _java("GB18030"), "perl-cp936": _perl("cp936"), "iconv-gbk": _iconv("GBK")},
    "big5": {"python-big5": _python("big5"), "python-cp950": _python("cp950"), "python-big5hkscs": _python("big5hkscs"),
             "java-big5": _java("Big5"), "java-ms950": _java("x-windows-950"), "java-hkscs": _java("Big5-HKSCS"),
             "iconv-big5": _iconv("BIG5"), "iconv-big5hkscs": _iconv("BIG5-HKSCS")},
    "shift_jis": {"python-shift_jis": _python("shift_jis"), "python-cp932": _python("cp932"), "java-ms932": _java("windows-31j")},
    "euc_kr": {"python-cp949": _python("cp949"), "python-euc_kr": _python("euc_kr"), "java-ms949": _java("x-windows-949")},
    "euc_jp": {"python-euc_jp": _python("euc_jp"), "java-euc_jp": _java("EUC-JP")},
}


def build(name: str) -> str:
    """The rows of one charset."""
    base = grid(name)
    head = (f"# {name} dialects  made by: python -m fixenc.tables.build.dialects   do not edit\n"
            f"# from: the programs themselves; Python {platform.python_version()}, {_version('java', '-version')}, "
            f"{_version('perl', '-e', 'print qq(perl $^V)')}, {_version('iconv', '--version')}\n")
    return head + "".join(row for dialect, read in PROGRAMS[name].items() for row in _rows(dialect, base, read()))


def _version(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return (done.stdout or done.stderr).splitlines()[0].strip()


def _rows(dialect: str, base: Grid, table: Mapping[int, str]) -> Iterator[str]:
    run: list[tuple[int, str]] = []
    for code in [*CODES, 0]:
        said = table.get(code, "")
        known = chr(base.codes[code]) if base.codes[code] else ""
        differs = code != 0 and said != known
        if run and not (differs and code == run[-1][0] + 1 and code & 0xFF00 == run[0][0] & 0xFF00 and bool(said) == bool(run[0][1])):
            yield f"{dialect}\t{run[0][0]:04X}\t{run[-1][0]:04X}\t{''.join(text for _, text in run)}\n"
            run = []
        if differs:
            run.append((code, said))


if __name__ == "__main__":
    for each in PROGRAMS:
        (TABLES / f"{each}_dialects.tsv").write_text(build(each), encoding="utf-8", newline="\n")
