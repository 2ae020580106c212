"""Bytes to text: what is certain, what is told apart by likelihood, and that no byte is ever lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fixenc.decode import decode, texts, to_bytes
from fixenc.errors import UnknownNameError
from fixenc.registry import collect
from fixenc.values import Config, Decoded, Result

SIMPLIFIED = "昨天下午，镇上的图书馆来了一位新管理员，大家都叫她老周。\n她把旧报纸按年份排好，又在门口贴了一张借书的规定。\n"
TRADITIONAL = "昨天下午，鎮上的圖書館來了一位新管理員，大家都叫她老周。\n她把舊報紙按年份排好，又在門口貼了一張借書的規定。\n"
CODE = "static int count_rows(const char *name) {\n    return rows(name);\n}\n"
WRITERS = ["utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-8-sig"]


def text_for(codec: str) -> str:
    return TRADITIONAL if codec == "big5" else SIMPLIFIED


@pytest.mark.parametrize("codec", WRITERS)
def test_a_page_is_read(codec: str) -> None:
    data = text_for(codec).encode(codec)
    found = decode(data)
    assert found.text == text_for(codec)
    assert to_bytes(found) == data
    assert found.confidence == 1.0 or 0.9 < found.confidence < 1.0


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-16-le"])
@pytest.mark.parametrize("size", [16, 32, 64])
def test_a_few_characters_are_enough(codec: str, size: int) -> None:
    data = text_for(codec).replace("\n", "").encode(codec)
    assert decode(data[:size]).text == data[:size].decode(codec, "ignore")


@pytest.mark.parametrize("codec", ["gb18030", "big5"])
@pytest.mark.parametrize("offset", range(1, 40, 3))
def test_a_lost_byte_costs_a_character_and_no_more(codec: str, offset: int) -> None:
    text = text_for(codec)
    data = text.encode(codec)
    found = decode(data[:offset] + data[offset + 1:])
    assert found.encoding == codec
    assert found.text.endswith(text[25:])
    assert to_bytes(found) == data[:offset] + data[offset + 1:]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_cut_ends_are_forgiven(codec: str) -> None:
    data = text_for(codec).strip().encode(codec)
    for part in (data[:-1], data[1:], data[1:-1]):
        found = decode(part)
        assert found.encoding == codec
        assert text_for(codec)[2:-3] in found.text
        assert to_bytes(found) == part


@pytest.mark.parametrize("tail", [b"\0" * 40, b"\x1a"])
def test_padding_is_no_reason_to_call_it_binary(tail: bytes) -> None:
    data = SIMPLIFIED.encode("gb18030") + tail
    assert decode(data).text == SIMPLIFIED + tail.decode()


def test_a_file_in_two_charsets_is_split_at_lines() -> None:
    lines = SIMPLIFIED.splitlines(True)
    data = lines[0].encode() + CODE.encode() + lines[1].encode("gb18030") + lines[0].encode()
    found = decode(data)
    assert found.text == lines[0] + CODE + lines[1] + lines[0]
    assert [each.encoding for each in found.segments] == ["utf-8", "gb18030", "utf-8"]
    assert [data[each.span.start:each.span.stop] for each in found.segments][1] == lines[1].encode("gb18030")
    assert [found.text[each.text_start:][:3] for each in found.segments] == ["昨天下", "她把旧", "昨天下"]
    assert to_bytes(found) == data


def test_a_bad_byte_in_utf_8_is_a_bad_byte() -> None:
    data = SIMPLIFIED.encode() + b"\xff\n" + SIMPLIFIED.encode()
    found = decode(data)
    assert found.encoding == "utf-8"
    assert [(each.offset, each.data) for each in found.bad] == [(len(SIMPLIFIED), b"\xff")]
    assert found.text[found.bad[0].offset] == "\ufffd"


def test_few_characters_late_in_a_file_are_found() -> None:
    assert decode((CODE * 9000 + "// 行数不对\n" + CODE).encode("gb18030")).text.count("行数不对") == 1


@pytest.mark.parametrize(("text", "codec"), [
    ("Вчера в нашу библиотеку пришла новая заведующая, все зовут её Анной.", "koi8-r"),
    ("Вчера в нашу библиотеку пришла новая заведующая, все зовут её Анной.", "cp1251"),
    ("昨日の午後、町の図書館に新しい司書の方がいらっしゃいました。", "shift_jis"), ("昨日の午後、町の図書館に新しい司書の方がいらっしゃいました。", "euc_jp"),
    ("어제 오후에 마을 도서관에 새로운 사서가 왔습니다.", "euc_kr"), ("Über die Brücke gehen täglich viele Menschen.", "cp1252")])
def test_other_languages_are_not_called_chinese(text: str, codec: str) -> None:
    found = decode(text.encode(codec))
    assert found.text == text


@pytest.mark.parametrize(("name", "data"), [
    ("hz", "她说：~好。\nabc\n".encode("hz")), ("iso-2022-jp", "町の図書館\nabc".encode("iso2022_jp")),
    ("iso-2022-kr", "도서관에 왔습니다\nabc".encode("iso2022_kr")), ("iso-2022-cn", b"\x1b$)A\x0eKyK5#:\x1b$)G\x0etv\x0f\nabc")])
def test_escape_sequences_are_read_and_kept(name: str, data: bytes) -> None:
    found = decode(data)
    assert found.encoding == name
    assert found.text.endswith("\nabc") or "~好" in found.text
    assert to_bytes(found) == data


def test_tildes_and_braces_are_no_escape() -> None:
    assert decode(b"cp ~{a,b}~ and ~{name}").encoding == "utf-8"


def test_a_mark_counts_unless_it_lies() -> None:
    assert decode(b"\xef\xbb\xbf" + SIMPLIFIED.encode()).bom == b"\xef\xbb\xbf"
    lie = b"\xff\xfe" + SIMPLIFIED.encode()
    assert decode(lie).text == SIMPLIFIED
    assert to_bytes(decode(lie)) == lie
    mislabelled = b"\xef\xbb\xbf" + SIMPLIFIED.encode("gb18030")
    assert to_bytes(decode(mislabelled)) == mislabelled


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), bytes(range(256)) * 20, b"PK\x03\x04" + b"\x14\0\0\0\x08" * 40])
def test_what_is_no_text_is_called_binary(data: bytes) -> None:
    found = decode(data)
    assert (found.encoding, found.text) == ("binary", data.decode("latin-1"))
    assert to_bytes(found) == data


def test_nothing_is_text() -> None:
    assert decode(b"") == Decoded("", "utf-8", 1.0)


def test_what_is_named_is_used() -> None:
    assert decode("中".encode("big5"), encoding="big5").text == "中"
    assert decode(SIMPLIFIED.encode("gb18030"), encoding="latin-1").text == SIMPLIFIED.encode("gb18030").decode("latin-1")
    with pytest.raises(UnknownNameError):
        decode(b"", encoding="gb18031")


def test_what_is_allowed_and_what_is_not() -> None:
    data = SIMPLIFIED.encode("gb18030")
    assert decode(data, Config(not_encodings=frozenset({"gbk"}))).encoding != "gb18030"
    assert decode(data, Config(encodings=frozenset({"big5"}))).encoding == "big5"


def test_two_codes_of_one_character_are_told_apart() -> None:
    data = b"\xa2\xcc\xa4\x51" + TRADITIONAL.encode("big5")
    found = decode(data)
    assert found.text.startswith("十十")
    assert to_bytes(found) == data


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
@example(b"\x81")
@example(b"\xff\xfe\x00")
@example(b"~{VPND~}")
@example(b"\x1b$)A\x0eVP\x0f")
@example(b"\xef\xbb\xbf\x81")
@example(b"\xa1\xa4\xff\x80\x80")
def test_no_byte_is_lost(data: bytes) -> None:
    found = decode(data)
    assert to_bytes(found) == data
    assert Result.from_dict(Result("", decoded=found).to_dict()).decoded == found


NAMES = sorted(collect("fixenc.charsets", "CHARSET"))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(NAMES))
def test_no_byte_is_lost_in_any_charset(data: bytes, name: str) -> None:
    assert to_bytes(decode(data, encoding=name)) == data


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([SIMPLIFIED, CODE, "一\n"]), max_size=4), st.sampled_from(["utf-8", "gb18030"]), st.integers(1, 50))
def test_chunks_do_not_show(parts: list[str], codec: str, size: int) -> None:
    data = "".join(parts).encode(codec)
    chunks = [data[start:start + size] for start in range(0, len(data), size)]
    assert "".join(texts(chunks, Config())) == decode(data).text


@pytest.mark.parametrize("data", [b"\x81" * 1_000_000, b"\x81\x30" * 500_000, b"\xe4\xb8\n" * 300_000, b"\x8e\xa2" * 400_000, b"a\xff" * 400_000],
                         ids=["leads", "four", "broken lines", "planes", "pairs"])
def test_no_input_takes_long(data: bytes) -> None:
    start = time.process_time()
    assert to_bytes(decode(data)) == data
    assert time.process_time() - start < 20
