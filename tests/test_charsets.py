"""Charsets against the codecs that are known to be right, and against themselves."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixenc.charsets import find, shown
from fixenc.errors import UnknownNameError
from fixenc.model.codes import to_codes, to_text
from fixenc.registry import collect

CHARSETS = collect("fixenc.charsets", "CHARSET")
TEXT = "把 config.ini 放好，再按“确定”。請先輸入密碼！éñ Привет αβγ ｶﾅ かな 한글 ①№€"
HAS_PYTHON_CODEC = [name for name in CHARSETS if name not in ("koi8_t", "ptcp154")]


@pytest.mark.parametrize("name", CHARSETS)
def test_a_file_is_named_as_its_charset(name: str) -> None:
    assert CHARSETS[name].name == name
    assert find(name) is CHARSETS[name]
    assert find(shown(CHARSETS[name]).upper()) is CHARSETS[name]


def test_no_label_belongs_to_two() -> None:
    labels = [label for charset in CHARSETS.values() for label in {charset.name, *charset.labels}]
    assert len(labels) == len(set(labels))


def test_an_unknown_label_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        find("gb18031")
    assert "gb18030" in caught.value.nearest


@pytest.mark.parametrize("name", CHARSETS)
@given(st.binary(max_size=40))
def test_reading_never_fails_and_loses_no_position(name: str, data: bytes) -> None:
    charset = CHARSETS[name]
    reading = charset.read(data)
    assert len(reading.starts) == len(reading.codes) + 1 == len(reading.good) + 1
    assert reading.starts[0] == 0 or not data
    assert reading.starts[-1] == len(data)
    assert (np.diff(reading.starts) > 0).all()
    if reading.good.all() and charset.strict(data) is not None and name != "utf_8":
        assert charset.strict(data) == to_text(reading.codes)
    for dialect in charset.dialects:
        assert isinstance(charset.decode(data, dialect), str)


@pytest.mark.parametrize("name", CHARSETS)
def test_what_is_covered_comes_back(name: str) -> None:
    charset = CHARSETS[name]
    covered = charset.covers(to_codes(TEXT))
    text = "".join(character for character, known in zip(TEXT, covered, strict=True) if known)
    data = charset.to_bytes(text)
    assert data is not None
    assert text in {charset.decode(data, dialect) for dialect in charset.dialects}
    for character in text:
        assert charset.to_bytes(character) == charset.byte_strings(character)[0]
    if len(text) < len(TEXT):
        assert charset.to_bytes(TEXT) is None


@pytest.mark.parametrize("name", [name for name in HAS_PYTHON_CODEC if CHARSETS[name].kind == "single-byte"])
def test_eight_bit_tables_are_those_of_python(name: str) -> None:
    for byte in range(0x80, 0x100):
        expected = bytes([byte]).decode(name, "replace")
        assert CHARSETS[name].decode(bytes([byte]), "strict") == expected
        if expected == "\ufffd" and byte < 0xA0:
            assert CHARSETS[name].decode(bytes([byte]), "browser") == chr(byte)


@pytest.mark.parametrize(("name", "dialect", "codec"), [
    ("gb18030", "python-gbk", "gbk"), ("big5", "python-cp950", "cp950"), ("big5", "python-big5", "big5"),
    ("euc_kr", "python-cp949", "cp949"), ("shift_jis", "python-cp932", "cp932")])
def test_a_dialect_of_python_is_python(name: str, dialect: str, codec: str) -> None:
    """Well-formed and broken bytes; a cut end may be marked otherwise, so an ASCII tail is added."""
    chance = random.Random(936)
    for _ in range(2000):
        data = bytes(chance.choice([chance.randrange(0x80, 0x100), chance.randrange(0x20, 0x7F), chance.randrange(0xA1, 0xFF)])
                     for _ in range(chance.randrange(1, 12))) + b"  "
        assert CHARSETS[name].decode(data, dialect) == data.decode(codec, "replace"), data.hex(" ")


def test_windows_swallows_the_byte_behind_a_bad_lead() -> None:
    gbk = find("gbk")
    assert gbk.decode(b"\x8e(a)", "windows") == "?a)"
    assert gbk.decode(b"\x8e(a)", "windows-keep") == "?(a)"
    assert gbk.decode(b"\x8e(a)", "icu") == "\ufffd(a)"
    assert gbk.decode(b"\x80", "windows") == "€"


def test_four_byte_codes() -> None:
    gb18030 = find("gb18030")
    for text in ("𠀀", "ā文🙂", "中\u0080文"):
        assert gb18030.strict(text.encode("gb18030")) == text
    assert gb18030.strict(bytes.fromhex("8135f437")) == "\ue7c7"
    assert gb18030.strict(bytes.fromhex("a8bc")) == "ḿ"


def test_utf_8_with_surrogate_pairs() -> None:
    utf_8 = find("utf-8")
    assert utf_8.strict(bytes.fromhex("eda0bdedb980")) == "🙀"
    assert utf_8.strict(b"\xff") is None
    assert bytes.fromhex("eda0bdedb980") in utf_8.byte_strings("🙀")
