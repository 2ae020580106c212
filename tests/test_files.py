"""Bytes of files: what is not damaged keeps every byte, whatever its size, charset, line ends and mark."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import pickle
import random
from pathlib import Path
from typing import Any

import pytest
from conftest import small_blocks

import fixenc
from fixenc import _packing, files
from fixenc.encode import Writer
from fixenc.errors import FixencError, UnencodableError, UnknownNameError
from fixenc.files import Options, Outcome, Repairing
from fixenc.values import BadBytes, Decoded, Edit, Process, Result, Span

CLEAN = "今天上午，会议在市图书馆三楼举行，来自各区的代表讨论了修路的计划。\r\n主持人说：“大家都到齐了。”\n最后一行没有换行"
# What a program that takes GBK for Latin-1 makes of it.
BROKEN = "下面是目录里的文件，请各位同事自己查看。".encode("gb18030").decode("latin-1")
REPAIRED = "下面是目录里的文件，请各位同事自己查看。"


def repaired(data: bytes, **options: object) -> tuple[bytes, Outcome]:
    outcome = Outcome()
    pieces = list(Repairing([data], Options(**options), outcome))  # type: ignore[arg-type]
    return b"".join(pieces), outcome


@pytest.mark.parametrize("data", [
    b"", b"a", b"\xff", b"\n", b"\r", CLEAN.encode(), CLEAN.encode().replace(b"\n", b"\r"),
    b"Plain English, no line end", "日本語の文章です。\n".encode(), b"\xef\xbb\xbf" + CLEAN.encode(),
    bytes(range(256)) * 8, b"\0" * 5000, CLEAN.encode() + b"\xff\xfe\n" + CLEAN.encode(),
], ids=range(13))
def test_what_is_not_damaged_keeps_every_byte(data: bytes) -> None:
    out, outcome = repaired(data, keep_bom=True)
    assert out == data
    assert not outcome.changed
    assert outcome.before == outcome.after
    assert outcome.size == len(data)


def test_the_unreadable_bytes_of_a_repaired_file_stand_where_they_stood() -> None:
    head, tail = CLEAN.encode() + b"\n\xff\n", b"\n" + CLEAN.encode()[:-1]
    out, outcome = repaired(head + BROKEN.encode() + tail)
    assert out == head + REPAIRED.encode() + tail
    assert next(iter(outcome.bad_bytes)) == head.index(b"\xff")
    assert outcome.lost == 0


def test_where_the_charset_changes_unreadable_bytes_are_marked_and_told() -> None:
    data = (CLEAN * 5).encode() + b"\xff\n" + CLEAN.encode()
    out, outcome = repaired(data, target="gb18030")
    assert out == ((CLEAN * 5) + "\ufffd\n" + CLEAN).encode("gb18030")
    assert outcome.bad_bytes == {len((CLEAN * 5).encode()): b"\xff"}
    assert outcome.lost == 1


@pytest.mark.parametrize(("source", "mark"), [("gb18030", b""), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_other_charsets_become_utf8_without_mark(source: str, mark: bytes) -> None:
    out, outcome = repaired(mark + CLEAN.encode(source), keep_bom=True)
    assert out == CLEAN.encode()
    assert outcome.changed
    assert outcome.bom == mark


@pytest.mark.parametrize("charset", ["gb18030", "utf-8", "utf-16-le"])
def test_target_keep_gives_the_same_bytes(charset: str) -> None:
    mark = b"\xff\xfe" if charset == "utf-16-le" else b""
    data = mark + CLEAN.encode(charset)
    out, outcome = repaired(data, target="keep", keep_bom=True)
    assert out == data
    assert not outcome.changed


def test_the_mark_is_kept_dropped_or_made_as_asked() -> None:
    mark = b"\xef\xbb\xbf"
    assert repaired(mark + CLEAN.encode())[0] == CLEAN.encode()
    assert repaired(mark + CLEAN.encode(), keep_bom=True)[0] == mark + CLEAN.encode()
    assert repaired(mark + BROKEN.encode(), keep_bom=True)[0] == mark + REPAIRED.encode()
    assert repaired(mark + CLEAN.encode(), keep_bom=True, bom=False)[0] == CLEAN.encode()
    assert repaired(CLEAN.encode(), bom=True)[0] == mark + CLEAN.encode()
    assert repaired(CLEAN.encode(), target="utf-16")[0] == b"\xff\xfe" + CLEAN.encode("utf-16-le")
    assert repaired(CLEAN.encode(), target="utf-16-be")[0] == CLEAN.encode("utf-16-be")


def test_a_character_that_the_target_lacks_is_named_with_its_line() -> None:
    with pytest.raises(UnencodableError, match=r"line 2: .*'简' \(U\+7B80\)") as caught:
        repaired("第一行\n简体\n".encode(), target="big5")
    assert (caught.value.character, caught.value.line) == ("简", 2)


@pytest.mark.parametrize("option", ["source", "target"])
def test_a_charset_that_nobody_has_gets_the_nearest_name(option: str) -> None:
    with pytest.raises(UnknownNameError, match="gb18030"):
        repaired(CLEAN.encode(), **{option: "gb18031"})


def test_an_edit_around_an_unreadable_place_moves_its_bytes() -> None:
    """The edit restores nothing there: two marks before, two after, and the bytes of both survive, in their order."""
    text = "前\ufffd中\ufffd后\ufffd"
    bad = (BadBytes(1, 3, b"\xfe"), BadBytes(3, 7, b"\xff"), BadBytes(5, 11, b"\xfd"))
    block = "前".encode() + b"\xfe" + "中".encode() + b"\xff" + "后".encode() + b"\xfd"
    edit = Edit("u", Span(0, 4), text[:4], "前面\ufffd中间\ufffd", 1.0, Process("p"))
    result = Result("前面\ufffd中间\ufffd后\ufffd", (edit,), (), Decoded(text, "utf-8", 0.9, bad=bad))
    out, lost = Writer("utf-8", None, False).encode(block, result, True)
    assert out == "前面".encode() + b"\xfe" + "中间".encode() + b"\xff" + "后".encode() + b"\xfd"
    assert lost == 0


def test_an_edit_that_restores_an_unreadable_place_drops_its_bytes() -> None:
    edit = Edit("u", Span(0, 2), "前\ufffd", "前面", 1.0, Process("p"))
    decoded = Decoded("前\ufffd", "utf-8", 0.9, bad=(BadBytes(1, 3, b"\xfe"),))
    out, lost = Writer("utf-8", None, False).encode("前".encode() + b"\xfe", Result("前面", (edit,), (), decoded), True)
    assert (out, lost) == ("前面".encode(), 0)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("separator", ["\n", "", " "])
def test_long_files_are_cut_between_characters(charset: str, separator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 1 << 12)
    mark = b"\xff\xfe" if charset == "utf-16-le" else b""
    chooser = random.Random(5)
    letters = "的一是在不了有和人这中大为上个国我以要他时来用们😀"
    text = separator.join("".join(chooser.choices(letters, k=40)) for _ in range(700))
    if charset == "gb18030" and not separator:
        text = text.replace("😀", "。 ")       # without any boundary nobody can cut GBK from the left
    data = mark + text.encode(charset)
    cuts = sorted(chooser.sample(range(len(data)), 60))
    chunks = [data[low:high] for low, high in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    outcome = Outcome()
    pieces = list(Repairing(chunks, Options(), outcome))
    assert len(pieces) > 5
    assert b"".join(pieces) == text.encode()
    assert not outcome.bad_bytes


def test_a_long_file_is_repaired_like_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    data = ((CLEAN + "\n") * 40 + BROKEN + "\n").encode() * 3
    whole, _ = repaired(data)
    small_blocks(monkeypatch, 1 << 12)
    in_blocks, outcome = repaired(data)
    assert in_blocks == whole == data.replace(BROKEN.encode(), REPAIRED.encode())
    assert outcome.repairs.total() == 3


def test_lines_go_out_as_they_come() -> None:
    taken: list[bytes] = []

    def chunks() -> object:
        for line in (CLEAN.splitlines()[0] + "\n", BROKEN + "\n"):
            data = line.encode()
            yield data[:10]
            yield data[10:]
            taken.append(line.encode())
        yield "没有换行".encode()

    repairing = iter(Repairing(chunks(), Options(lines=True), Outcome()))  # type: ignore[arg-type]
    assert next(repairing) == (CLEAN.splitlines()[0] + "\n").encode()
    assert len(taken) == 0
    assert next(repairing) == (REPAIRED + "\n").encode()
    assert next(repairing) == "没有换行".encode()


def test_lines_are_plain_text_whatever_the_first_looks_like() -> None:
    lines = [b"<!DOCTYPE html>\n", b"<script>\n", BROKEN.encode() + b"\n"]
    assert b"".join(Repairing(lines, Options(lines=True), Outcome())).decode() == f"<!DOCTYPE html>\n<script>\n{REPAIRED}\n"
    assert BROKEN.encode() in b"".join(Repairing(lines, Options(), Outcome()))


def test_lines_in_gbk_are_read_with_the_lines_before_as_evidence() -> None:
    lines = [f"{line}\n".encode("gb18030") for line in CLEAN.splitlines()]
    out = b"".join(Repairing(lines, Options(lines=True), Outcome()))
    assert out == "".join(f"{line}\n" for line in CLEAN.splitlines()).encode()


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_lines_in_three_charsets_whatever_the_chunks(size: int) -> None:
    simplified, traditional = "今天上午，会议在市图书馆三楼举行", "各區的代表討論了修路的計畫"
    lines = [(simplified, "gb18030"), (traditional, "big5"), ("短行", "gb18030"), (simplified, "utf-8"), ("plain", "ascii"),
             (traditional, "big5"), ("目前", "gb18030"), ("代表", "gb18030")]
    data = b"".join(f"{line}\n".encode(codec) for line, codec in lines)
    chunks = [data[start:start + size] for start in range(0, len(data), size)]
    out = b"".join(Repairing(chunks, Options(lines=True), Outcome()))
    assert out.decode().splitlines() == [line for line, _ in lines]


def test_outcomes_travel_between_processes_and_into_journals() -> None:
    _, outcome = repaired(BROKEN.encode() + b"\n\xff\n" + CLEAN.encode() * 3, keep_result=True)
    assert pickle.loads(pickle.dumps(outcome)) == outcome
    recalled = Outcome().recall(outcome.brief())
    assert recalled.brief() == outcome.brief()
    assert recalled.repairs.total() == 1


def test_read_text_and_open(tmp_path: Path) -> None:
    path = tmp_path / "页面.txt"
    path.write_bytes(f"{CLEAN}\r\n{BROKEN}\r\n".encode())
    assert fixenc.read_text(path) == f"{CLEAN}\r\n{REPAIRED}\r\n"
    with fixenc.open(path) as file:
        assert isinstance(file, io.TextIOBase)
        assert file.read() == f"{CLEAN}\r\n{REPAIRED}\r\n".replace("\r\n", "\n")
    with fixenc.open(str(path)) as file:
        assert list(file) == [line + "\n" for line in [*CLEAN.splitlines(), REPAIRED]]
    packed = tmp_path / "页面.html.gz"
    packed.write_bytes(gzip.compress(f"<script>{BROKEN}</script><p>{BROKEN}\udc80".encode("utf-8", "surrogateescape")))
    assert fixenc.read_text(packed) == fixenc.open(packed).read() == f"<script>{BROKEN}</script><p>{REPAIRED}\ufffd"
    path.write_bytes(bytes(range(256)) * 30)
    assert fixenc.read_text(path) == bytes(range(256)).decode("latin-1") * 30
    path.write_bytes(CLEAN.encode("gb18030"))
    assert fixenc.read_text(path) == fixenc.read_text(path, encoding="gb18030") == CLEAN
    with pytest.raises(FileNotFoundError):
        fixenc.read_text(tmp_path / "none")
    with pytest.raises(UnknownNameError):
        fixenc.read_text(path, config=fixenc.Config(skip={"no such unit"}))


PACKERS = {"gzip": gzip.compress, "xz": lzma.compress, "bzip2": bz2.compress}
UNPACKERS = {"gzip": gzip.decompress, "xz": lzma.decompress, "bzip2": bz2.decompress}
if zstd := _packing._zstd():
    PACKERS["zstd"], UNPACKERS["zstd"] = zstd.compress, zstd.decompress


@pytest.mark.parametrize("name", PACKERS)
def test_packed_files_are_read_and_written_through(name: str) -> None:
    packed = PACKERS[name]((CLEAN + BROKEN).encode())
    for size in (1, 7, len(packed)):
        outcome = Outcome()
        chunks = [packed[start:start + size] for start in range(0, len(packed), size)]
        out = b"".join(Repairing(chunks, Options(), outcome))
        assert UNPACKERS[name](out) == (CLEAN + REPAIRED).encode()
        assert outcome.before == hashlib.sha256(packed).hexdigest()
        assert outcome.after == hashlib.sha256(out).hexdigest()
    outcome = Outcome()
    twice = b"".join(Repairing([out + PACKERS[name](b"")], Options(), outcome))
    assert UNPACKERS[name](twice) == (CLEAN + REPAIRED).encode()
    assert not outcome.changed
    for bad in (packed[:-5], packed[:30], packed + b"garbage", packed[:20] + b"\xff" * 30 + packed[50:]):
        with pytest.raises(FixencError, match=f"its {name} data cannot be read"):
            repaired(bad)


def test_a_packed_file_of_anything_else_stays(tmp_path: Path) -> None:
    assert repaired(b"BZh is how a note may begin")[0] == b"BZh is how a note may begin"
    for data in (b"\x1f\x8b", b"\x1f", b"\xfd7z", b"B"):
        assert repaired(data)[0] == data
    out, outcome = repaired(gzip.compress(bytes(range(256)) * 30))
    assert gzip.decompress(out) == bytes(range(256)) * 30
    assert (outcome.encoding, outcome.changed) == ("binary", False)


def test_the_name_and_time_in_a_gzip_file_stay() -> None:
    file = io.BytesIO()
    with gzip.GzipFile("page.txt", "wb", fileobj=file, mtime=1234567) as packed:
        packed.write(BROKEN.encode())
    head = file.getvalue()[:file.getvalue().index(b"\0", 10) + 1]
    out = repaired(file.getvalue())[0]
    assert out.startswith(head)
    assert gzip.decompress(out) == REPAIRED.encode()


def test_much_in_little_is_unpacked_in_small_pieces() -> None:
    packed = gzip.compress(b"\n" * 50_000_000)
    outcome = Outcome()
    assert max(map(len, _packing.packing(packed).unpack([packed]))) <= 1 << 20  # type: ignore[union-attr]
    assert sum(map(len, Repairing([packed], Options(), outcome))) < 1 << 20
    assert outcome.size == 50_000_000


def test_what_one_block_has_proved_serves_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 1 << 12)
    seen: list[int] = []
    inspect = files.formatted.inspect

    def watched(*args: Any) -> Result:
        seen.append(args[-1].proved.total())
        return inspect(*args)

    monkeypatch.setattr(files.formatted, "inspect", watched)
    repaired((BROKEN + "\n" + (CLEAN + "\n") * 100 + BROKEN).encode())
    assert len(seen) > 2
    assert seen[0] == 0
    assert min(seen[1:]) >= 1


def test_a_block_that_says_little_is_read_like_those_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 1 << 12)
    text = (CLEAN + "\n") * 60 + "plain words of code\n" * 700 + "目录\n"
    assert repaired(text.encode("gb18030"))[0] == text.encode()


def test_a_stream_that_changes_its_charset_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 1 << 12)
    text = (CLEAN + "\n") * 100
    traditional = "今天上午，會議在市圖書館三樓舉行，來自各區的代表討論了修路的計畫。\n" * 150
    data = text.encode("gb18030") + text.encode() + traditional.encode("big5")
    assert repaired(data)[0] == (text + text + traditional).encode()


def test_the_declared_charset_goes_with_the_bytes(tmp_path: Path) -> None:
    page = f"<html><meta charset=gbk><p>{CLEAN}</p></html>"
    outcome = Outcome("page.html.gz")
    out = b"".join(Repairing([page.encode("gb18030")], Options(), outcome))
    assert out == page.replace("gbk", "utf-8").encode()
    assert (outcome.changed, outcome.repairs) == (True, {})
    for data, options in ((page.encode(), Options()), (page.encode("gb18030"), Options(target="keep")),
                          (page.encode("gb18030"), Options(target="gbk"))):
        assert b"".join(Repairing([data], options, Outcome("page.html"))) == data
    page = page.replace("gbk", "UTF-8")
    out = b"".join(Repairing([page.encode()], Options(target="gb18030"), Outcome()))
    assert out == page.replace("UTF-8", "GB18030").encode("gb18030")


@pytest.mark.parametrize("size", [1, 3, 1 << 12])
def test_the_chunks_of_a_wide_file_do_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 1 << 10)
    text = "plain words, 一些字\n" * 300
    data = text.encode("utf-16-le")
    chunks = [data[start:start + size] for start in range(0, len(data), size)]
    assert b"".join(Repairing(chunks, Options(), Outcome())) == text.encode()
