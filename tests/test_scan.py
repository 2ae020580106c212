"""The scan: clean text passes, damage is seen, and what is seen says where."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixenc.damage._kind import Context
from fixenc.damage._pairs import pairs
from fixenc.damage._two_byte import is_some_readable
from fixenc.model._look import seen_at
from fixenc.model._short import is_surely_clean
from fixenc.model.load import load
from fixenc.model.misreadings import MISREADINGS, STEPS_A_NAT, UNITS, commonness, costs, evidence, familiarity, misreadings
from fixenc.model.scan import (
    SUSPICIOUS_NATS,
    Family,
    are_suspicious,
    rising_lines,
    scan,
    suspects,
    suspects_at,
    suspicious_lines,
)
from fixenc.tables.build import evidence as recipe
from fixenc.values import Config

# Where the training text is; elsewhere the installed tables cannot be made again.
CORPORA = Path(os.environ.get("FIXENC_CORPORA", "/nowhere"))

NOTHING = Family(0)
MARKS = [
    ("今天下午开会，请准时参加。", NOTHING), ("他问：这样行吗?", NOTHING), ("真的吗? 我不信", NOTHING), ("涨了 100%", NOTHING),
    ("a & b = c", NOTHING), ("参数(name)不能为空", NOTHING), ("C:\\Windows", NOTHING), ("Où est (été) passé", Family.GLOSS),
    ("面積是1□", NOTHING), ("堅(jiān)持", Family.GLOSS), ("想(xiang)象一(yi)下", Family.GLOSS), ("想(xiang)象一下", NOTHING),
    ("?zhuàng)態", Family.GLOSS), ("%E4%BD%A0", Family.ESCAPE), ("%u4F60", Family.ESCAPE), ("\\u4f60\\u597d", Family.ESCAPE),
    ("&#20320;", Family.ESCAPE), ("&nbsp;", Family.ESCAPE), ("=E4=BD=A0", Family.ESCAPE), ("国家?，经济", Family.CUT),
    ("是??这样", Family.CUT), ("保存?件", Family.LOST), ("姓名：□□", Family.LOST), ("\x1b[0m", Family.CHARACTER),
    ("⼈民", Family.CHARACTER),
]

# What the left was before some program misread its bytes.
DAMAGED = [
    ("保存配置文件", "utf-8", "gb18030"), ("打开文件失败", "utf-8", "cp1252"), ("打开文件失败", "utf-8", "cp437"),
    ("打开文件失败", "utf-8", "koi8-r"), ("下载地址", "gbk", "latin-1"),
    ("下载地址", "gbk", "cp1251"), ("下载地址", "gbk", "mac_roman"), ("重新启动程序", "gbk", "big5"),
    ("用户名和密码", "gbk", "euc-kr"), ("系統設定完成", "big5", "gbk"), ("系統設定完成", "big5", "cp1252"),
    ("今天天气不错", "utf-16-le", "utf-16-be"),
]
NAMES = {"utf-8": "utf_8", "gbk": "gb18030", "latin-1": "iso8859_1", "koi8-r": "koi8_r", "euc-kr": "euc_kr", "utf-16-le": "utf_16le",
         "utf-16-be": "utf_16be"}

CLEAN = [
    "他把钥匙放在桌子上就出门去了。", "我們昨天晚上在圖書館裡看書。", "呢間舖頭啲嘢好平㗎。", "王翀和李堃昨天见了面，赵犇没有来。",
    "有鳥焉，其狀如雞而三足，見則其邑有恐。", "氢氦锂铍硼碳氮氧氟氖钠镁铝硅磷硫氯氩", "if (count == 0) { return NULL; }",
    "Où est passée la clé de l'entrée ?", "Привет, как у тебя дела?", "この本はとても面白いと思います。", "오늘은 날씨가 좋습니다.",
    "Wczoraj padał śnieg i było zimno", "囧囧囧囧囧囧",
]
PLAIN = "这一行说的是很平常的事情，没有什么特别的地方。\n"


@pytest.mark.parametrize(("text", "family"), MARKS)
def test_marks_count_where_something_begins(text: str, family: Family) -> None:
    assert scan(text, load()) & ~Family.MISREAD == family


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_is_not_suspicious(text: str) -> None:
    assert suspicious_lines(text, load()) == ()
    assert Family.MISREAD not in scan(text, load())


@pytest.mark.parametrize(("text", "written", "read"), DAMAGED)
def test_damage_is_suspicious_and_its_pair_a_suspect(text: str, written: str, read: str) -> None:
    damaged = text.encode(written).decode(read)
    assert suspicious_lines(damaged, load()) == ((0, len(damaged)),)
    both = f"{damaged}\n没有什么"
    starts, stops = np.array([0, len(damaged) + 1]), np.array([len(damaged), len(both)])
    assert are_suspicious(both, starts, stops, load()).tolist() == [True, False]
    named = suspects_at(both, starts[:1], stops[:1], load())[0]
    pair = NAMES.get(written, written), NAMES.get(read, read)
    assert any(each.holds(*pair) for each in suspects([damaged], load())[0])
    assert any(each.holds(*pair) and each.name in named for each in misreadings())


@pytest.mark.parametrize("before", [0, 1, 6000, 20_000])
@pytest.mark.parametrize("emoji", ["", "🙂"])
def test_the_line_is_found_wherever_it_stands(before: int, emoji: str) -> None:
    damaged = "下载地址".encode("gbk").decode("latin-1")
    text = PLAIN * before + emoji + damaged + "\n" + PLAIN * 10
    start = len(PLAIN) * before
    assert suspicious_lines(text, load()) == ((start, start + len(emoji) + len(damaged)),)
    assert (start, start + len(emoji) + len(damaged)) in rising_lines(text)


def test_a_line_that_is_explained_clearly_is_so_in_its_windows() -> None:
    damaged = "重新启动程序".encode("gbk").decode("latin-1")
    text = PLAIN + damaged * 50
    start, stop = len(PLAIN), len(text)
    cuts = np.arange(start, stop, len(damaged) * 10)
    assert are_suspicious(text, cuts, np.append(cuts[1:], stop), load(), 5.0).all()
    assert not are_suspicious(text, np.array([0]), np.array([start - 1]), load()).any()
    assert not are_suspicious(text, cuts, np.append(cuts[1:], stop), load(), 1e6).any()


def test_a_process_that_is_known_needs_one_character() -> None:
    text = PLAIN + "文件".encode().decode("gb18030") + "，" + PLAIN + "姓名是涓" + PLAIN
    last = (text.rindex("姓名"), text.rindex("\n"))
    assert last not in rising_lines(text)
    assert last in rising_lines(text, ["utf8_as_gb18030"])
    assert last not in rising_lines(text, ["gb_as_western"])


def test_a_short_string_needs_one_character() -> None:
    assert rising_lines("姓名涓") == [(0, 3)]


def test_rare_characters_that_read_no_better_need_no_search() -> None:
    rare = "飭吏勤浸灌，冉冉榮孤根。"
    damaged = "重新启动程序，下载地址".encode("gbk").decode("big5hkscs", "ignore")
    for text, is_readable, unreadable in ((rare, False, [0]), (f"{PLAIN}{rare}\n{damaged}", True, [len(PLAIN)]), (damaged, True, [])):
        assert suspicious_lines(text, load())
        context = Context(Config(), load())
        assert is_some_readable(text, context) == is_readable
        assert context.unreadable == unreadable


def test_a_line_that_may_be_explained_otherwise_is_searched() -> None:
    for damaged in ("打开文件失败".encode().decode("cp1252"), "保存配置文件".encode().decode("gb18030")):
        assert is_some_readable(damaged, Context(Config(), load()))


@pytest.mark.parametrize("line", [*CLEAN, "鏂囦欢", "鏂的确，的的锛", "飭吏勤浸灌，冉冉榮孤根。", "氤氳弸混沌", "文件ÎÄ¼þ"])
def test_few_hits_are_judged_as_many_are(line: str) -> None:
    few = f"{PLAIN}{line}\n{PLAIN}"
    many = few + "保存配置文件".encode().decode("gb18030") * 40
    assert rising_lines(few) == [span for span in rising_lines(many) if span[1] < len(few)]


def test_a_line_of_any_length_is_asked_about_in_parts() -> None:
    damaged = "重新启动程序".encode("gbk").decode("latin-1")
    text = damaged * 5000
    assert suspicious_lines(text, load()) == ((0, len(text)),)


RARE = "飭吏勤浸灌冉榮孤根鰩柱春刳玉蠔山夜鑿霜鞭锏挝槌锛鏂囦欢涓绋æäÃ，的是"


@settings(deadline=None)
@given(st.text(RARE, min_size=17, max_size=60))
def test_a_short_text_is_judged_as_any_other(text: str) -> None:
    is_clean = is_surely_clean(text, load(), SUSPICIOUS_NATS)
    assert not is_clean or not suspicious_lines(text, load())


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_suspicious_lines_are_rising_lines(text: str) -> None:
    found = suspicious_lines(text, load())
    assert (Family.MISREAD in scan(text, load())) == bool(found)
    assert scan(text, load()) & ~scan(text) == NOTHING
    for start, stop in found:
        assert start == 0 or text[start - 1] == "\n"
        assert stop == len(text) or text[stop] == "\n"


def test_every_pair_of_charsets_is_one_misreading() -> None:
    known = misreadings()
    assert len(known) == MISREADINGS == len({each.name for each in known})
    for pair in pairs(Config()):
        assert sum(each.holds(pair.written.name, pair.read.name) for each in known) == 1, (pair.written.name, pair.read.name)


def test_the_tables_have_a_place_for_each_unit() -> None:
    assert len(evidence()) == len(commonness()) == UNITS
    assert costs().shape == (UNITS, MISREADINGS)
    assert len(familiarity()) == UNITS
    assert (familiarity() <= commonness() * STEPS_A_NAT).all()
    told = evidence() != 0
    assert not any(told[ord(character)] for character in "的一是不了在人有我他，。、etaoin 123")
    assert all(told[ord(character)] for character in "锛鏂涓绋æäÃ")


def test_the_recipe_makes_the_same_of_the_same() -> None:
    lines = [f"第{number}行说的是{word}，请在{place}查看。" for number in range(9) for word, place in (("天气", "这里"), ("价格", "那里"))]
    samples = {"hans": recipe.sample(lines, 300), "hant": recipe.sample(["請在表中查看時間與價格。"], 300)}
    rows = [each for each in misreadings() if each.name in ("utf8_as_gb18030", "gb_as_western", "others_as_utf8")]
    made = [recipe.damaged_shares(samples, rows) for _ in range(2)]
    assert all((first == second).all() for first, second in zip(*made, strict=True))
    utf8_as_gb, gb_as_western, _ = made[0]
    assert gb_as_western[ord("£")] > 0.03, "，begins with A3"
    assert utf8_as_gb[ord("£")] == 0.0
    table = recipe.costs(made[0])
    assert table[ord("锛"), 0] < table[ord("的"), 0]


def test_the_installed_table_is_what_the_recipe_makes() -> None:
    if not CORPORA.exists():
        pytest.skip("FIXENC_CORPORA names no folder of training text")
    texts = list(recipe.texts([CORPORA]))
    samples = {script: "".join(recipe.sample(text, recipe.DAMAGED_CHARACTERS) for name, text in texts if name.endswith(script))
               for script in ("hans", "hant")}
    some = [0, 9, 31]
    made = recipe.costs(recipe.damaged_shares(samples, [misreadings()[index] for index in some]))
    assert (made[:, :len(some)] == costs()[:, some]).all()


def test_a_character_beyond_the_first_plane_counts_as_its_surrogate() -> None:
    table = seen_at()
    for code in (0x10000, 0x1F600, 0x20021, 0x2A6DF, 0x10FFFF):
        assert table[code] == table[0xD7C0 + (code >> 10)]
