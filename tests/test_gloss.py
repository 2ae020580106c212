"""Glossed pages: own texts through an own simulation of the converter, with other sets, orders and page conventions."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import pytest
from simulate_gloss import WIDE, damage

from fixenc.damage._kind import Context, Proposal
from fixenc.damage.gloss_debris import find
from fixenc.damage.toneless_gloss import find as find_toneless
from fixenc.model.load import load
from fixenc.tables.build.readings import build as build_readings
from fixenc.tables.build.simplified import build as build_simplified
from fixenc.tables.rows import rows
from fixenc.values import Config

TABLES = Path(__file__).parent.parent / "fixenc/tables"
PAGES = (
    "今年春天，鎮上的圖書館重新開放。“孩子們終於有地方讀書了！”館長說，“我們準備了三千多冊新書，還請來兩位畫家，為閱覽室畫了整面牆的壁畫。”\n"
    "從早上九點到晚上八點，大廳裡總是坐滿了人；週末的時候，連樓梯上也有學生寫作業。館員們說，最受歡迎的是歷史類和動物類，其次是連環畫。\n"
    "不過，問題也隨之而來：空調是否夠用？廁所夠不夠乾淨？這些意見都寫在門口的簿子上，館長每天晚上親自回覆。",
    "倉庫管理員發現，凡是從東邊送來的貨物，單據上的數量總是對不上。經過調查，原來是電腦系統把箱數當成了件數。\n"
    "技術人員連夜修復了程式，並對過去三個月的記錄進行核對。結果顯示，共有四百二十七筆訂單受到影響，其中九成已經補發。\n"
    "負責人表示，今後將實行雙重檢查制度，確保類似情況不再發生；對於造成的不便，公司會向客戶賠償損失。",
    "老張養了一條黃狗，叫阿旺。每天傍晚，他們沿著河邊散步，從舊橋走到新橋，再從新橋走回舊橋。\n"
    "有一天下雨，河水漲得很快，橋頭的欄杆被沖斷了兩根。阿旺忽然停下腳步，對著水面叫個不停。老張低頭一看，原來有個孩子的書包漂在水上！\n"
    "“還好不是人。”老張鬆了一口氣。第二天，書包的主人找來了，是隔壁賣麵的小劉家的女兒。",
)
CONVENTIONS = ({}, {"narrow": True}, {"cuts": "；！？"}, {"cuts": "；！？，", "narrow": True})


@cache
def readings() -> dict[str, list[str]]:
    """The toned readings of each character that only Traditional text uses, the most usual first."""
    found: dict[str, list[str]] = {}
    for syllable, first, _, further, _ in sorted(rows("readings", 5)):
        for character in first:
            found.setdefault(character, []).insert(0, syllable)
        for character in further:
            found.setdefault(character, []).append(syllable)
    return {character: each for character, each in found.items() if not re.fullmatch("[a-zê]+", each[0])}


def repaired(text: str, proposals: list[Proposal]) -> str:
    for proposal in sorted(proposals, key=lambda each: -each.span.start):
        if proposal.after is not None:
            text = text[:proposal.span.start] + proposal.after + text[proposal.span.stop:]
    return text


def propose(text: str) -> list[Proposal]:
    return list(find(text, Context(Config(), load())))


@pytest.mark.parametrize("page", PAGES, ids=["library", "stock", "dog"])
@pytest.mark.parametrize("convention", CONVENTIONS, ids=["plain", "half-width", "cut", "cut, half-width"])
@pytest.mark.parametrize("seed", range(6))
def test_a_page_where_nothing_is_lost_comes_out_exact(page: str, convention: dict[str, object], seed: int) -> None:
    chance = random.Random(seed)
    known = readings()
    glosses = {each: known[each][0] for each in sorted(known) if chance.random() < (0.1, 0.4, 0.9)[seed % 3]}
    order = sorted(glosses)
    chance.shuffle(order)
    glossed = damage(page, glosses, order, **convention)      # type: ignore[arg-type]
    wanted = page.translate(WIDE) if convention.get("narrow") else page
    proposals = propose(glossed)
    after = repaired(glossed, proposals)
    if after != wanted:
        # Halves that the cut has thrown away are guesses, and must say so.
        lost = sum(len(proposal.guesses) for proposal in proposals)
        assert len(after) == len(wanted)
        assert 0 < sum(one != other for one, other in zip(after, wanted, strict=True)) <= lost
    assert propose(after) == []


@pytest.mark.parametrize("seed", range(8))
def test_any_one_of_several_readings_will_do(seed: int) -> None:
    chance = random.Random(seed)
    known = readings()
    glosses = {each: chance.choice(known[each]) for each in sorted(known) if each in PAGES[1]}
    glossed = damage(PAGES[1], glosses, sorted(glosses))
    assert repaired(glossed, propose(glossed)) == PAGES[1]


def test_the_order_of_replacement_decides_what_is_cut() -> None:
    glosses = {"當": "dāng", "數": "shù"}
    cut, whole = (damage("當的事", glosses, order) for order in ("數當", "當數"))
    assert cut.startswith("當(dāng)?shù)")
    assert whole == "當(dāng)的事"


def test_the_proof_fails_where_a_glossed_character_stands_bare() -> None:
    bare = "他在當地當了十年老師，當地人都認得他，說他當(dāng)得很好。"
    assert repaired(bare, propose(bare)) == bare


def test_a_page_edited_by_hand_is_repaired_line_by_line() -> None:
    glosses = {each: readings()[each][0] for each in "館書還畫為閱覽從廳樓學寫業歷動過問題隨"}
    lines = damage(PAGES[0], glosses, sorted(glosses)).split("\n")
    lines.append("讀者說，這家圖書館真好。")
    assert repaired("\n".join(lines), propose("\n".join(lines))) == PAGES[0] + "\n" + lines[-1]


def test_lost_characters_are_guesses_with_runners_up() -> None:
    text = "縣裡建立了專家庫，農戶有問題可以直接請教專家。"
    glossed = damage(text, {"規": "guī", "專": "zhuān", "農": "nóng"}, "規專農", cuts="，")
    guesses = [guess for proposal in propose(glossed) for guess in proposal.guesses]
    assert len(guesses) == 1
    assert 0.0 < guesses[0].probability < 1.0
    assert guesses[0].runners_up


def test_long_text_takes_time_in_proportion() -> None:
    text = "你說什麼?!他昨天就走了??我不信！;對了,鑰匙(key)呢?,在門後(見圖a)。\n" * 20_000
    assert propose(text) == []


def test_toneless_glosses_go_from_random_places() -> None:
    text = "这家店的衣服质量很好，老板人也热情，大家可以放心购买，退货也很方便。"
    marks = {1: "(jia)", 6: "(zhi)", 12: "(ban)", 15: "(re)", 20: "(ke)", 31: "(fang)"}
    spam = "".join(each + marks.get(place, "") for place, each in enumerate(text))
    assert repaired(spam, list(find_toneless(spam, Context(Config(), load())))) == text


@pytest.mark.parametrize(("name", "build"), [("readings", build_readings), ("simplified", build_simplified)])
def test_a_table_is_what_its_recipe_makes(name: str, build: object) -> None:
    if name == "readings":
        pytest.importorskip("pypinyin")
    assert callable(build)
    assert build() == (TABLES / f"{name}.tsv").read_text("utf-8")
