"""Lines without end: more than a piece of text with no line feed, and lines that were edited after they were damaged."""

import pytest

import fixenc
from fixenc.charsets import find
from fixenc.clean import PIECE

# An even number of bytes in UTF-8, so that GBK reads every one of them.
SENTENCE = "我们每天早上先把昨天的记录整理好，再打开仓库里的窗户通风，又"


@pytest.mark.parametrize(("written", "read"), [("utf_8", "cp1252"), ("utf_8", "gb18030"), ("gb18030", "iso8859_1")])
def test_a_line_longer_than_a_piece_is_repaired_across_the_cut(written: str, read: str) -> None:
    clean = SENTENCE * (PIECE // len(SENTENCE) + 8)
    data = find(written).to_bytes(clean)
    assert data is not None
    broken = find(read).decode(data, "browser")
    assert len(broken) > PIECE
    assert "\n" not in broken
    assert fixenc.repair(broken) == clean


def test_half_a_character_that_an_edit_left_does_not_spoil_what_stands_behind_it() -> None:
    whole = SENTENCE * 3
    broken = whole.encode("gbk").decode("latin-1")
    edited = broken[:21] + "中" + broken[22:]
    repaired = fixenc.repair(edited)
    assert repaired.endswith(whole[12:])
    assert repaired.startswith(whole[:10])
