"""Formats: pieces lose nothing, markup stays, what is repaired is written as it was written."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import CASES, load, read_cases
from hypothesis import given, settings
from hypothesis import strategies as st

import fixenc
from fixenc import formats, formatted
from fixenc.formats._format import Format, Part
from fixenc.registry import collect

FORMATS = collect("fixenc.formats", "FORMAT")
BROKEN = "下面是目录里的文件，请各位同事自己查看。".encode("gb18030").decode("latin-1")
BITS = ("<", ">", "</", "<p title=\"", "\"", "'", "<!--", "-->", "<script>", "</script>", "<![CDATA[", "]]>", "<?xml ", "?>", "<!DOCTYPE x [",
        "&amp;", "&#206;", "&#xce", ";", "&Icirc;", "{", "}", "[", "]", ":", ",", "\\u00ce", "\\ud83d\\ude00", "\\ud83d", "\\n", "\\",
        "\\\"", "null", "12.5", "=?GB2312?B?zsS8/g==?=", "=?utf-8?q?=E4=BD?=", "=?", "?=", "Subject: ", "From x\n", "\n", "\r\n", "\t", " ",
        "#", "!", "=", "msgstr ", "msgid[0] \"", "//", "/*", "*/", "\"\"\"", "`", "--", "1\n00:00:01,000 --> 00:00:02,000\n",
        "{\\an8}", "Dialogue: 0,0,0,a,b,0,0,0,,", "\\N", "[00:12.00]", "[ti:", "TITLE \"", "目录", "你好", BROKEN, "a", "\ufffd", "\ud83d",
        "charset=gb2312", "coding: gbk", "encoding=\"gbk\"", "@charset \"gbk\";")
TEXTS = st.lists(st.sampled_from(BITS), max_size=14).map("".join)


def repaired(text: str, name: str, style: str | None = None) -> fixenc.Result:
    return formatted.inspect(text, name, style, None, "utf-8", formatted.begin(fixenc.Config()))


@pytest.mark.parametrize(("unit", "case"), load("formats"))
def test_a_case(unit: str, case: dict[str, Any]) -> None:
    result = repaired(case["in"], unit, case.get("style"))
    if "charset" in case:
        result = formatted.declare(result, case["in"], unit, case["charset"])
    assert result.text == case["out"]
    assert fixenc.replay(case["in"], result.edits) == case["out"]
    assert fixenc.undo(result.text, result.edits) == case["in"]
    assert repaired(result.text, unit, case.get("style")).edits == ()


def test_every_format_has_cases_that_begin_with_text_that_must_stay() -> None:
    assert set(FORMATS) == {path.stem for path in (CASES / "formats").glob("*.toml")}
    for name in FORMATS:
        first = read_cases(CASES / "formats" / f"{name}.toml")[0]
        assert first["in"] == first["out"]


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@settings(deadline=None, max_examples=30, derandomize=True)
@given(text=TEXTS)
def test_pieces_lose_nothing_and_spellings_lie_inside_them(form: Format, text: str) -> None:
    pieces = list(form.split(text))
    assert "".join(piece for _, piece in pieces) == text
    assert all(piece for _, piece in pieces)
    for _, piece in pieces:
        end = 0
        for each in form.spelled(piece):
            assert end <= each.start < each.stop <= len(piece)
            assert each.value
            end = each.stop
    for match in form.declared(text):
        assert match[1] in text


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None, max_examples=30, derandomize=True)
@given(text=TEXTS)
def test_edits_are_all_that_happened_and_spare_markup(name: str, text: str) -> None:
    result = repaired(text, name, "zh-CN")
    assert fixenc.replay(text, result.edits) == result.text
    assert fixenc.undo(result.text, result.edits) == text
    assert all(0 <= each.span.start <= each.span.stop <= len(text) for each in result.findings)
    start = 0
    for part, piece in FORMATS[name].split(text):
        if part is Part.MARKUP:
            assert not any(edit.span.start < start + len(piece) and start < edit.span.stop for edit in result.edits)
        start += len(piece)


@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_format_takes_linear_time(name: str) -> None:
    """Each of these made some pattern of a format try every place from every other."""
    for bit in ("<", "<a ", "<!", "<a \"", "<!A[", "<!--", "&#1", "{\\", "\\u", "\"", "\"\"", "[", "=?a?b?", "a", "<script", "'", "/*", ":"):
        text = bit * (30_000 // len(bit))
        assert "".join(piece for _, piece in FORMATS[name].split(text)) == text
        for _, piece in FORMATS[name].split(text):
            assert all(each.stop <= len(piece) for each in FORMATS[name].spelled(piece))
        assert all(match[1] in text for match in FORMATS[name].declared(text))


def test_names_and_looks_tell_the_format() -> None:
    for path, name in (("a/B.HTM", "html"), ("x.jsonl", "json_lines"), ("x.json", "json"), ("x.tar", ""), ("json", ""), ("x.po", "po")):
        assert formats.of_file(path) == name
    for text, name in (("<!doctype HTML>", "html"), ("\ufeff <?xml version='1.0'?>", "xml"), ("{}", "text"), ("", "text")):
        assert formats.of_text(text) == name
    with pytest.raises(fixenc.UnknownNameError, match="html"):
        formats.find("htlm")


def test_no_suffix_belongs_to_two_formats() -> None:
    suffixes = [suffix for form in FORMATS.values() for suffix in form.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_a_repair_does_not_reach_over_markup() -> None:
    """Half of a character on each side of a tag: there is no place in the file for it."""
    text = f"<p>{BROKEN[:-1]}<b>{BROKEN[-1]}</b></p>"
    assert "<b>" in repaired(text, "html").text


def test_guesses_keep_their_place_where_an_edit_is_spelled(monkeypatch: pytest.MonkeyPatch) -> None:
    guess = fixenc.Guess(1, 0.7, (("俭", 0.2),))
    edit = fixenc.Edit("mojibake", fixenc.Span(0, 2), "ÎÄ", "文件", 0.9, fixenc.Process("p"), (guess,))
    monkeypatch.setattr(formatted, "inspect_text", lambda *_: fixenc.Result("文件", (edit,)))
    result = repaired('["\\u00ce\\u00c4"]', "json")
    assert result.text == '["\\u6587\\u4ef6"]'
    made = result.edits[0]
    assert made.after[made.guesses[0].offset:] == "\\u4ef6"


@pytest.mark.parametrize(("text", "name"), [
    ('["\\u94f6\\u674f\\u6811"]', "json"), ("name=\\u94f6\\u674f\\u6811\n", "properties"), ("<p>&#38134;&#26447;&#26641;</p>", "html"),
    ('puts("\\351\\223\\266\\346\\235\\217/a.c");\n', "source_c"), ("text = '''\n\\u94f6\\u674f\\u6811\n'''\n", "source_hash")])
def test_escapes_of_a_format_stay(text: str, name: str) -> None:
    assert repaired(text, name).text == text
