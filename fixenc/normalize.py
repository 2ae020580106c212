"""Text -> text in one convention: rule after rule on what is prose, put together as edits of the input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from fixenc.edits import compose
from fixenc.errors import UnknownNameError
from fixenc.registry import check_names, collect
from fixenc.rules._protect import move, protected_spans
from fixenc.rules._rule import STYLES, Change, Passage, Rule, order, unprotected
from fixenc.rules._script import is_traditional
from fixenc.values import Config, Edit, Finding, Process, Span, Step

SCRIPTS = ("hans", "hant", "hant-tw", "hant-hk", "keep")
_SCRIPT_OF = {"zh-CN": "hans", "zh-TW": "hant-tw", "zh-HK": "hant-hk"}
# Below this, a set of the characters is made faster by Python than by NumPy.
_SHORT = 2_000
# How often changed lines are read again; two rounds settle nearly all, and each has fewer lines.
_ROUNDS = 4

_Pass = tuple[str, str, list[Change]]


def normalize(text: str, style: str = "zh-CN", script: str | None = None, config: Config = Config(),
              origin: str = "") -> str:
    """The text in the convention of `style`; `normalize_edits` takes the same arguments.

    >>> normalize("你好,世界!")
    '你好，世界！'
    """
    rules = _rules(style, _script(style, script), config)
    return _settled(_passage(text, style, _script(style, script), origin), rules)[0]


def normalize_edits(text: str, style: str = "zh-CN", script: str | None = None, config: Config = Config(),
                    origin: str = "") -> tuple[str, tuple[Edit, ...], tuple[Finding, ...]]:
    """The text in the convention of `style`, the edits that make it, and what a person should look at.

    style: safe, corpus, zh-CN, zh-TW or zh-HK; "+name" adds a rule that runs on request ("zh-CN+han_latin_spacing").
    script: hans, hant, hant-tw, hant-hk or keep; None follows the style.  config: `only` and `skip` name rules.
    origin: the charset that the text was decoded from, where that is known: private use is read by it.
    Spans are in code points of `text`.  Raises UnknownNameError for a style, script or rule that nobody has.
    """
    script = _script(style, script)
    rules = _rules(style, script, config)
    passage = _passage(text, style, script, origin)
    findings = tuple(sorted((finding for rule in rules.values() if rule.report for finding in rule.report(passage)),
                            key=lambda each: (each.span, each.kind)))
    output, passes = _settled(passage, rules)
    return output, _composed([_edits(*each) for each in passes]), findings


def _script(style: str, script: str | None) -> str:
    name = style.partition("+")[0]
    if name not in STYLES:
        raise UnknownNameError("style", name, STYLES)
    if script is None:
        return _SCRIPT_OF.get(name, "keep")
    if script not in SCRIPTS:
        raise UnknownNameError("script", script, SCRIPTS)
    return script


def _rules(style: str, script: str, config: Config) -> Mapping[str, Rule]:
    """The rules that run, in order."""
    units: Mapping[str, Rule] = collect("fixenc.rules", "RULE")
    name, *added = style.split("+")
    check_names("rule", added, units)
    chosen: set[str] | frozenset[str]
    if config.only:
        chosen = config.only & units.keys()
    else:
        chosen = {each for each, rule in units.items() if name in rule.styles or (rule.is_script and script != "keep")}
    chosen = (chosen | set(added)) - config.skip
    return {each: units[each] for each in order({each: units[each] for each in chosen})}


def _passage(text: str, style: str, script: str, origin: str) -> Passage:
    alphabet = _alphabet(text)
    # Asked only where there are quotation marks that it decides on: it reads the dictionaries of OpenCC.
    converted = script == "hans" and not alphabet.isdisjoint("「『") and is_traditional(text)
    return Passage(text, style.partition("+")[0], script, protected_spans(text, alphabet), alphabet, origin, converted)


def _alphabet(text: str) -> frozenset[str]:
    """The characters that occur, each once."""
    if len(text) < _SHORT:
        return frozenset(text)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    seen = np.zeros(0x110000, bool)
    seen[codes] = True
    return frozenset(map(chr, np.flatnonzero(seen)))


def _settled(passage: Passage, rules: Mapping[str, Rule]) -> tuple[str, list[_Pass]]:
    """The text after the rules have run until they find nothing more to do, and all that they changed.

    A change can make a place ready for a rule that ran before it, so lines that were changed are read again. Script
    is last and once: it decides by the sentences around, and leaves alone what it has converted.
    """
    marks = {name: rule for name, rule in rules.items() if not rule.is_script}
    before = passage.text
    passage, passes = _run(passage, marks)
    for _ in range(_ROUNDS):
        lines = _changed_lines(before, passage.text)
        if not lines:
            break
        before = passage.text
        part, found = _run(_part(passage, lines), marks)
        if not found:
            break
        changes = _placed(lines, found)
        passes.append(("+".join(dict.fromkeys(name for name, _, _ in found)), before, changes))
        passage = replace(passage, text=_replaced(before, changes), protected=move(passage.protected, changes),
                          alphabet=passage.alphabet | part.alphabet)
    passage, last = _run(passage, {name: rule for name, rule in rules.items() if rule.is_script})
    return passage.text, passes + last


def _changed_lines(before: str, after: str) -> list[tuple[int, int]]:
    """Spans of the lines of `after` that differ from the line of `before` with the same number; ends included."""
    if before == after:
        return []
    old, new = before.split("\n"), after.split("\n")
    if len(old) != len(new):
        return [(0, len(after))]
    lines = []
    start = 0
    for left, right in zip(old, new, strict=True):
        stop = start + len(right) + 1
        if left != right:
            lines.append((start, min(stop, len(after))))
        start = stop
    return lines


def _part(passage: Passage, lines: Iterable[tuple[int, int]]) -> Passage:
    """The lines alone, as a passage."""
    text = "".join(passage.text[start:stop] for start, stop in lines)
    alphabet = _alphabet(text)
    return replace(passage, text=text, alphabet=alphabet, protected=protected_spans(text, alphabet))


def _placed(lines: Iterable[tuple[int, int]], passes: Sequence[_Pass]) -> list[Change]:
    """What was changed in the lines alone, as changes of the whole text."""
    edits = _composed([_edits(*each) for each in passes])
    placed = []
    at = 0
    gone = 0
    for start, stop in lines:
        while at < len(edits) and edits[at].span.start < gone + stop - start:
            span = edits[at].span
            placed.append((span.start - gone + start, span.stop - gone + start, edits[at].after))
            at += 1
        gone += stop - start
    return placed


def _run(passage: Passage, rules: Mapping[str, Rule]) -> tuple[Passage, list[_Pass]]:
    """The passage after all rules, and what each has changed in the text before it."""
    passes: list[_Pass] = []
    for name, rule in rules.items():
        if rule.triggers and passage.alphabet.isdisjoint(rule.triggers):
            continue
        text = passage.text
        changes = [each for each in unprotected(rule.apply(passage), passage.protected)
                   if text[each[0]:each[1]] != each[2]]
        if changes:
            passes.append((name, text, changes))
            text = _replaced(text, changes)
            # Script is last and keeps every offset: nothing reads what it would change in the rest of the passage.
            passage = replace(passage, text=text) if rule.is_script else replace(
                passage, text=text, protected=move(passage.protected, changes),
                alphabet=passage.alphabet.union(*{each[2] for each in changes}))
    return passage, passes


def _replaced(text: str, changes: Iterable[Change]) -> str:
    pieces: list[str] = []
    end = 0
    for start, stop, after in changes:
        pieces += (text[end:start], after)
        end = stop
    return "".join((*pieces, text[end:]))


def _edits(name: str, text: str, changes: Iterable[Change]) -> tuple[Edit, ...]:
    units = collect("fixenc.rules", "RULE")
    process = Process("")
    for each in name.split("+"):
        process = process.then(Process(units[each].words, (Step("normalize", each),)))
    return tuple(Edit(name, Span(start, stop), text[start:stop], after, 1.0, process) for start, stop, after in changes)


def _composed(passes: Sequence[tuple[Edit, ...]]) -> tuple[Edit, ...]:
    """All passes as one. The shortest neighbours are put together first, so that long lists are copied least."""
    lists = list(passes)
    while len(lists) > 1:
        at = min(range(len(lists) - 1), key=lambda index: len(lists[index]) + len(lists[index + 1]))
        lists[at:at + 2] = [compose(lists[at], lists[at + 1])]
    return lists[0] if lists else ()
