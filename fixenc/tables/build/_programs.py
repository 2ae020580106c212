"""Asks real programs what they read: byte strings in, text out. Needs node, java, perl and iconv."""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

# (label of the charset, byte strings) -> the text of each.
Program = Callable[[str, Sequence[bytes]], list[str]]

NODE = """const lines = require('fs').readFileSync(0, 'utf8').split('\\n');
const reader = new TextDecoder(lines[0], {ignoreBOM: true});
console.log(JSON.stringify(lines.slice(1).map(each => reader.decode(Buffer.from(each, 'base64')))));"""
JAVA = """import java.io.*; import java.nio.charset.*; import java.util.*;
public class Ask { public static void main(String[] a) throws Exception {
  BufferedReader in = new BufferedReader(new InputStreamReader(System.in)); StringBuilder out = new StringBuilder(); String line;
  while ((line = in.readLine()) != null) { String s = new String(Base64.getDecoder().decode(line), Charset.forName(a[0]));
    out.append(Base64.getEncoder().encodeToString(s.getBytes("UTF-16LE"))).append('\\n'); } System.out.print(out); } }"""
PERL = ("use Encode; use MIME::Base64; while (<STDIN>) { chomp; "
        "print encode_base64(encode('UTF-16LE', decode($ARGV[0], decode_base64($_))), ''), \"\\n\" }")


def node(label: str, items: Sequence[bytes]) -> list[str]:
    """Node.js, whose TextDecoder is ICU."""
    given = "\n".join([label, *(base64.b64encode(item).decode() for item in items)])
    done = subprocess.run(["node", "-e", NODE], input=given, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


def java(label: str, items: Sequence[bytes]) -> list[str]:
    """`new String(bytes, charset)`."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "Ask.java"
        source.write_text(JAVA, encoding="utf-8")
        return _by_lines(["java", str(source), label], items)


def perl(label: str, items: Sequence[bytes]) -> list[str]:
    """`Encode::decode(charset, bytes)`."""
    return _by_lines(["perl", "-e", PERL, label], items)


def python(label: str, items: Sequence[bytes]) -> list[str]:
    """`bytes.decode(charset, "replace")`."""
    return [item.decode(label, "replace") for item in items]


def iconv(label: str, items: Sequence[bytes]) -> list[str]:
    """`iconv -c`, all items in one run: each must end so that a line feed behind it is read as such."""
    # A line feed inside an item would be taken for its end; glibc treats 0B, another control, just like it.
    data = b"".join(item.replace(b"\n", b"\x0b") + b"\n" for item in items)
    done = subprocess.run(["iconv", "-c", "-f", label, "-t", "UTF-8"], input=data, capture_output=True, check=False)
    lines = done.stdout.decode("utf-8", "replace").split("\n")[:-1]
    if len(lines) != len(items):
        raise ValueError(f"iconv {label}: {len(lines)} lines of {len(items)}")
    return [line.replace("\x0b", "\n") if b"\n" in item else line for line, item in zip(lines, items, strict=True)]


def versions() -> str:
    """What was asked, for the head of a table."""
    asked = (("python3", "--version"), ("node", "-p", "`Node ${process.version} ICU ${process.versions.icu}`"),
             ("java", "-version"), ("perl", "-e", "print qq(Perl $^V)"), ("iconv", "--version"))
    done = [subprocess.run(command, capture_output=True, text=True, check=True) for command in asked]
    return ", ".join((each.stdout or each.stderr).splitlines()[0].strip() for each in done)


def _by_lines(command: Sequence[str], items: Sequence[bytes]) -> list[str]:
    given = "".join(base64.b64encode(item).decode() + "\n" for item in items)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return [base64.b64decode(line).decode("utf-16-le", "surrogatepass") for line in done.stdout.split("\n")[:-1]]
