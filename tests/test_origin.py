"""Private use by origin, from bytes to cleaned text: what decode learnt goes with the text to the rules."""

from __future__ import annotations

import pytest

import fixenc

# Four bytes that GB 18030 still gives private use for (U+E76C was the euro sign), within a sentence.
GB18030 = "这本书的定价是".encode("gb18030") + bytes.fromhex("8336c739") + "八十，今天下午可以来取。\n".encode("gb18030")
# A code of Hong Kong's supplement, where code page 950 has U+E000.
BIG5 = "這本書今天下午可以來取，請帶上".encode("big5") + bytes.fromhex("fa40") + "字的收據。\n".encode("big5")


@pytest.mark.parametrize("data", [GB18030, GB18030 * 2000], ids=["short", "long"])
def test_private_use_of_gb18030_becomes_the_character_it_was(data: bytes) -> None:
    expected = "这本书的定价是€八十，今天下午可以来取。\n" * (len(data) // len(GB18030))
    assert fixenc.repair(data) == expected.replace("€", "\ue76c")
    assert fixenc.clean(data, "corpus") == expected
    assert "".join(fixenc.stream([data[:100], data[100:]], "corpus")) == expected


def test_hong_kong_characters_are_read_as_such() -> None:
    assert fixenc.clean(BIG5, "corpus") == "這本書今天下午可以來取，請帶上\U00020547字的收據。\n"


def test_private_use_of_unknown_origin_stays() -> None:
    for text in ("这本书的定价是\ue76c八十。\n", "請帶上\ue000字的收據。\n"):
        assert fixenc.clean(text, "corpus") == text
        assert fixenc.clean(text.encode(), "corpus") == text
        assert "".join(fixenc.stream([text.encode()], "corpus")) == text
