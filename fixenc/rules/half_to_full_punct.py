"""Half-width , . ; : ? ! that belong to Chinese words become full-width, and the space behind them goes: 你好, 世界.

Source: CLREQ 3.1; GB/T 15834. What stands on both sides decides: Han before it, or Han behind it where the words around
are Chinese. Left alone: 3.14, 12:30, 1,000; 文档.txt, object.name; 1.苹果 (a list); ID:张三 (a key); Dr. and e.g.;
punctuation between Latin words, so that an English quotation keeps its own; emoticons; rows of fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN, OPENERS, TAIL, at, base_before, is_chinese, is_han, matches
from fixenc.rules._rule import CORPUS, Change, Passage, Rule, Stage

_FULL = {",": "，", ".": "。", ";": "；", ":": "：", "?": "？", "!": "！"}
_FIRST = re.compile(r"[,.;:?!]")
_CANDIDATE = re.compile(r"([?!]+|[,.;:])([ \t]*)")
# What closes a Chinese stretch; a comma or stop is none, nothing belongs behind it.
_ENDS = "”’」』）》】〉〕…"
_HAN = re.compile(f"[{HAN}]")
_UNITS = "%‰℃°㎡㎥㎏㎝㎜㎞"
# A number that a colon explains: 注1:, 图1-1:.
_LABEL = re.compile(f"[{HAN}][0-9]{{1,3}}(?:[-.–][0-9]{{1,3}})*\\Z")
_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s?[A-Z])")
# Words beside a sign that is spoken of.
_NAMED = re.compile("符[号號]|[标標][记記志誌]|字符|字元|[键鍵]|[号號]|命令"
                    "|[运運]算|操作|[开開][头頭]|[结結]尾|[来來为為]|表示|分隔|隔[开開]|代表")
_BEFORE_NAMED = re.compile("(?:[一这這那][个個]|使用|用|以|加上|[输輸]入)\\Z")


def apply(passage: Passage) -> Iterator[Change]:
    """Each mark, or run of ? and !, with the spaces that are no longer wanted."""
    text = passage.text
    for match in matches(_FIRST, _CANDIDATE, text):
        start, stop = match.span(1)
        if at(text, stop) in _FULL or (start and text[start - 1] in _FULL):
            continue
        before = at(text, start - 1)
        spaced = before in (" ", "\t") and start > 1
        if spaced and (not _follows_words(text, start - 1) or not _continues(text, match.end(), match[1])
                       or (match[2] and _is_named(text, start, match.end()))):
            continue
        if not (spaced or _belongs(text, start, stop, match[1], match.end())):
            continue
        after = at(text, match.end())
        keeps_space = after in ("", "\n", "\r") or len(match[2]) > 2
        yield (start - 1 if spaced else start, stop if keeps_space else match.end(),
               "".join(_FULL[mark] for mark in match[1]))


def _follows_words(text: str, index: int) -> bool:
    return is_han(at(text, index - 1)) or at(text, index - 1) in tuple(_ENDS)


def _continues(text: str, index: int, mark: str) -> bool:
    """Whether Chinese goes on there, or the line ends; behind a full stop with a space before it only the latter."""
    after = at(text, index)
    return after in ("", "\n", "\r") or (mark != "." and (is_han(after) or after in OPENERS))


def _is_named(text: str, start: int, behind: int) -> bool:
    """Whether a sign with spaces on both sides is spoken of: 加上一个 ! 符号, 用 ; 分隔."""
    return _BEFORE_NAMED.search(text, max(0, start - 4), start - 1) is not None or _NAMED.match(text, behind) is not None


def _belongs(text: str, start: int, stop: int, mark: str, behind: int) -> bool:
    """Whether the mark at start..stop is part of Chinese words; behind: where the next thing that is no space stands."""
    before, after = text[start - 1:start], at(text, behind)
    base = base_before(text, start)
    follows_han = is_han(before) or before in _ENDS or (before != base and is_han(base))
    ends = after in ("", "\n", "\r")
    # Behind a plus sign it is a key: Shift+;
    if not before or before in "\n\r\t +" or (before in "\"'" and after in tuple("\"'")):
        return False
    # In text of another language only a mark between Han is Chinese.
    if not (is_han(base) and (ends or is_han(after))) and not is_chinese(text, start):
        return False
    if mark == ".":
        return _is_full_stop(text, start, stop, behind, follows_han)
    if mark == ":":
        is_label = before.isdigit() and is_han(after) and _LABEL.search(text, max(0, start - 20), start) is not None
        return (follows_han and at(text, stop) not in ("/", "\\", "=", "-")) or is_label
    if mark == ";" and text[start - 2:start] in ("')", '")'):
        return False
    if follows_han or (before in "！？" and mark[0] in "?!"):
        return True
    # A straight quotation mark may open or close, so it says nothing here.
    precedes_han = is_han(after) or (after != "" and after in OPENERS) or (after == "(" and is_han(at(text, behind + 1)))
    if mark in ",;":
        return precedes_han and is_chinese(text, start)
    # The end of a Chinese sentence whose last word is Latin: 你用 Python?
    return before.isalnum() and is_chinese(text, start) and (precedes_han or (ends and _has_han_before(text, start)))


def _is_full_stop(text: str, start: int, stop: int, behind: int, follows_han: bool) -> bool:
    after = at(text, behind)
    closed = at(text, behind) in TAIL and behind == stop
    ends = after in ("", "\n", "\r")
    if follows_han:
        # With no space behind it a letter or digit makes it a name: 文档.txt, 对象.方法.
        return ends or closed or is_han(after) or after in OPENERS or (behind > stop and at(text, start - 1) not in _ENDS)
    if not (ends or (behind > stop and is_han(after) and not at(text, start - 1).isdigit())):
        return False
    line = text.rfind("\n", max(0, start - 60), start)
    words = _SENTENCE_END.split(text[line + 1 if line >= 0 else max(0, start - 60):start])[-1]
    # A number or letter alone at the head of a line numbers a list; a sentence has Chinese words before, and in the midst of a
    # line more of them than a caption has (图 3. 结构).
    return ((words[-1:].isalnum() or words[-1:] in tuple(_UNITS)) and len(_HAN.findall(words)) >= (2 if ends else 4)
            and is_chinese(text, start))


def _has_han_before(text: str, start: int) -> bool:
    line = text.rfind("\n", max(0, start - 60), start)
    return _HAN.search(text, line + 1 if line >= 0 else max(0, start - 60), start) is not None


RULE = Rule(apply, CORPUS, Stage.PUNCTUATION, "full-width punctuation was typed or made half-width", ",.;:?!",
            after=("quotes_pair", "quotes_swap_locale", "brackets_full", "ellipsis", "middle_dot"))
