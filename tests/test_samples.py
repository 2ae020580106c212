"""Every sample becomes the text that it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fixenc

SAMPLES = Path(__file__).parent.parent / "samples"
GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.name for path in GOLDEN.iterdir())

TONED = "[a-zɡüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿê]"
# The two places where the gloss cut characters in half, worked out by hand from the bytes (FACTS of the page: 94 B5 is
# 數, matched across 當 AE 94 and 的 B5 C4; D2 8E is 規, matched across 家 BC D2 and 庫 8E EC).
SHIFTED = {"當(dāng)?shù)膯挝缓蛡€(gè)人": "當的單位和個人", "專家?guī)?,": "專家庫,"}


def test_there_is_a_golden_text_for_every_sample() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == {*NAMES, "README.md", "guizhou-news.txt"}


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_becomes_the_text_that_it_was(name: str) -> None:
    assert fixenc.repair((SAMPLES / name).read_bytes()) == (GOLDEN / name).read_bytes().decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_text_is_left_alone(name: str) -> None:
    text = (GOLDEN / name).read_bytes().decode()
    assert fixenc.inspect(text) == fixenc.Result(text)


def article() -> str:
    page = (SAMPLES / "guizhou-news.txt").read_bytes().decode()
    for broken, whole in SHIFTED.items():
        assert page.count(broken) == 1
        page = page.replace(broken, whole)
    return re.sub(rf"\({TONED}+\)", "", page)


def test_the_page_becomes_the_article_and_nothing_else_changes() -> None:
    result = fixenc.inspect((SAMPLES / "guizhou-news.txt").read_bytes())
    assert result.text == article()
    assert not result.past_repair
    assert fixenc.inspect(result.text).edits == ()
    [guess] = [guess for edit in result.edits for guess in edit.guesses]
    assert guess.probability > 0.5 > guess.runners_up[0][1]


def test_the_page_in_mainland_style() -> None:
    page = fixenc.clean((SAMPLES / "guizhou-news.txt").read_bytes(), "zh-CN")
    for wanted in ("着眼攻坚需要", "着力健全基层党组织", "和农业专家“集中会诊”活动", "4.3万名", "9.41万个", "6月25日，记者",
                   "当的单位和个人依纪依规", "产业扶贫专家库，筛选1.4万名", "（责任编辑 姜丹）", "（李宇）"):
        assert wanted in page
    assert not re.search("[,;]|[著會發戰]", page)
    assert fixenc.clean(page, "zh-CN") == page
