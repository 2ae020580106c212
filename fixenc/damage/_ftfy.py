"""The one door to ftfy, which takes 25 ms to import and few files need.

Source: ftfy 6.3; datatrove 0.2, whose FTFYFormatter keeps the typography of a text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ftfy import ExplainedText, TextFixerConfig

# The ways in which it is called, the commonest first, and what each of them leaves as it is.
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "ftfy.fix_text": {},
    "ftfy.fix_text, typography kept": {"fix_latin_ligatures": False, "fix_character_width": False, "uncurl_quotes": False,
                                       "fix_line_breaks": False, "normalization": None},
    "ftfy.fix_text, quotes kept": {"uncurl_quotes": False},
    "ftfy.fix_text, not normalized": {"normalization": None},
}
CLEANERS = tuple(_OPTIONS)
# Up to here, and in the compatibility ideographs, are the characters that NFC replaces.
_MAY_DECOMPOSE = (*range(0x80, 0x3000), *range(0xF900, 0xFB50))


def explained(line: str) -> ExplainedText:
    """What ftfy makes of a line that was UTF-8 and read in an 8-bit charset, and how; every other fix is switched off."""
    import ftfy
    return ftfy.fix_encoding_and_explain(line, _encoding_only())


def cleaned(line: str, cleaner: str) -> str:
    """What one of CLEANERS makes of a line."""
    import ftfy
    return ftfy.fix_text(line, _config(cleaner))


def misreadings(character: str) -> Iterator[str]:
    """What the UTF-8 of a character looks like in each charset in which ftfy looks for it, those of Western Europe first."""
    from ftfy.chardata import CHARMAP_ENCODINGS
    for encoding in CHARMAP_ENCODINGS:
        yield character.encode(errors="surrogatepass").decode(encoding)


@cache
def replaced() -> Mapping[str, tuple[str, ...]]:
    """What ftfy writes for single characters -> the characters that it writes it for: quotes, ligatures, full-width forms, and
    what is only another code for the same character."""
    from ftfy.chardata import LIGATURES, WIDTH_MAP
    found: dict[str, list[str]] = {"'": list("\u2018\u2019\u201a\u201b\u02bc"), '"': list("\u201c\u201d\u201e\u201f")}
    composed = {code: unicodedata.normalize("NFC", chr(code)) for code in _MAY_DECOMPOSE}
    for code, text in {**LIGATURES, **WIDTH_MAP, **{code: text for code, text in composed.items() if text != chr(code)}}.items():
        # A straight apostrophe is what becomes of the one in ŉ.
        found.setdefault(text.replace("\u02bc", "'"), []).append(chr(code))
    return {text: tuple(characters) for text, characters in found.items()}


@cache
def _encoding_only() -> TextFixerConfig:
    import ftfy
    return ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=False, fix_encoding=True, restore_byte_a0=False,
        replace_lossy_sequences=False, decode_inconsistent_utf8=False, fix_c1_controls=False, fix_latin_ligatures=False,
        fix_character_width=False, uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False,
        remove_control_chars=False, normalization=None, explain=True)


@cache
def _config(cleaner: str) -> TextFixerConfig:
    import ftfy
    return ftfy.TextFixerConfig(explain=False, **_OPTIONS[cleaner])
