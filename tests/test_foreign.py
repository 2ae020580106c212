"""Text of other languages that was misread is not made Chinese of."""

from __future__ import annotations

import pytest

import fixenc

# Written for this test: text, the charset it was written in, and the one it was read in.
TEXTS = [
    ("저녁에 도서관에서 만나기로 했습니다", "euc_kr"),
    ("부산 앞바다에 비가 내립니다", "johab"),
    ("夕方に図書館で待ち合わせをしました", "euc_jp"),
    ("港の近くの小さな店で魚を買った", "shift_jis"),
    ("Вечером мы встретимся у библиотеки", "koi8_r"),
    ("Рыба сегодня очень дешёвая", "cp866"),
    ("Завтра обещали дождь с ветром", "cp1251"),
    ("เย็นนี้เราจะพบกันที่ห้องสมุด", "cp874"),
    ("سنلتقي مساء اليوم في المكتبة", "cp1256"),
    ("ניפגש הערב בספרייה הגדולה", "cp1255"),
    ("Το βράδυ θα βρεθούμε στη βιβλιοθήκη", "cp1253"),
]


@pytest.mark.parametrize("read", ["latin-1", "cp1252", "cp437", "mac_roman", "koi8_r", "cp850"])
@pytest.mark.parametrize(("text", "written"), TEXTS)
def test_bytes_of_another_language_make_no_chinese(text: str, written: str, read: str) -> None:
    try:
        before = text.encode(written).decode(read)
    except UnicodeDecodeError:
        pytest.skip("the reader has no character for some byte")
    after = fixenc.repair(before)
    assert after in (before, text) or not any("\u4e00" <= character <= "\u9fff" for character in after)
