"""Lists of characters, as fonts, dictionaries and tests of charsets have them, and drawings: the rarest text that is clean."""

from __future__ import annotations

import unicodedata

import pytest

import fixenc

# Characters in a row, and how far apart the rows begin: a prime, so that all parts of the blocks are met.
_LENGTH, _STEP = 16, 487
_NO_TEXT = frozenset({"Cn", "Cc", "Cs", "Co"})


def _rows() -> list[str]:
    rows = ("".join(map(chr, range(first, first + _LENGTH))) for first in range(0xB0, 0xFFF0 - _LENGTH, _STEP))
    return [row for row in rows if _NO_TEXT.isdisjoint(map(unicodedata.category, row))]


@pytest.mark.parametrize("separator", ["", "、", ", ", "\n"])
def test_what_stands_in_the_order_of_its_codes_stays(separator: str) -> None:
    rows = _rows()
    assert len(rows) > 80
    for row in rows:
        text = separator.join(row)
        assert fixenc.repair(text) == text


@pytest.mark.parametrize("charset", ["gb2312", "big5", "shift_jis", "euc_kr"])
def test_what_stands_in_the_order_of_a_standard_stays(charset: str) -> None:
    for lead in range(0xB0, 0xC8, 3):
        text = bytes(byte for trail in range(0xA1, 0xA1 + _LENGTH) for byte in (lead, trail)).decode(charset, "ignore")
        assert fixenc.repair(text) == text


@pytest.mark.parametrize("text", [
    "┌─────┬─────┐\n│ ²   │ 1 & │\n├─────┼─────┤\n│ q   │ w   │\n└─────┴─────┘\n",
    "BORDER = (\n    '└─┴┘'\n    '╰─┴╯'\n    '╚═╩╝'\n    '┗━┻┛'\n)\n",
    "src\n├── model\n│   └── train.py\n└── main.py\n",
    "frames = [\"┤\", \"┘\", \"┴\", \"└\", \"├\", \"┌\", \"┬\", \"┐\"]\nline = \"┤┘┴└├┌┬┐\"\nshades = \"░▒▓█\"\n",
    "║ Ctrl  ║ Alt ║ Espace           ║\n╚═══════╩═════╩══════════════════╝\n",
])
def test_drawings_stay(text: str) -> None:
    assert fixenc.repair(text) == text


@pytest.mark.parametrize("text", [
    "quotes = {\n    'en': '“”‘’',\n    'de': '„“‚‘',\n    'fr': '«»‹›',\n    'da': '»«›‹',\n    'pl': '„”«»',\n}\n",
    "letters = \"æøåÆØÅ\"\nothers = \"åäöÅÄÖ\"\n",
    "POLISH = 'ąćęłńóśźż' 'ĄĆĘŁŃÓŚŹŻ'\nFRENCH = 'ÀàÂâÆæÇçÉéÈè'\n",
])
def test_quotation_marks_and_alphabets_stay(text: str) -> None:
    assert fixenc.repair(text) == text


def test_lines_above_stay() -> None:
    text = "def rule():\n    return '‾‾‾‾  ‾‾‾‾'\n"
    assert fixenc.repair(text) == text
