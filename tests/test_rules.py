"""Each rule alone on its cases, and the machinery that orders and guards them."""

import re
from importlib.resources import files

import pytest
from conftest import CASES, load

from fixenc.edits import apply, undo
from fixenc.normalize import normalize_edits
from fixenc.registry import collect
from fixenc.rules._protect import move, protected_spans
from fixenc.rules._rule import Rule, Stage, order, unprotected
from fixenc.tables.build import compat_ideographs, radicals
from fixenc.tables.rows import rows
from fixenc.values import Config

RULES = collect("fixenc.rules", "RULE")


@pytest.mark.parametrize(("unit", "case"), load("rules"))
def test_a_case_of_a_rule(unit, case):
    style, script = case.get("style", "zh-CN"), case.get("script", "keep")
    config = Config(only={unit})
    output, edits, _ = normalize_edits(case["in"], style, script, config, case.get("origin", ""))
    assert output == case["out"]
    assert apply(case["in"], edits) == output
    assert undo(output, edits) == case["in"]
    assert {edit.unit for edit in edits} <= {unit}
    assert normalize_edits(output, style, script, config, case.get("origin", ""))[0] == output


def test_every_rule_has_cases_and_every_case_file_a_rule():
    assert set(RULES) == {path.stem for path in (CASES / "rules").glob("*.toml")}


@pytest.mark.parametrize("unit", sorted(RULES))
def test_every_rule_leaves_something_alone_and_names_its_source(unit):
    cases = [param.values[1] for param in load("rules") if param.values[0] == unit]
    assert any(case["in"] == case["out"] for case in cases)
    module = __import__(f"fixenc.rules.{unit}", fromlist=["RULE"])
    assert "Source" in module.__doc__
    assert RULES[unit].words


def test_rules_run_by_stage_then_after_then_name():
    def nothing(passage):
        return ()

    rules = {"b": Rule(nothing, frozenset(), Stage.WIDTH, "b"), "a": Rule(nothing, frozenset(), Stage.WIDTH,
    "a", after=("b",)),
             "z": Rule(nothing, frozenset(), Stage.CONTROLS, "z", after=("skipped",))}
    assert order(rules) == ["z", "b", "a"]


def test_every_name_in_after_is_a_rule():
    assert {name for rule in RULES.values() for name in rule.after} <= set(RULES)


@pytest.mark.parametrize("builder", [radicals, compat_ideographs])
def test_a_table_is_what_its_builder_makes(builder):
    name = builder.__name__.rpartition(".")[2]
    assert files("fixenc.tables").joinpath(f"{name}.tsv").read_text("utf-8") == builder.build()


@pytest.mark.parametrize(("name", "width"), [("radicals", 2), ("compat_ideographs", 2), ("gb18030_private_use", 2),
                                             ("hkscs_big5_private_use", 2)])
def test_a_table_is_sorted_and_repeats_nothing(name, width):
    keys = [int(row[0], 16) for row in rows(name, width)]
    assert keys == sorted(set(keys))


def test_our_own_words_keep_their_length_and_differ_once_by_direction():
    seen = set()
    for direction, word, conversion in rows("script_overrides", 3):
        if not direction.startswith("@"):
            bare = re.sub(r"\^|!?\{[^{}]*\}", "", word)
            assert len(bare) == len(conversion), word
            assert (direction, word) not in seen, word
            seen.add((direction, word))


def spans(text):
    return [text[start:stop] for start, stop in protected_spans(text, frozenset(text))]


@pytest.mark.parametrize(("text", "inside"), [
    ("看http://a.cn/b,c，谢谢", "http://a.cn/b,c"), ("写信到a.b@c.org吧", "a.b@c.org"), ("在12:30到", "12:30"),
    ("装v1.2.3版", "v1.2.3"), ("地址192.168.0.1了", "192.168.0.1"), ("用`a,b`吧", "`a,b`"),
    ("是<b class='x'>吗", "<b class='x'>"),
    ("得{\"a\": [1, 2]}了", "{\"a\": [1, 2]}"), ("问@abc吧", "@abc"), ("说#甲,乙#了", "#甲,乙#"),
    ("共1,234.5元", "1,234.5"),
    ("笑:) 了", ":)"), ("在2024-01-02到", "2024-01-02"), ("放/usr/lib/x下", "/usr/lib/x"), ("写&nbsp;吧", "&nbsp;"),
])
def test_what_is_no_prose_is_protected(text, inside):
    assert inside in spans(text)


@pytest.mark.parametrize("text", ["你好,世界.", "他说:(真的)", "(注:如下:)", "甲;乙", "价格是$5,他有$6"])
def test_prose_is_not_protected(text):
    assert spans(text) == []


def test_protected_spans_move_with_the_changes():
    assert move(((4, 6), (9, 10)), [(0, 1, "ab"), (7, 9, "")]) == ((5, 7), (8, 9))
    assert list(unprotected([(0, 1, ""), (2, 4, "x"), (6, 7, "y")], [(3, 5)])) == [(0, 1, ""), (6, 7, "y")]
