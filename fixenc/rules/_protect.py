"""Spans that are no prose: found once, before any rule runs, and shared by all of them.

URL, mail address, path, file name, inline and fenced code, line of code, tag, entity, placeholder, TeX, JSON, table row
of numbers or fields, number, date, time, ratio, version, emoticon, @name, #topic#, and sentences in Japanese or Korean.
Han glued to a URL or to a number is not part of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from fixenc.rules._characters import HAN, matches
from fixenc.rules._code import code_lines
from fixenc.rules._fields import field_rows

Protected = tuple[tuple[int, int], ...]

_EXTENSION = ("txt|md|rst|pdf|docx?|xlsx?|pptx?|csv|tsv|json|ya?ml|toml|xml|html?|css|jsx?|tsx?|vue|py|ipynb|java|class|jar|"
              "c|cc|cpp|h|hpp|cs|go|rs|rb|php|pl|lua|sh|bat|cmd|ps1|sql|db|log|ini|conf|cfg|exe|dll|so|zip|rar|7z|gz|bz2|xz|tar|tgz|iso|"
              "apk|deb|rpm|dmg|png|jpe?g|gif|bmp|svg|webp|ico|psd|mp[34]|avi|mkv|mov|wmv|flv|wav|flac|ogg|srt|ass|lrc|epub|"
              "mobi|ttf|otf|bak|tmp|dat|bin|com|cn|net|org|gov|edu|io|tw|hk")
# Delimited spans, whatever is inside. Each alternative begins with an ASCII mark, so prose is passed over quickly.
_DELIMITED = re.compile(
    r"""(?<!`)(?P<ticks>`{1,3})(?!`)[^`\n]+(?P=ticks)(?!`)
    |<!--[\s\S]{0,400}?-->
    |<[/!?]?[A-Za-z][^<>\n]{0,600}>
    |<(?:https?|ftp|mailto):[^<>\s]+>
    |\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)            # the target of a Markdown link
    |!\[(?=[^\]\n]{0,200}\]\()
    |\[/?[A-Za-z]+(?:=[^\]\n]{0,200})?\](?!\()          # BBCode
    |\{\{[^{}\n]*\}\}|\$\{[^{}\n]*\}|\{[A-Za-z0-9_.:]*\}|%\([A-Za-z_]+\)[sdfr]
    |\$\$[^$]{1,2000}\$\$
    |\$(?=[^$\n]*[\\^_=+{<>])(?![\s\d]+[^$\n]*\s\$)[^$\s](?:[^$\n]{0,300}[^$\s])?\$
    |\\\([^\n]{1,300}?\\\)|\\\[[^\n]{1,300}?\\\]|\\[A-Za-z]+(?:\[[^\]\n]{0,80}\])?(?:\{[^{}\n]{0,200}\})*
    |&(?:[A-Za-z][A-Za-z0-9]{1,30}|\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6});
    |\#[^\#\s][^\#\n]{0,40}\#
    |(?<=[A-Za-z0-9_])\([^()\n"']{0,40}["'][^()\n]{0,200}\)       # the arguments of a call
    """, re.VERBOSE)
_DELIMITED_START = re.compile(r"[`~<\]\[!{$\\&#%(]")
# Tokens of ASCII; the search is restarted in each stretch of ASCII alone.
_ASCII = re.compile(r"[!-~][ -~]*")
# Every token holds one of these.
_TOKEN_SIGN = re.compile(r"[-!'(,./:@\\]")
_TOKEN = re.compile(
    r"""(?P<url>(?:\b[A-Za-z][A-Za-z0-9+.-]{1,20}://|\bwww\.|\b(?:mailto|tel|magnet|data):)[!-~]+)
    |(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}
    |\b[A-Za-z]:\\[!-~]*
    |(?<![\w.])(?:\.{0,2}|~)/(?:[\w.@%+~-]{1,80}/)*[\w.@%+~-]{1,80}/?
    |(?<![\w./-])[\w.-]{1,80}(?:/[\w.-]{1,80}){2,}
    |(?<![\w@])@[A-Za-z0-9_][A-Za-z0-9_.-]*
    |\b[A-Za-z_]\w{0,60}(?:(?:::|->|\.)[A-Za-z_]\w{0,60})+(?:\([^()\n]{0,80}\))?
    |\b[A-Za-z_]\w{0,80}\(\)
    |(?<![^\s(\[|,])--?[A-Za-z][\w-]*(?:=[!-~]+)?
    |\b[A-Za-z0-9](?:\.[A-Za-z])+\.(?![A-Za-z])
    |\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|No|Vol|Fig|vs|etc|al|Inc|Ltd|Co|Corp|approx|ca)\.
    |\b[A-Za-z]{1,40}['’][A-Za-z]{1,40}\b
    |\bYahoo!
    |(?<!\d)\d{1,4}'\d{1,4}(?:\.\d{1,4})?"
    |\b\d[\d,]{0,40}(?:[.:/'-]\d{1,40})+(?:%|[A-Za-z]+\b)?
    |\b[vV]?\d{1,40}(?:\.\d{1,40})+[A-Za-z0-9.-]*[A-Za-z0-9]
    |(?<!\d)\d{1,40},\d+
    """, re.VERBOSE | re.ASCII)
# An emoticon ends where nothing follows it; a bracket that was opened before is closed by it, and then it is none.
_EMOTICON = re.compile(r"(?<![A-Za-z0-9:;=(])(?![:;=]\(\d{1,3}\))(?:[:;=][-'^o~]?[()\[\]DdPpOo3|/\\*]+"
                       r"|\(\s?[\^><TtoO0;*-]\s?[_.oO0-]*\s?[\^><TtoO0;*-]\s?[;)]+\)?)(?![A-Za-z0-9" + HAN + "(])")
_EMOTICON_FIRST = re.compile("[:;=(]")
_FILE_NAME = re.compile(r"\.(?:" + _EXTENSION + r")(?![A-Za-z0-9])", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]{0,3}(?P<marks>```+|~~~+)(?P<info>[^\n`]*)$", re.MULTILINE)
# A reference of GB/T 7714 has half-width punctuation: 张三. 论文题目[J]. 学报, 2020, 3(2): 1-10.
_REFERENCE = re.compile(r"^[^\n]{0,300}\[(?:[A-Z]|EB|DB|CP|DS)(?:/[A-Z]{2})?\]\.[^\n]{0,400}$", re.MULTILINE)
# Every mark that some rule makes a sentence's end is one here already, so that sentences are the same after the rules.
_SENTENCE = re.compile(r"(?:(?![·・]{3})[^\n。！？!?.…⋯｡︒﹒﹖﹗︕︖])+[。！？!?.…⋯｡︒﹒﹖﹗︕︖]?")
_SYLLABLE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d\uac00-\ud7a3]")
_REFERENCE_SIGN = re.compile(r"\[[A-Z/]{1,5}\]\.")
_LONGEST_JSON = 20_000
_HAN = re.compile(f"[{HAN}]")
_URL_TAIL = ".,;:!?'\""
# Han that begins a part of an address belongs to it where the address goes on behind: /頁面?id=1.
_HAN_COMPONENT = re.compile(f"(?<=[/=?&#_-])(?:[{HAN}]{{1,30}}[/?=&#%._-][!-~]+)+")


def protected_spans(text: str, alphabet: frozenset[str]) -> Protected:
    """Spans (start, stop) in code points that no rule may touch, sorted, apart from each other."""
    if text.isascii() and not text.strip():
        return ()
    spans = list(_fenced(text)) if "`" in alphabet or "~" in alphabet else []
    spans += _delimited(text)
    spans += _json(text)
    spans += code_lines(text)
    spans += field_rows(text) if "," in alphabet else ()
    spans += _tokens(text)
    spans += _file_names(text)
    spans += (each.span() for each in _REFERENCE.finditer(text)) if _REFERENCE_SIGN.search(text) else ()
    spans += _emoticons(text)
    if any("\u3041" <= each <= "\u30fa" or "\uff66" <= each <= "\uff9d" or "\uac00" <= each <= "\ud7a3" for each in alphabet):
        spans += _foreign(text)
    return _joined(spans)


def move(protected: Sequence[tuple[int, int]], changes: Sequence[tuple[int, int, str]]) -> Protected:
    """The spans after the changes, none of which touches one."""
    if not changes:
        return tuple(protected)
    moved = []
    growth = place = 0
    for start, stop in protected:
        while place < len(changes) and changes[place][1] <= start:
            growth += len(changes[place][2]) - (changes[place][1] - changes[place][0])
            place += 1
        moved.append((start + growth, stop + growth))
    return tuple(moved)


def _joined(spans: list[tuple[int, int]]) -> Protected:
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if joined and start < joined[-1][1]:
            if stop > joined[-1][1]:
                joined[-1] = (joined[-1][0], stop)
        elif start < stop:
            joined.append((start, stop))
    return tuple(joined)


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """Blocks between two fences of the same marks; one that is never closed is none."""
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence["marks"].startswith(opened["marks"]) and not fence["info"].strip():
            yield opened.start(), fence.end()
            opened = None


def _delimited(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    for match in _DELIMITED_START.finditer(text):
        if match.start() >= end and (found := _DELIMITED.match(text, match.start())):
            end = found.end()
            yield found.span()


def _json(text: str) -> Iterator[tuple[int, int]]:
    """Objects and arrays that a JSON reader accepts. What it has read in vain is not read again."""
    decoder = json.JSONDecoder()
    end = 0
    for match in re.finditer(r'\{\s*"|\[\s*(?:["\[{]|-?\d[\d.]*\s*,)', text):
        if match.start() < end:
            continue
        # A window, because the decoder's error counts lines from the start of what it was given.
        try:
            _, length = decoder.raw_decode(text[match.start():match.start() + _LONGEST_JSON])
        except json.JSONDecodeError as error:
            end = match.start() + error.pos
        except RecursionError:
            # Brackets nested deeper than any document: what was read is at least as long as Python's stack is deep.
            end = match.start() + 500
        else:
            end = match.start() + length
            yield match.start(), end


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    for stretch in _ASCII.finditer(text):
        if stretch.end() - stretch.start() < 3 or _TOKEN_SIGN.search(text, *stretch.span()) is None:
            continue
        for match in _TOKEN.finditer(text, *stretch.span()):
            start, stop = match.span()
            if match["url"]:
                url = match["url"].rstrip(_URL_TAIL)
                if url.endswith(")") and "(" not in url:
                    url = url[:-1].rstrip(_URL_TAIL)
                stop = start + len(url)
                component = _HAN_COMPONENT.match(text, stop) if stop == stretch.end() else None
                stop = component.end() if component else stop
            yield start, stop


def _file_names(text: str) -> Iterator[tuple[int, int]]:
    """The dot and the extension; the name before it may be in any script."""
    for match in _FILE_NAME.finditer(text):
        before = text[match.start() - 1:match.start()]
        if before.isalnum() or before in tuple("-_)"):
            yield match.span()


def _emoticons(text: str) -> Iterator[tuple[int, int]]:
    for match in matches(_EMOTICON_FIRST, _EMOTICON, text):
        before = text[max(0, text.rfind("\n", 0, match.start()) + 1, match.start() - 40):match.start()]
        opened = before.count("(") + before.count("（") > before.count(")") + before.count("）")
        if not (opened and match.group().endswith(")") and not match.group().startswith("(")):
            yield match.span()


def _foreign(text: str) -> Iterator[tuple[int, int]]:
    """Sentences in Japanese or Korean: kana or hangul are one of eight characters. A Chinese sentence that names one の
    is none of them; a text that is one quarter kana or hangul is theirs as a whole, headings in Han included.
    """
    if _share(text) >= 1 / 4:
        yield 0, len(text)
        return
    for match in _SENTENCE.finditer(text):
        if _share(match.group()) >= 1 / 8:
            yield match.span()


def _share(text: str) -> float:
    """How many of the East Asian characters are kana or hangul; punctuation, which rules change, does not count."""
    syllables = len(_SYLLABLE.findall(text))
    return syllables / (syllables + len(_HAN.findall(text))) if syllables else 0.0
