"""Zip archives: right names whatever wrote them, nothing outside of the folder, nothing replaced."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fixenc.cli import main
from fixenc.unzip import members
from fixenc.values import Config

NAMES = ("资料/会议记录.txt", "资料/照片和图纸.txt")


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["unzip", *map(str, args)])


def archive(*entries: tuple[bytes, bytes], is_utf8: bool = False, system: int = 0, mode: int = 0, extra: bytes = b"") -> Path:
    """An archive as other programs write it: `zipfile` would mark every name beyond ASCII as UTF-8."""
    path = Path("a.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for index, (_, data) in enumerate(entries):
            info = zipfile.ZipInfo(f"{index:04}", (2020, 2, 3, 4, 5, 6))
            info.create_system, info.external_attr, info.extra = system, mode << 16, extra
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, data)
    whole = path.read_bytes()
    for index, (name, _) in enumerate(entries):
        for kind, lengths, head in ((b"PK\3\4", 26, 30), (b"PK\1\2", 28, 46)):
            at = whole.index(f"{index:04}".encode(), whole.index(kind)) - head
            while whole[at:at + 4] != kind:
                at = whole.index(f"{index:04}".encode(), at + head + 1) - head
            flags = 0x800 if is_utf8 else 0
            whole = whole[:at + (6 if head == 30 else 8)] + struct.pack("<H", flags) + whole[at + (8 if head == 30 else 10):]
            whole = whole[:at + lengths] + struct.pack("<H", len(name)) + whole[at + lengths + 2:]
            whole = whole[:at + head] + name + whole[at + head + 4:]
    end = whole.rindex(b"PK\5\6")
    start = whole.index(b"PK\1\2")
    whole = whole[:end + 12] + struct.pack("<II", end - start, start) + whole[end + 20:]
    at, offset = start, 0
    for _ in entries:
        offset = whole.index(b"PK\3\4", offset)
        whole = whole[:at + 42] + struct.pack("<I", offset) + whole[at + 46:]
        at, offset = whole.find(b"PK\1\2", at + 4), offset + 4
    path.write_bytes(whole)
    return path


@pytest.mark.parametrize("charset", ["gb18030", "utf-8", "big5"])
@pytest.mark.parametrize("is_utf8", [False, True])
def test_the_right_names_whatever_wrote_them(charset: str, is_utf8: bool) -> None:
    names = [name.translate(str.maketrans("资会议记录图纸", "資會議記錄圖紙")) if charset == "big5" else name for name in NAMES]
    if is_utf8 and charset != "utf-8":      # a program that took the bytes for Latin-1 and wrote that as UTF-8
        written = [name.encode(charset).decode("latin-1").encode() for name in names]
    else:
        written = [name.encode(charset) for name in names]
    path = archive(*((name, b"x" * index) for index, name in enumerate(written)), is_utf8=is_utf8)
    assert [member.name for member in members(path, Config())] == names
    listed = run(path)
    assert listed.exit_code == 0
    assert [line.split()[3] for line in listed.stdout.splitlines()] == names
    assert listed.stdout.startswith("           0  2020-02-03 04:05  ")
    assert not Path("out").exists()
    assert run(path, "-o", "out").exit_code == 0
    assert {str(each.relative_to("out")): each.read_bytes() for each in Path("out").rglob("*.txt")} == {
        name: b"x" * index for index, name in enumerate(names)}


def test_clean_names_stay() -> None:
    path = archive((b"a/readme.txt", b"1"), ("文档/说明.txt".encode(), b"2"), (b"caf\xc3\xa9.txt", b"3"), is_utf8=True)
    assert [member.name for member in members(path, Config())] == ["a/readme.txt", "文档/说明.txt", "café.txt"]


def test_the_unicode_path_field_wins() -> None:
    raw = "记录.txt".encode("gb18030")
    good = b"\1" + struct.pack("<I", zlib.crc32(raw)) + "纪录.txt".encode()
    path = archive((raw, b""), extra=struct.pack("<HH", 0x7075, len(good)) + good)
    assert members(path, Config())[0].name == "纪录.txt"
    stale = b"\1" + struct.pack("<I", 1) + "纪录.txt".encode()
    path = archive((raw, b""), extra=struct.pack("<HH", 0x7075, len(stale)) + stale)
    assert members(path, Config(), "gbk")[0].name == "记录.txt"


@pytest.mark.parametrize("name", [b"../out.txt", b"/etc/out.txt", b"a/../../out.txt", b"C:\\out.txt", b"..\\out.txt", b"\\out.txt",
                                  b"a\x1b[2Jb"])
def test_what_leads_out_is_refused(name: bytes) -> None:
    path = archive((name, b"evil"), (b"good.txt", b"good"))
    done = run(path, "-o", "out/in")
    assert done.exit_code == 2
    assert "not unpacked" in done.stderr
    assert [each for each in Path().rglob("*") if each.is_file()] == [Path("a.zip"), Path("out/in/good.txt")]


def test_links_out_of_the_folder_are_not_followed() -> None:
    Path("out").mkdir()
    Path("out/link").symlink_to("..")
    done = run(archive((b"link/evil.txt", b"evil")), "-o", "out")
    assert (done.exit_code, "leads out" in done.stderr) == (2, True)
    assert not Path("evil.txt").exists()
    done = run(archive((b"name", b"/etc"), system=3, mode=stat.S_IFLNK | 0o777), "-o", "out")
    assert "is a link" in done.stderr
    assert not os.path.lexists("out/name")


def test_nothing_is_replaced_and_the_others_are_done() -> None:
    Path("out").mkdir()
    Path("out/a").write_text("mine")
    done = run(archive((b"a", b"theirs"), (b"b", b"1"), (b"b", b"2")), "-o", "out")
    assert done.exit_code == 2
    assert done.stderr.count("exists already; left as it is") == 2
    assert (Path("out/a").read_text(), Path("out/b").read_text()) == ("mine", "1")


def test_modes_and_times_are_kept() -> None:
    run(archive((b"run.sh", b"x"), system=3, mode=stat.S_IFREG | 0o4755), "-o", "out")
    state = Path("out/run.sh").stat()
    assert stat.S_IMODE(state.st_mode) == 0o755
    assert state.st_mtime % 60 == 6


def test_folders_made_by_windows() -> None:
    path = archive(("资料\\会议记录和照片.txt".encode("gb18030"), b"x"))
    run(path, "-o", "out")
    assert Path("out/资料/会议记录和照片.txt").read_bytes() == b"x"


def test_a_broken_archive_is_one_line() -> None:
    Path("no.zip").write_bytes(b"no archive")
    done = run("no.zip")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "neither a zip nor a tar archive" in done.stderr
    path = archive((b"a", b"1234567890" * 50), (b"b", b"ok"))
    data = bytearray(path.read_bytes())
    data[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    done = run(path, "-o", "out")
    assert done.exit_code == 2
    assert "a: cannot be unpacked" in done.stderr
    assert os.listdir("out") == ["b"]


def test_an_encrypted_member_is_told() -> None:
    path = archive((b"a", b"1"))
    data = path.read_bytes()
    at = data.index(b"PK\1\2") + 8
    path.write_bytes(data[:at] + b"\1\0" + data[at + 2:])
    assert "is encrypted" in run(path, "-o", "out").stderr


def tar(charset: str, packing: str, *extra: tarfile.TarInfo) -> Path:
    """As GNU tar writes it in a locale of that charset."""
    path = Path(f"a.tar.{packing}".rstrip("."))
    with tarfile.open(path, f"w:{packing}", format=tarfile.GNU_FORMAT, encoding=charset) as file:      # type: ignore[call-overload]
        folder = tarfile.TarInfo("资料")
        folder.type = tarfile.DIRTYPE
        file.addfile(folder)
        for index, name in enumerate(NAMES):
            info = tarfile.TarInfo(name if index else f"./{name}")
            info.size, info.mode, info.mtime = index, 0o640, 1_580_702_646
            file.addfile(info, io.BytesIO(b"x" * index))
        for info in extra:
            file.addfile(info)
    return path


@pytest.mark.parametrize(("charset", "packing"), [("gb18030", ""), ("utf-8", "gz"), ("gb18030", "xz"), ("gb18030", "bz2")])
def test_names_in_a_tar(charset: str, packing: str) -> None:
    path = tar(charset, packing)
    assert [each.name for each in members(path, Config())] == ["资料/", f"./{NAMES[0]}", NAMES[1]]
    assert run("-o", "out", path).exit_code == 0
    assert [(Path("out", name).stat().st_size, Path("out", name).stat().st_mode & 0o777) for name in NAMES] == [(0, 0o640), (1, 0o640)]
    again = run("-o", "out", path)
    assert again.exit_code == 2
    assert again.stderr.count("exists already") == 2


def test_what_a_tar_must_not_do() -> None:
    link, device, above = (tarfile.TarInfo(name) for name in ("link", "device", "../above.txt"))
    link.type, link.linkname, device.type = tarfile.SYMTYPE, "/etc", tarfile.CHRTYPE
    done = run("-o", "out", tar("gb18030", "", link, device, above))
    assert done.exit_code == 2
    assert done.stderr.count("link or a device") == 2
    assert "../above.txt: leads out of the folder" in done.stderr
    assert sorted(path.name for path in Path("out").iterdir()) == ["资料"]
    assert not Path("above.txt").exists()


@pytest.mark.parametrize("packing", ["", "gz", "xz"])
def test_a_tar_that_is_cut_is_one_line(packing: str) -> None:
    path = tar("gb18030", packing)
    path.write_bytes(path.read_bytes()[:700 if not packing else 100])
    done = run(path)
    assert done.exit_code == 2
    assert "internal" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
