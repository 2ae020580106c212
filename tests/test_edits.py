"""Edits are data: they apply, undo and compose for any text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixenc import inspect
from fixenc.edits import apply, compose, locate, moved, undo
from fixenc.errors import ReplayError
from fixenc.values import Edit, Guess, Process, Result, Span

SHORT = st.text("ab好，", max_size=4)


@st.composite
def edits_for(draw, text, unit):
    """Any sorted list of edits with gaps, insertions and deletions, as a pass over `text` could make it."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    edits, end = [], -1
    for start, stop in zip(cuts[::2], cuts[1::2], strict=False):
        if start < end or (start == stop == end):
            continue
        after = draw(SHORT)
        if after != text[start:stop]:
            guesses = tuple(Guess(offset, 0.5) for offset in range(len(after)))
            edits.append(Edit(unit, Span(start, stop), text[start:stop], after, 0.5, Process(unit), guesses))
            end = stop
    return tuple(edits)


def stands(edits):
    return all(a.span.stop <= b.span.start and a.span != b.span for a, b in pairwise(edits))


@given(st.data(), st.text("abc好，", max_size=20))
def test_undo_is_the_inverse_of_apply(data, text):
    edits = data.draw(edits_for(text, "first"))
    assert undo(apply(text, edits), edits) == text


@settings(max_examples=400, deadline=None)
@given(st.data(), st.text("abc好，", max_size=20))
def test_compose_is_one_pass_for_two(data, text):
    first = data.draw(edits_for(text, "first"))
    middle = apply(text, first)
    second = data.draw(edits_for(middle, "second"))
    both = compose(first, second)
    assert apply(text, both) == apply(middle, second)
    assert undo(apply(text, both), both) == text
    assert stands(both)
    assert all(edit.before != edit.after for edit in both)
    assert all(guess.offset < len(edit.after) for edit in both for guess in edit.guesses)


@given(st.data(), st.text("abc好，", max_size=20))
def test_locate_finds_the_origin_of_what_was_left_alone(data, text):
    edits = data.draw(edits_for(text, "first"))
    output = apply(text, edits)
    start = data.draw(st.integers(0, len(output)))
    stop = data.draw(st.integers(start, len(output)))
    place = locate(edits, Span(start, stop))
    assert 0 <= place.start <= place.stop <= len(text)
    if edits == ():
        assert place == Span(start, stop)
    inside = [edit for edit in edits if place.start <= edit.span.start and edit.span.stop <= place.stop]
    rebuilt = apply(text[place.start:place.stop], [moved(edit, -place.start) for edit in inside])
    assert output[start:stop] in rebuilt


def test_a_character_changed_twice_has_one_edit_and_keeps_its_guess():
    first = (Edit("utf8_as_gbk", Span(4, 6), "??", "臺灣", 0.8, Process("lost"), (Guess(1, 0.7, (("彎", 0.2),)),)),)
    second = (Edit("script", Span(4, 6), "臺灣", "台湾", 1.0, Process("converted")),)
    merged, = compose(first, second)
    assert (merged.unit, merged.before, merged.after) == ("utf8_as_gbk+script", "??", "台湾")
    assert merged.guesses == (Guess(1, 0.7, (("彎", 0.2),)),)
    assert merged.process.words == "lost; then converted"
    assert merged.confidence == pytest.approx(0.8)


def test_edits_apart_stay_apart_and_move_to_the_first_text():
    first = (Edit("gloss", Span(1, 7), "(jiān)", "", 1.0, Process("gloss")),)
    second = (Edit("comma", Span(2, 3), ",", "，", 1.0, Process("width")),)
    assert apply("堅(jiān)信,", compose(first, second)) == "堅信，"
    assert [edit.span for edit in compose(first, second)] == [Span(1, 7), Span(8, 9)]


@pytest.mark.parametrize(("text", "offset"), [("你好;", 2), ("你", 2)])
def test_edits_of_another_text_are_refused(text, offset):
    edit = Edit("comma", Span(2, 3), ",", "，", 1.0, Process("width"))
    with pytest.raises(ReplayError) as caught:
        apply(text, [edit])
    assert caught.value.offset == offset


def test_a_second_pass_for_another_text_is_refused():
    first = (Edit("a", Span(0, 1), "x", "y", 1.0, Process("a")),)
    second = (Edit("b", Span(0, 1), "z", "w", 1.0, Process("b")),)
    with pytest.raises(ReplayError):
        compose(first, second)


def test_a_long_list_is_composed_in_linear_time():
    count = 100_000
    first = tuple(Edit("a", Span(2 * i, 2 * i + 1), "x", "yy", 1.0, Process("a")) for i in range(count))
    second = tuple(Edit("b", Span(3 * i, 3 * i + 1), "y", "z", 1.0, Process("b")) for i in range(count))
    assert apply("x " * count, compose(first, second)) == "zy " * count


def test_a_close_second_reading_is_named() -> None:
    """GBK that was read as windows-1250 or as ISO 8859-2: they show the same letter for different bytes."""
    result = inspect("\u00c9\u02d8\u02db\u013d")
    (edit,) = result.edits
    assert edit.after == "散布"
    assert [text for text, _ in edit.runners_up] == ["散播"]
    assert edit.confidence <= 1.0 - edit.runners_up[0][1]
    assert Result.from_dict(result.to_dict()) == result
