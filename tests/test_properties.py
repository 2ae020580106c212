"""What holds for any text and any bytes."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fixenc
import fixenc.clean

SENTENCES = ("今天下午三点在会议室讨论新项目的预算。", "他把钥匙忘在了办公室的抽屉里。", "請問最近的捷運站要怎麼走？",
             "The quick brown fox", "数据库连接失败，请检查配置文件", "ÎÄ¼þ", "浣犲ソ", "國(guó)家發(fā)展(zhǎn)", "\n", " ", "���", "?",
             "æ–‡ä»¶", "\x81\x8d", "\ud800", "\ue5d1", "🙂", "é", "(hǎo)")
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(SENTENCES), max_size=8).map("".join))
settings.register_profile("fixenc", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("fixenc")


@given(TEXTS)
def test_edits_are_all_that_happened(text: str) -> None:
    result = fixenc.inspect(text)
    assert fixenc.replay(text, result.edits) == result.text == fixenc.repair(text)
    assert fixenc.undo(result.text, result.edits) == text


@given(TEXTS)
def test_repair_settles(text: str) -> None:
    once = fixenc.repair(text)
    assert fixenc.inspect(once).edits == ()


@given(TEXTS)
def test_a_result_survives_json(text: str) -> None:
    result = fixenc.inspect(text)
    assert fixenc.Result.from_dict(result.to_dict()) == result


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=40), st.integers(1, 7), st.integers(20, 60))
def test_any_chunking_gives_the_same(words: list[str], size: int, piece: int) -> None:
    text = "".join(words)
    chunks = [text[start:start + size] for start in range(0, len(text), size)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["fixenc.clean"], "PIECE", piece)
        assert "".join(fixenc.stream(chunks)) == "".join(fixenc.stream([text])) == fixenc.repair(text)


@given(st.one_of(st.binary(max_size=200), TEXTS.map(lambda text: text.encode("gb18030", "ignore"))))
def test_any_bytes(data: bytes) -> None:
    result = fixenc.inspect(data)
    assert result.decoded is not None
    assert fixenc.replay(data, result.edits) == result.text


@pytest.mark.parametrize("source", ["", "\ud800", "\udfff好", "\x00", b"", b"\x8e", b"\x00" * 10, b"\xff\xfe", b"\xef\xbb\xbf"])
def test_odd_input_comes_through(source: str | bytes) -> None:
    result = fixenc.inspect(source)
    assert result.edits == ()
    if isinstance(source, str):
        assert result.text == source


def test_ten_million_nul_characters() -> None:
    assert fixenc.repair("\x00" * 10_000_000) == "\x00" * 10_000_000


def test_a_wrong_type_names_the_right_call() -> None:
    with pytest.raises(TypeError, match="read_text"):
        fixenc.repair(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"fixenc\.clean"):
        fixenc.normalize(b"abc")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"fixenc\.repair"):
        fixenc.decode("abc")  # type: ignore[arg-type]


def test_a_wrong_name_offers_the_nearest() -> None:
    with pytest.raises(fixenc.UnknownNameError, match="mojibake") as caught:
        fixenc.repair("好", config=fixenc.Config(skip=frozenset({"mojibak"})))
    assert caught.value.nearest[0] == "mojibake"
    with pytest.raises(fixenc.UnknownNameError, match="gb18030"):
        fixenc.repair("好", config=fixenc.Config(encodings=frozenset({"gb18031"})))
