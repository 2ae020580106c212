"""Damage the texts of tests/golden with real decoders and write samples/. Needs node, java and iconv; run by hand, once.

    python tests/make_samples.py

Each sample's text was written for this project; the decoder named is the program that really ran.
"""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = Path(__file__).parent.parent / "samples"

NODE = ("const [label, data] = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "process.stdout.write(new TextDecoder(label, {ignoreBOM: true}).decode(Buffer.from(data, 'base64')))")
JAVA = """import java.util.*; public class Read { public static void main(String[] a) throws Exception {
  System.out.write(new String(Base64.getDecoder().decode(a[1]), a[0]).getBytes("UTF-8")); System.out.flush(); } }"""


def node(data: bytes, label: str) -> bytes:
    """What a browser reads."""
    given = json.dumps([label, base64.b64encode(data).decode()])
    return subprocess.run(["node", "-e", NODE], input=given.encode(), capture_output=True, check=True).stdout


def java(data: bytes, label: str) -> bytes:
    """What `new String(data, label)` is in Java."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "Read.java"
        source.write_text(JAVA, encoding="utf-8")
        return subprocess.run(["java", str(source), label, base64.b64encode(data).decode()],
                              capture_output=True, check=True).stdout


def iconv(data: bytes, written: str, read: str = "UTF-8") -> bytes:
    """What iconv converts."""
    return subprocess.run(["iconv", "-f", read, "-t", written], input=data, capture_output=True, check=True).stdout


def only_chinese_lines(data: bytes) -> bytes:
    """A log in which one program wrote GBK and the reader took every line for code page 437."""
    return b"".join(line if line.isascii() else iconv(iconv(line, "GBK"), "UTF-8", "CP437") for line in data.splitlines(True))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "readme-latin1.md": lambda data: iconv(iconv(data, "GBK"), "UTF-8", "ISO-8859-1"),
    "subtitle-cp1252.srt": lambda data: node(data, "windows-1252"),
    "notes-gbk-java.txt": lambda data: java(data, "GBK"),
    "playlist-gb18030.m3u": lambda data: iconv(data, "GB18030"),
    "letter-big5.txt": lambda data: iconv(data, "BIG5"),
    "prices-utf16.csv": lambda data: b"\xff\xfe" + iconv(data, "UTF-16LE"),
    "forum-twice.txt": lambda data: node(node(data, "windows-1252"), "windows-1252"),
    "build-mixed.log": only_chinese_lines,
    "names-koi8.txt": lambda data: iconv(iconv(data, "GB18030"), "UTF-8", "KOI8-R"),
}

if __name__ == "__main__":
    for name, damage in DAMAGE.items():
        (SAMPLES / name).write_bytes(damage((GOLDEN / name).read_bytes()))
