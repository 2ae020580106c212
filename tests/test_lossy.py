"""Lost characters as the caller wants them: restored, marked, or left as they stand."""

from __future__ import annotations

import pytest

import fixenc
from fixenc.values import Config

WRITTEN = "系统将在五分钟后重新启动，请保存好正在编辑的文件。"
# (charset read in, what stands for lost bytes by now)
READ = (("gbk", "\ufffd"), ("gbk", "□"), ("cp932", "\ufffd"), ("cp932", "?"), ("cp1252", "\ufffd"))


def damaged(read: str, mark: str) -> str:
    return WRITTEN.encode().decode(read, "replace").replace("\ufffd", mark)


@pytest.mark.parametrize(("read", "mark"), READ)
def test_what_was_lost_is_restored_as_guesses(read: str, mark: str) -> None:
    text = damaged(read, mark)
    result = fixenc.inspect(text)
    assert sum(a == b for a, b in zip(result.text, WRITTEN, strict=True)) >= len(WRITTEN) - 4
    guesses = [guess for edit in result.edits for guess in edit.guesses]
    assert guesses
    assert all(0.0 <= guess.probability <= 1.0 for guess in guesses)
    assert all(0.0 <= share <= guess.probability + 1e-9 for guess in guesses[:1] for _, share in guess.runners_up)
    assert fixenc.undo(result.text, result.edits) == text
    wrong = {place for place, (a, b) in enumerate(zip(result.text, WRITTEN, strict=True)) if a != b}
    assert wrong <= {guess.offset for guess in guesses}, "only guesses may be wrong"


@pytest.mark.parametrize(("read", "mark"), READ)
def test_what_was_lost_can_be_left(read: str, mark: str) -> None:
    text = damaged(read, mark)
    result = fixenc.inspect(text, config=Config(lossy="leave"))
    assert mark in result.text
    assert not any(edit.guesses for edit in result.edits)
    assert fixenc.undo(result.text, result.edits) == text
    whole = {character for character in WRITTEN if character not in text}
    assert sum(character in result.text for character in whole) >= len(whole) // 3, "what is certain is repaired"


def test_what_is_doubtful_can_be_marked() -> None:
    text = "  `title` varchar(64) COMMENT '鏍囬\ue57d鏍?,"
    restored = fixenc.inspect(text)
    assert restored.text == "  `title` varchar(64) COMMENT '标题栏',"
    doubtful = [guess for edit in restored.edits for guess in edit.guesses if guess.probability < 0.9]
    marked = fixenc.inspect(text, config=Config(lossy="mark", min_confidence=0.9, mark="__"))
    assert marked.text.count("__") == len(doubtful) == 1
    for edit in marked.edits:
        for guess in edit.guesses:
            assert edit.after[guess.offset] == "'"
    assert fixenc.undo(marked.text, marked.edits) == text


NAMED = ("请佘菀婷到前台登记", "佘菀婷：知道了。", "会议由佘菀婷主持", "我和佘菀婷在河边见面", "佘菀婷的意见被采纳",
         "主任让佘菀婷留下", "佘菀婷说今天不来了。", "这是佘菀婷写的报告")


def test_a_name_that_only_the_text_knows() -> None:
    before = [line.encode().decode("gbk", "replace") for line in NAMED]
    alone = [line for line, damaged in zip(NAMED, before, strict=True) if "佘菀婷" not in fixenc.repair(damaged)]
    assert alone, "the language model does not know it"
    after = fixenc.repair("\n".join(before)).split("\n")
    assert all("佘菀婷" in line for line in after)


# (text, charset written in, charset read in): something survives, and much does not
LITTLE_LEFT = (("# 搜索目录 - config", "gbk", "utf-8"), ("# 录音时长, 目录为空", "gbk", "utf-8"),
               ('echo "导出失败，请稍后再试" >> log.txt', "utf-8", "big5"))


@pytest.mark.parametrize(("text", "written", "read"), LITTLE_LEFT)
def test_what_nobody_can_tell_is_left_and_reported(text: str, written: str, read: str) -> None:
    before = text.encode(written).decode(read, "replace")
    result = fixenc.inspect(before)
    assert result.text != before
    assert "\ufffd" in result.text
    assert set(result.text) - set(before) <= set(text), "nothing is invented"
    spans = [finding.span for finding in result.past_repair]
    at = [place for place, character in enumerate(before) if character == "\ufffd"]
    edited = {place for edit in result.edits for place in range(edit.span.start, edit.span.stop)}
    assert all(place in edited or any(span.start <= place < span.stop for span in spans) for place in at)
    assert fixenc.undo(result.text, result.edits) == before
    assert fixenc.repair(result.text) == result.text


@pytest.mark.parametrize(("text", "written", "read"), LITTLE_LEFT)
def test_what_nobody_can_tell_is_marked(text: str, written: str, read: str) -> None:
    before = text.encode(written).decode(read, "replace")
    marked = fixenc.inspect(before, config=Config(lossy="mark", mark="__"))
    assert "__" in marked.text
    assert "\ufffd" not in marked.text
    assert fixenc.undo(marked.text, marked.edits) == before


@pytest.mark.parametrize("read", ["big5", "gb2312", "euc_jp"])
def test_a_line_of_which_much_is_left_stays_as_it_is(read: str) -> None:
    """Its restored characters stand among marks, and say no more about them than they did before."""
    text = "老木匠把刨子擦干净，挂回墙上，对徒弟说：明天一早去河对岸的林场看料，记得带上卷尺和那本旧账簿。"
    once = fixenc.repair(text.encode().decode(read, "replace").replace("\ufffd", "?"))
    assert fixenc.repair(once) == once


@pytest.mark.parametrize("text", ["���", "?? ??", "□□□□", "锟斤拷", "������������", "文件�", "a�b�c"])
def test_marks_alone_prove_nothing(text: str) -> None:
    assert fixenc.repair(text) == text
