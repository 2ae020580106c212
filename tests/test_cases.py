"""The cases beside each unit."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import CASES, load

import fixenc
from fixenc.registry import collect


@pytest.mark.parametrize(("unit", "case"), load("damage"))
def test_a_case_of_damage(unit: str, case: dict[str, Any]) -> None:
    result = fixenc.inspect(case["in"])
    assert result.text == case["out"]
    assert fixenc.replay(case["in"], result.edits) == case["out"]
    assert fixenc.undo(result.text, result.edits) == case["in"]
    assert fixenc.inspect(result.text).edits == ()
    assert (unit in {finding.kind for finding in result.past_repair}) == case.get("reported", False)
    if case["in"] != case["out"]:
        assert unit in {name for edit in result.edits for name in edit.unit.split("+")}


@pytest.mark.parametrize(("unit", "case"), [each for each in load("damage") if each.values[1]["in"] != each.values[1]["out"]])
def test_a_case_stays_as_it_is_when_its_unit_is_left_out(unit: str, case: dict[str, Any]) -> None:
    edits = fixenc.inspect(case["in"], config=fixenc.Config(skip=frozenset({unit}))).edits
    assert unit not in {name for edit in edits for name in edit.unit.split("+")}


@pytest.mark.parametrize(("noun", "attribute"), [("damage", "KIND"), ("rules", "RULE")])
def test_every_unit_has_cases_and_every_file_of_cases_a_unit(noun: str, attribute: str) -> None:
    units = collect(f"fixenc.{noun}", attribute)
    assert set(units) == {path.stem for path in (CASES / noun).glob("*.toml")}


@pytest.mark.parametrize(("noun", "attribute"), [("damage", "KIND"), ("rules", "RULE")])
def test_every_file_of_cases_begins_with_text_that_must_stay(noun: str, attribute: str) -> None:
    for unit in collect(f"fixenc.{noun}", attribute):
        first = load_first(noun, unit)
        assert first["in"] == first["out"], f"{unit}: the first case must be one that comes through untouched"


def load_first(noun: str, unit: str) -> dict[str, Any]:
    return next(each.values[1] for each in load(noun) if each.values[0] == unit)
