"""Bytes to text: what is certain, what is told apart by likelihood, and that no byte is ever lost."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from fixenc._follow import Texts
from fixenc.charsets import find
from fixenc.charsets._line_parts import cuts
from fixenc.charsets._segments import Lines
from fixenc.decode import decode, to_bytes
from fixenc.encode import Writer
from fixenc.errors import UnknownNameError
from fixenc.interface import decode_html
from fixenc.registry import collect
from fixenc.values import Config, Decoded, Edit, Process, Result, Segment, Span

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


def test_both_charsets_of_chinese_in_one_file() -> None:
    parts = [(line, codec) for text, codec in ((TRADITIONAL, "big5"), (SIMPLIFIED, "gb18030"), (TRADITIONAL, "utf-8")) for line in text.splitlines(True)]
    data = b"".join(line.encode(codec) for line, codec in parts)
    found = decode(data)
    assert found.text == "".join(line for line, _ in parts)
    assert [each.encoding for each in found.segments] == ["big5", "gb18030", "utf-8"]
    assert to_bytes(found) == data


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_colours_within_characters(codec: str) -> None:
    text = text_for(codec)
    pieces = [each.encode(codec) for each in text]
    for at, code in ((3, b"\x1b[31m"), (5, b"\x1b[0m"), (20, b"\x1b[1;33m\x1b[44m")):
        pieces[at] = pieces[at][:1] + code + pieces[at][1:]
    found = decode(b"".join(pieces))
    assert found.text == text[:4] + "\x1b[31m" + text[4:6] + "\x1b[0m" + text[6:21] + "\x1b[1;33m\x1b[44m" + text[21:]
    assert not found.bad
    assert to_bytes(found) == b"".join(pieces)


@pytest.mark.parametrize("codec", ["gb18030", "big5"])
def test_padding_between_lines(codec: str) -> None:
    text = text_for(codec).replace("\n", "\0" * 301)
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("line", ["聦禪笑傲賢王喜", "韊矢迎山驛", "名單：龘、靐、齉、爩"])
@pytest.mark.parametrize("codec", ["gb18030", "euc_tw"])
def test_rare_characters_are_no_lost_bytes(line: str, codec: str) -> None:
    data = line.encode(codec) if codec == "gb18030" else find(codec).to_bytes(line)
    if data is not None:
        assert decode(data, encoding=codec).text == line


def test_a_bad_byte_in_utf_8_is_a_bad_byte() -> None:
    data = SIMPLIFIED.encode() + b"\xff\n" + SIMPLIFIED.encode()
    found = decode(data)
    assert found.encoding == "utf-8"
    assert [each.damage for each in found.segments] == [1]
    assert [(each.offset, each.data) for each in found.bad] == [(len(SIMPLIFIED), b"\xff")]
    assert found.text[found.bad[0].offset] == "\ufffd"


def test_few_characters_late_in_a_file_are_found() -> None:
    assert decode((CODE * 9000 + "// 行数不对\n" + CODE).encode("gb18030")).text.count("行数不对") == 1


@pytest.mark.parametrize(("text", "codec"), [
    ("Вчера в нашу библиотеку пришла новая заведующая, все зовут её Анной.", "koi8-r"),
    ("Вчера в нашу библиотеку пришла новая заведующая, все зовут её Анной.", "cp1251"),
    ("昨日の午後、町の図書館に新しい司書の方がいらっしゃいました。", "shift_jis"), ("昨日の午後、町の図書館に新しい司書の方がいらっしゃいました。", "euc_jp"),
    ("어제 오후에 마을 도서관에 새로운 사서가 왔습니다.", "euc_kr"), ("Über die Brücke gehen täglich viele Menschen.", "cp1252"),
    ("Az új könyvtáros tegnap érkezett a városba, és sűrű sorokban rendezte el az őszi újságokat.", "cp1250"),
    ("O novo bibliotecário não chegou ontem, mas as edições estão em ordem.", "cp1252")])
def test_other_languages_are_not_called_chinese(text: str, codec: str) -> None:
    found = decode(text.encode(codec))
    assert found.text == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["最佳女配角的提名", "他是昨天最早到的", "需要一個新的書架"])
def test_a_nul_in_a_character_of_han_does_not_tell_the_byte_order(text: str, codec: str) -> None:
    found = decode(text.encode(codec))
    assert (found.text, found.encoding) == (text, codec)


@pytest.mark.parametrize("text", ["Cô thủ thư mới xếp báo cũ theo năm và dán một tờ thông báo ở cửa.", "Tối qua bố mẹ đi tàu hỏa đến và mang theo mật ong."])
def test_vietnamese_as_windows_writes_it(text: str) -> None:
    tones = str.maketrans({each: unicodedata.normalize("NFD", each) for each in "áàãảạéèẹíìĩóòúùủũ"} | {
        "ủ": "u\u0309", "ớ": "ơ\u0301", "ế": "ê\u0301", "ộ": "ô\u0323", "ờ": "ơ\u0300", "ở": "ơ\u0309", "ử": "ư\u0309", "ố": "ô\u0301",
        "ậ": "â\u0323", "ẹ": "e\u0323", "ỏ": "o\u0309", "ạ": "a\u0323"})
    written = text.translate(tones)
    assert decode(written.encode("cp1258")).text == written


@pytest.mark.parametrize("head", [
    '<meta charset="{}">', '<meta http-equiv="Content-Type" content="text/html; charset={}">', '<?xml version="1.0" encoding="{}"?>',
    '@charset "{}";', "#!/usr/bin/python\n# -*- coding: {} -*-\n", '"Content-Type: text/plain; charset={}\\n"\n',
    'Content-Type: text/plain;\n\tcharset="{}"\n\n'])
def test_what_a_text_says_of_itself_is_weak_evidence(head: str) -> None:
    # One character alone: either charset has one.
    undecided = bytes.fromhex("b3a3")
    assert decode(head.format("big5").encode() + undecided).encoding == "big5"
    assert decode(head.format("gb2312").encode() + undecided).encoding == "gb18030"
    for told in ("big5", "utf-8", "windows-1252", "nonsense"):
        data = head.format(told).encode() + SIMPLIFIED.encode("gb18030")
        assert decode(data).text.endswith(SIMPLIFIED)


def test_a_header_is_weak_evidence_too() -> None:
    undecided = bytes.fromhex("b3a3")
    assert decode_html(undecided, "big5").encoding == "big5"
    assert decode_html(undecided, "text/html; charset=GBK").encoding == "gb18030"
    assert decode_html(SIMPLIFIED.encode("gb18030"), "big5").text == SIMPLIFIED
    assert decode_html(SIMPLIFIED.encode(), "x-unknown").confidence == 1.0
    with pytest.raises(TypeError, match="decode_html"):
        decode_html("text")      # type: ignore[arg-type]


def test_not_sure_names_the_candidates() -> None:
    found = decode("好".encode("gb18030"))
    assert [each.encoding for each in found.candidates][:2] == ["gb18030", "big5"]
    assert found.confidence < 0.95
    assert found.candidates[0].text == "好"
    assert not decode(SIMPLIFIED.encode("gb18030")).candidates


@pytest.mark.parametrize(("name", "data"), [
    ("hz", "她说：~好。\nabc\n".encode("hz")), ("iso-2022-jp", "町の図書館\nabc".encode("iso2022_jp")),
    ("iso-2022-kr", "도서관에 왔습니다\nabc".encode("iso2022_kr")), ("iso-2022-cn", b"\x1b$)A\x0eKyK5#:\x1b$)G\x0etv\x0f\nabc")])
def test_escape_sequences_are_read_and_kept(name: str, data: bytes) -> None:
    found = decode(data)
    assert found.encoding == name
    assert found.text.endswith("\nabc") or "~好" in found.text
    assert to_bytes(found) == data


@pytest.mark.parametrize("data", [
    b"cp ~{a,b}~ and ~{name}", b"C++ and a+b/c, +420 731 234 567, +6821234-5\n", b"+420\n+380\n+684123\n",
    b"W89vfa+zng==\nSrR0+2dd5qDQGe0JYhY=\n", b"+const+value+=1;\n+return+++1\n"])
def test_what_looks_like_an_escape_is_none(data: bytes) -> None:
    assert decode(data).encoding == "utf-8"


@pytest.mark.parametrize("codec", ["hz", "utf-7"])
def test_an_escape_behind_much_ascii_is_found(codec: str) -> None:
    text = CODE * 200 + SIMPLIFIED
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("data", [b"+Ti1W/TAC-", b"a +- b +Ti1W/TAC\nc", "1 + 1\n".encode("utf-7") + SIMPLIFIED.encode("utf-7"), "𠀀中文\n".encode("utf-7")])
def test_utf_7_is_read_and_kept(data: bytes) -> None:
    found = decode(data)
    assert (found.text, found.encoding, found.bad) == (data.decode("utf-7"), "utf-7", ())
    assert to_bytes(found) == data


BOARD = "標題：[閒聊] 今天的心得分享♥\n推 someone: 这樣很好，我也喜欢♪\n"


def test_a_bulletin_board_is_told_from_hong_kong() -> None:
    uao, hong_kong = find("big5-uao"), find("big5-hkscs")
    for charset, text in ((uao, BOARD), (hong_kong, "佢哋話嗰間舖頭嘅嘢好食，咪去囉。\n")):
        data = charset.to_bytes(text)
        assert data is not None
        found = decode(data)
        assert (found.text, find(found.encoding)) == (text, charset)
        assert to_bytes(found) == data
    assert decode(TRADITIONAL.encode("big5")).encoding == "big5"


def test_a_bulletin_board_among_other_lines() -> None:
    board = find("big5-uao").to_bytes(BOARD * 2) or b""
    data = TRADITIONAL.encode() + board + TRADITIONAL.encode()
    found = decode(data)
    assert found.text == TRADITIONAL + BOARD * 2 + TRADITIONAL
    assert [each.encoding for each in found.segments] == ["utf-8", "big5-uao", "utf-8"]
    assert to_bytes(found) == data
    assert decode(board, Config(not_encodings=frozenset({"big5-uao"}))).encoding == "big5"
    assert decode(board, Config(encodings=frozenset({"big5-uao"}))).encoding == "big5-uao"
    assert decode("好\n".encode("big5"), so_far="big5-uao").encoding == "big5-uao"


def test_a_mark_counts_unless_it_lies() -> None:
    assert decode(b"\xef\xbb\xbf" + SIMPLIFIED.encode()).bom == b"\xef\xbb\xbf"
    lie = b"\xff\xfe" + SIMPLIFIED.encode()
    assert decode(lie).text == SIMPLIFIED
    assert to_bytes(decode(lie)) == lie
    for bom, codec in ((b"\xef\xbb\xbf", "gb18030"), (b"\xff\xfe", "gb18030"), (b"\xff\xfe", "utf-16-be"), (b"\xfe\xff", "utf-16-le"),
                       (b"\xef\xbb\xbf", "utf-16-le"), (b"\xff\xfe\0\0", "utf-8")):
        mislabelled = bom + SIMPLIFIED.encode(codec)
        assert decode(mislabelled).text == SIMPLIFIED
        assert to_bytes(decode(mislabelled)) == mislabelled


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), bytes(range(256)) * 20, b"PK\x03\x04" + b"\x14\0\0\0\x08" * 40])
def test_what_is_no_text_is_called_binary(data: bytes) -> None:
    found = decode(data)
    assert (found.encoding, found.text) == ("binary", data.decode("latin-1"))
    assert to_bytes(found) == data


@pytest.mark.parametrize("text", ["第一行\0第二行\n", "标题\x0b正文", "\x07请注意"])
def test_a_control_in_a_short_text_is_no_reason_to_call_it_binary(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8", 1.0, (Segment(Span(0, len(text.encode()), "bytes"), "utf-8", 1.0),))


@pytest.mark.parametrize("unit", ["81", "c4", "a1", "ff", "c40a", "e40d0a"])
def test_one_byte_over_and_over_is_no_text(unit: str) -> None:
    data = bytes.fromhex(unit) * 10_000
    assert decode(data).encoding == "binary"
    assert to_bytes(decode(data)) == data


def test_a_row_of_one_byte_is_no_witness() -> None:
    row = b"\xc4" * 70
    text = f"{CODE}{{}}\nNaïve café, déjà vu, über alles, señor.\n{{}}\n"
    assert decode(text.encode("cp437").replace(b"{}", row)).text == text.replace("{}", "─" * 70)


def test_rare_letters_of_a_charset_that_is_named() -> None:
    data = (CODE + "// \xb7 \xf7 \xef\n").encode("latin-1") * 3
    assert to_bytes(decode(data, Config(encodings=frozenset({"win_sami_2", "gb18030"})))) == data


def test_bytes_that_make_no_text_in_any_charset_are_called_binary() -> None:
    chance = random.Random(5)
    for size in (1000, 20_000):
        assert decode(bytes(chance.choices(range(0x80, 0x100), k=size))).encoding == "binary"
        assert decode(bytes(chance.choices(range(0x81, 0xFF), k=size))).encoding == "binary"
    damaged = bytearray((SIMPLIFIED * 20).encode("gb18030"))
    for place in chance.sample(range(len(damaged)), len(damaged) // 5):
        damaged[place] = ord("?")
    assert decode(bytes(damaged)).encoding == "gb18030"


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
    assert decode(SIMPLIFIED.encode(), Config(not_encodings=frozenset({"utf-8"}))).encoding != "utf-8"


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
@example(b"\xc4\x1b[m\xe3\x1b[1m\xba\xc3\xff\x1b[m\xff")
@example(b"\xff\xfe\0\0\xff\xff\xff\xff\0")
@example(b"\t:\x96")
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
    assert "".join(Texts(chunks, Config())) == decode(data).text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([b"\n", b"a", b"\xe4\xb8\xad", b"\xd6\xd0", b"\xc3\xa9", b"\x80", b"\xe4\xb8", b"\xf0\x9f\x98\x80"])))
def test_lines_are_valid_where_python_says_so(parts: list[bytes]) -> None:
    data = b"".join(parts)
    expected = {}
    for line in data.splitlines(True):
        assume(not cuts(line))
        if not line.isascii():
            try:
                expected[line] = bool(line.decode())
            except UnicodeDecodeError:
                expected[line] = False
    found = Lines.of(data)
    assert {data[start:stop]: valid for start, stop, valid in zip(found.starts, found.stops, found.valid, strict=True)} == expected


def test_a_stream_changes_its_mind_only_behind_a_line_feed() -> None:
    long_line = "一" * 9000 + "丁" * 9000 + "\n"
    data = SIMPLIFIED.encode("gb18030") * 300 + long_line.encode("gb18030") + TRADITIONAL.encode() * 200
    expected = SIMPLIFIED * 300 + long_line + TRADITIONAL * 200
    for size in (1000, 1 << 14, 1 << 20):
        assert "".join(Texts((data[start:start + size] for start in range(0, len(data), size)), Config())) == expected


def test_a_stream_cuts_no_character() -> None:
    for codec, text in (("utf-16", "a" + "\U00020000" * 30_000), ("gb18030", SIMPLIFIED.replace("\n", "") * 800),
                        ("utf-8", SIMPLIFIED.replace("\n", "") * 800)):
        data = text.encode(codec)
        assert "".join(Texts([data], Config())) == text


def test_a_stream_comes_out_early() -> None:
    chunks = iter([SIMPLIFIED.encode("gb18030") * 300, b""])
    assert next(iter(Texts(chunks, Config()))).startswith(SIMPLIFIED)


def test_bytes_that_nobody_would_write_survive_an_edit() -> None:
    data = b"\xa2\xcc\xa4\x51 " + TRADITIONAL.encode("big5") + b"\xf9\xe9\xff\n"
    found = decode(data)
    at = found.text.index("老周")
    edit = Edit("test", Span(at, at + 2), "老周", "小明王", 1.0, Process(""))
    result = Result(found.text.replace("老周", "小明王"), (edit,), (), found)
    written = data.replace("老周".encode("big5"), "小明王".encode("big5"))
    assert Writer("keep", None, True).encode(data, result, True) == (written, 0)
    assert Writer("utf-8", None, True).encode(data, result, True) == (result.text.encode(), 1)


@pytest.mark.parametrize("data", [b"\x81" * 1_000_000, b"\x81\x30" * 500_000, b"\xe4\xb8\n" * 300_000, b"\x8e\xa2" * 400_000, b"a\xff" * 400_000],
                         ids=["leads", "four", "broken lines", "planes", "pairs"])
def test_no_input_takes_long(data: bytes) -> None:
    start = time.process_time()
    assert to_bytes(decode(data)) == data
    assert time.process_time() - start < 20


@pytest.mark.parametrize("codec", ["gb18030", "big5"])
def test_a_line_in_two_charsets(codec: str) -> None:
    rest = text_for(codec).splitlines()[1].encode(codec)
    for head, tail in (("2024 [INFO] 连接成功: ".encode(), b"\n"), ("[信息] ".encode(), b" ok\n"), (b"", " 连接成功\n".encode()),
                       ("[步骤 一] ".encode(), b"\n"), (b"", " [第 连接] ok\n".encode())):
        data = (head + rest + tail) * 3
        found = decode(data)
        assert found.text == (head.decode() + rest.decode(codec) + tail.decode()) * 3
        assert to_bytes(found) == data
        assert len(found.segments) == 6


def test_a_damaged_line_of_utf_8_is_in_one_charset() -> None:
    line = "昨天下午，镇上的图书馆来了一位新管理员。\n".encode()
    for place in range(1, len(line) - 1):
        found = decode(SIMPLIFIED.encode() + line[:place] + b"?" + line[place + 1:])
        assert {each.encoding for each in found.segments} == {"utf-8"}


@pytest.mark.parametrize("text", ["目前", "平时", "枝头", "委员", "Cad 目前一"])
def test_chinese_that_is_utf_8_by_chance(text: str) -> None:
    data = text.encode("gb18030")
    assert data.decode() != text
    assert decode(data).text == text


def test_utf_8_that_may_be_chance_is_not_sure() -> None:
    found = decode("系".encode("gb18030"))
    assert (found.text, found.encoding) == ("ϵ", "utf-8")
    assert found.confidence < 0.95
    assert [each.text for each in found.candidates][:2] == ["ϵ", "系"]
    assert decode("été".encode()).confidence == 1.0


def test_half_a_character_before_a_line_end_is_no_utf_8() -> None:
    data = bytes.fromhex("e5a1a30a") + SIMPLIFIED.encode("gb18030")
    assert decode(data).text == "\ufffd。\n" + SIMPLIFIED
    assert to_bytes(decode(data)) == data


@pytest.mark.parametrize("text", ["été", "тех", "που", "της", "đã", "وشك", "ÎÄ¼þ", "Müller", "ñandú"])
def test_short_words_in_utf_8(text: str) -> None:
    assert decode(text.encode()).text == text
