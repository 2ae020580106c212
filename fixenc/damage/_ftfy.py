"""The one door to ftfy, which takes 25 ms to import and few files need."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftfy import ExplainedText, TextFixerConfig


def explained(line: str) -> ExplainedText:
    """What ftfy makes of a line that was UTF-8 and read in an 8-bit charset, and how; every other fix is switched off."""
    import ftfy
    return ftfy.fix_encoding_and_explain(line, _config())


def by_default(text: str) -> str:
    """What ftfy makes of a text when nobody tells it what to leave alone, as most programs that use it do."""
    import ftfy
    return ftfy.fix_text(text)


@cache
def _config() -> TextFixerConfig:
    import ftfy
    return ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=False, fix_encoding=True, restore_byte_a0=False,
        replace_lossy_sequences=False, decode_inconsistent_utf8=False, fix_c1_controls=False, fix_latin_ligatures=False,
        fix_character_width=False, uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False,
        remove_control_chars=False, normalization=None, explain=True)
