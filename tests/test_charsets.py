"""Charsets: what they read, in every dialect, and that their inverses are whole."""

from __future__ import annotations

import random
import shutil
from typing import Any

import numpy as np
import pytest
from conftest import CASES, load
from hypothesis import example, given
from hypothesis import strategies as st

from fixenc.charsets import find
from fixenc.charsets._charset import Charset
from fixenc.errors import UnknownNameError
from fixenc.model.codes import to_codes, to_text
from fixenc.registry import collect
from fixenc.tables.build import _programs
from fixenc.tables.build._programs import Program

CHARSETS: dict[str, Charset] = dict(collect("fixenc.charsets", "CHARSET"))
WRITERS = [name for name, each in CHARSETS.items() if each.kind != "escape"]
TEXT = "名字：石头\n价钱 12.50 元，共三件。"

# Every dialect that a program at hand can confirm: charset, dialect, program, its label.
CONFIRMED: list[tuple[str, str, Program, str]] = [
    ("gb18030", "icu", _programs.node, "gbk"), ("gb18030", "browser", _programs.node, "gb18030"), ("gb18030", "java", _programs.java, "GBK"),
    ("gb18030", "java-ms936", _programs.java, "x-mswin-936"), ("gb18030", "java-gb18030", _programs.java, "GB18030"),
    ("gb18030", "perl", _programs.perl, "cp936"), ("gb18030", "iconv-c", _programs.iconv, "GBK"),
    ("big5", "icu", _programs.node, "big5"),
    ("big5", "java", _programs.java, "Big5"), ("big5", "java-ms950", _programs.java, "x-windows-950"),
    ("big5", "java-hkscs", _programs.java, "Big5-HKSCS"), ("big5", "perl-eten", _programs.perl, "big5-eten"),
    ("big5", "perl-cp950", _programs.perl, "cp950"), ("big5", "iconv-c", _programs.iconv, "BIG5"),
    ("shift_jis", "icu", _programs.node, "shift_jis"), ("shift_jis", "java-ms932", _programs.java, "windows-31j"),
    ("euc_jp", "icu", _programs.node, "euc-jp"), ("euc_jp", "java", _programs.java, "EUC-JP"), ("euc_kr", "icu", _programs.node, "euc-kr"),
    ("euc_kr", "java-ms949", _programs.java, "x-windows-949"), ("johab", "java", _programs.java, "x-Johab"),
    ("shift_jis", "java-jisx0213", _programs.java, "x-SJIS_0213"), ("cp1046", "browser", _programs.java, "x-IBM1046"),
    ("euc_tw", "java", _programs.java, "EUC-TW"), ("utf_8", "browser", _programs.node, "utf-8"), ("cp1250", "browser", _programs.node, "windows-1250"),
    ("mac_romanian", "java", _programs.java, "x-MacRomania"),
]


def random_bytes(count: int) -> list[bytes]:
    """Byte strings in which leads, trails, digits and ASCII meet in every way; none ends within a character (an ASCII byte
    that no charset takes as a trail closes each), because `_programs.iconv` reads many in one run."""
    chance = random.Random(936)
    kinds = [range(0x100), range(0x80, 0x100), range(0x30, 0x3A), range(0x40, 0x80)]
    return [bytes(chance.choice(chance.choice(kinds)) for _ in range(chance.randrange(24))) + b"!!!" for _ in range(count)]


@pytest.mark.parametrize(("name", "dialect", "program", "label"), CONFIRMED, ids=lambda each: each if isinstance(each, str) else "")
def test_a_dialect_reads_as_its_program_does(name: str, dialect: str, program: Program, label: str) -> None:
    if not shutil.which(program.__name__):
        pytest.skip(f"{program.__name__} is not here")
    written = [line.encode() for line in TEXT.split("\n")] + [(TEXT * 4).replace("\n", " ").encode()[start:] + b"!!!" for start in range(9)]
    items = [item.replace(b"\n", b"") for item in random_bytes(600) + written]
    assert [find(name).decode(item, dialect) for item in items] == program(label, items)


PYTHON = [("gb18030", "python-gbk", "gbk"), ("gb18030", "python-gb2312", "gb2312"), ("big5", "python-big5", "big5"),
          ("big5", "python-cp950", "cp950"), ("big5", "python-big5hkscs", "big5hkscs"), ("shift_jis", "python-cp932", "cp932"),
          ("euc_kr", "python-cp949", "cp949"), ("euc_jp", "python", "euc_jp"), ("johab", "python", "johab"),
          ("shift_jis", "python-shift_jis_2004", "shift_jis_2004")]


@pytest.mark.parametrize(("name", "dialect", "codec"), PYTHON)
def test_a_dialect_of_python_reads_as_the_codec_does(name: str, dialect: str, codec: str) -> None:
    items = random_bytes(2000)
    assert [find(name).decode(item, dialect) for item in items] == [item.decode(codec, "replace") for item in items]


@given(st.binary(max_size=60), st.sampled_from(sorted(CHARSETS)))
def test_any_bytes_are_read_with_positions(data: bytes, name: str) -> None:
    reading = CHARSETS[name].read(data)
    assert len(reading.starts) == len(reading.codes) + 1 == len(reading.good) + 1
    assert reading.starts[-1] == len(data)
    assert (np.diff(reading.starts) >= 0).all()
    assert not len(data) or reading.starts[0] == 0
    strict = CHARSETS[name].strict(data)
    assert (strict is None) or strict == to_text(reading.codes) or name == "utf_8"


@given(st.binary(max_size=60), st.sampled_from(sorted(CHARSETS)))
def test_any_bytes_are_decoded_in_every_dialect(data: bytes, name: str) -> None:
    for dialect in CHARSETS[name].dialects:
        assert isinstance(CHARSETS[name].decode(data, dialect), str)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from(WRITERS))
def test_what_is_covered_is_written(text: str, name: str) -> None:
    charset = CHARSETS[name]
    codes = to_codes(text)
    numbers, lengths = charset.packed(codes)
    assert (charset.covers(codes) == (lengths > 0)).all()
    data = charset.to_bytes(text)
    assert (data is None) == (not lengths.all())
    if data is not None:
        assert data == b"".join(number.to_bytes(length, "big") for number, length in zip(numbers.tolist(), lengths.tolist(), strict=True))


@pytest.mark.parametrize("name", WRITERS)
def test_the_first_bytes_of_a_character_give_it_in_some_dialect(name: str) -> None:
    charset = CHARSETS[name]
    codes = np.arange(0x30000, dtype=np.uint32)[charset.covers(np.arange(0x30000, dtype=np.uint32))]
    for character in map(chr, codes[::max(1, len(codes) // 700)].tolist()):
        strings = charset.byte_strings(character)
        assert charset.to_bytes(character) == strings[0]
        for data in strings:
            assert any(charset.decode(data, dialect) == character for dialect in charset.dialects) or charset.strict(data) == character


@pytest.mark.parametrize("name", ["gb18030", "big5", "shift_jis", "euc_kr"])
def test_an_inverse_is_whole(name: str) -> None:
    charset = CHARSETS[name]
    for dialect in charset.dialects:
        if dialect.startswith("iconv"):
            continue      # what is dropped makes one character of two bytes
        for lead in range(0x81, 0xFF, 5):
            for trail in range(0x40, 0xFF, 3):
                text = charset.decode(bytes((lead, trail)), dialect)
                if len(text) == 1 and text not in "\ufffd?" and ord(text) >= 0x80:
                    assert bytes((lead, trail)) in charset.byte_strings(text), (dialect, f"{lead:02X}{trail:02X}")


def test_an_inverse_of_one_dialect_is_its_own() -> None:
    gb18030 = find("gbk")
    assert gb18030.to_bytes("€") == gb18030.to_bytes("€", "icu") == b"\x80"
    assert gb18030.to_bytes("€", "python-gb18030") == b"\xa2\xe3"
    assert gb18030.to_bytes("€", "python-gbk") is None
    assert gb18030.byte_strings("€") == (b"\x80", b"\xa2\xe3")


@pytest.mark.parametrize(("name", "text"), [(name, TEXT) for name in ("utf_8", "gb18030", "utf_16le", "utf_16be")]
                         + [("big5", "名字：石頭\n價錢 12.50 元"), ("euc_tw", "名字：石頭"), ("shift_jis", "名前：石"), ("euc_kr", "이름: 돌")])
def test_text_comes_back_whatever_stands_before_it_and_wherever_it_is_cut(name: str, text: str) -> None:
    charset = CHARSETS[name]
    for count in range(32):
        data = charset.to_bytes("a" * count + text)
        assert data is not None
        assert charset.strict(data) == "a" * count + text
        reading = charset.read(data[:-1])
        assert to_text(reading.codes[reading.good]).startswith("a" * count + text[:-1])


def test_blocks_do_not_show() -> None:
    """Long data are read in blocks; a character across their border is one character."""
    charset = find("gb18030")
    for pad in range(4):
        text = "a" * pad + "石\U00020000" * 60000
        assert charset.strict(text.encode("gb18030")) == text


@pytest.mark.parametrize(("label", "name"), [("GB2312", "gb18030"), ("gbk", "gb18030"), ("CP936", "gb18030"), ("UTF8", "utf_8"), ("Big5-HKSCS", "big5"),
                                             ("windows-1252", "cp1252"), ("latin-1", "iso8859_1"), ("ISO_8859-5", "iso8859_5"),
                                             ("x-euc-tw", "euc_tw"), ("ibm437", "cp437"), ("macintosh", "mac_roman")])
def test_labels(label: str, name: str) -> None:
    assert find(label).name == name


def test_every_label_has_one_charset() -> None:
    labels = [label.casefold() for each in CHARSETS.values() for label in {each.name, *each.labels}]
    assert len(labels) == len(set(labels))


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="gb18030"):
        find("gb18031")


@pytest.mark.parametrize(("unit", "case"), load("charsets"))
def test_a_case_of_a_charset(unit: str, case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["bytes"])
    if "dialect" in case:
        assert CHARSETS[unit].decode(data, case["dialect"]) == case["out"]
    else:
        assert CHARSETS[unit].strict(data) == case["out"]


def test_every_file_of_cases_is_a_charset() -> None:
    assert {path.stem for path in (CASES / "charsets").glob("*.toml")} <= set(CHARSETS)


@pytest.mark.parametrize("name", ["gb18030", "big5", "shift_jis", "euc_kr", "euc_jp", "cp1252", "utf_16le", "utf_8"])
def test_a_dialect_loses_what_its_losses_say(name: str) -> None:
    charset = find(name)
    for dialect in charset.dialects:
        losses = charset.losses(dialect)
        if not losses.mark:
            continue
        for first in (0x80, 0x8E, 0xA1, 0xC8, 0xD8, 0xE5, 0xFE):
            for second in (0x20, 0x41, 0x80, 0xA1, 0xDC, 0xE4):
                text = charset.decode(bytes([first, second]) + b"  ", dialect)
                if losses.together[first] >> second & 1 and name != "utf_8":
                    assert text.startswith(losses.mark), (dialect, first, second)
                    assert len(charset.places(bytes([first, second]), dialect)) == 1
                elif losses.alone[first] >> second & 1:
                    assert text.startswith(losses.mark), (dialect, first, second)


@example(bytes.fromhex("eda080"))
@example(bytes.fromhex("61eda0bdedb8807aeda080eda0bdedb880edb880"))
@given(st.binary(max_size=12))
def test_places_are_where_characters_begin(data: bytes) -> None:
    for charset in collect("fixenc.charsets", "CHARSET").values():
        if charset.kind == "escape" or charset.name.startswith("utf_16"):
            continue
        for dialect in charset.dialects:
            places = charset.places(data, dialect)
            assert len(places) == len(charset.decode(data, dialect)), (charset.name, dialect)
            assert (np.diff(places) >= 0).all()
