"""Classes of characters: what a character that was never seen behind another is judged by.

A class is a kind of writing that runs on (Cyrillic letters follow Cyrillic letters) or that never does (one C1 control
behind another). The finer the classes where bytes read in the wrong charset land (the upper half of Latin-1, half-width
katakana, box drawing), the clearer it is that such text is no text.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

ALL_CODES = 0x110000

# (name, ranges, share of all text that the class is given unseen), parted into <name>_upper and <name>_lower.
_CASED = (
    ("latin1", ((0xC0, 0xFF),), 1e-5), ("latin_extended", ((0x100, 0x24F),), 1e-5),
    ("vietnamese", ((0x1E00, 0x1EFF),), 1e-5),
    ("greek", ((0x370, 0x3FF),), 1e-5), ("greek_extended", ((0x1F00, 0x1FFF),), 1e-7),
    ("cyrillic", ((0x410, 0x44F),), 2e-5),
    ("cyrillic_other", ((0x400, 0x40F), (0x450, 0x52F)), 3e-6),
)
# (name, ranges, share, whether it runs on); a later row overrides an earlier one.
_RANGES = (
    ("other_script", ((0x530, 0x1FFFF),), 1e-6, True),
    ("control", ((0x00, 0x1F), (0x7F, 0x7F)), 1e-6, False),
    ("c1_control", ((0x80, 0x9F),), 1e-8, False),
    ("digit", ((0x30, 0x39),), 1e-2, True),
    ("upper", ((0x41, 0x5A),), 1e-2, True),
    ("lower", ((0x61, 0x7A),), 3e-2, True),
    ("space", ((0x20, 0x20),), 1e-2, False),
    ("line_feed", ((0x0A, 0x0A),), 1e-2, False),
    ("tab", ((0x09, 0x09), (0x0D, 0x0D)), 1e-5, False),
    ("sentence", ((0x21, 0x22), (0x27, 0x29), (0x2C, 0x2F), (0x3A, 0x3B), (0x3F, 0x3F)), 1e-2, True),
    ("operator", ((0x23, 0x26), (0x2A, 0x2B), (0x3C, 0x3E), (0x40, 0x40), (0x5B, 0x60), (0x7B, 0x7E)), 3e-3, True),
    ("latin1_symbol", ((0xA0, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7)), 1e-5, False),
    ("phonetic", ((0x250, 0x2FF),), 1e-6, False),
    ("combining", ((0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF)), 1e-6, False),
    ("hebrew", ((0x590, 0x5FF),), 5e-6, True),
    ("arabic", ((0x600, 0x77F), (0x8A0, 0x8FF)), 5e-6, True),
    ("indic", ((0x900, 0xDFF),), 5e-6, True),
    ("thai", ((0xE00, 0xE7F),), 5e-6, True),
    ("southeast", ((0xE80, 0x109F), (0x1780, 0x18AF)), 2e-6, True),
    ("jamo", ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F)), 1e-7, True),
    ("spacing_punctuation", ((0x2000, 0x200A), (0x2010, 0x2027), (0x202F, 0x205F)), 1e-3, True),
    ("invisible", ((0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xAD, 0xAD)), 1e-7, False),
    ("numeric_form", ((0x2070, 0x20CF), (0x2100, 0x218F)), 1e-5, False),
    ("arrow", ((0x2190, 0x21FF), (0x27F0, 0x27FF), (0x2900, 0x297F)), 2e-5, True),
    ("mathematics", ((0x2200, 0x22FF), (0x27C0, 0x27EF), (0x2980, 0x2AFF)), 2e-5, True),
    ("technical", ((0x2300, 0x243F),), 2e-6, True),
    ("enclosed", ((0x2460, 0x24FF), (0x3200, 0x32FF)), 1e-5, True),
    ("box_light", ((0x2500, 0x2503), (0x250C, 0x254F)), 1e-5, True),
    ("box_double", ((0x2504, 0x250B), (0x2550, 0x257F)), 1e-6, True),
    ("block", ((0x2580, 0x259F),), 1e-6, True),
    ("shape", ((0x25A0, 0x25FF),), 2e-5, True),
    ("dingbat", ((0x2600, 0x27BF),), 2e-5, True),
    ("braille", ((0x2800, 0x28FF),), 1e-7, True),
    ("pictograph", ((0x1F000, 0x1FBFF), (0xFE0F, 0xFE0F), (0x200D, 0x200D)), 5e-5, True),
    ("radical", ((0x2E80, 0x2FDF),), 1e-7, True),
    ("cjk_punctuation", ((0x3000, 0x303F),), 5e-2, True),
    ("hiragana", ((0x3040, 0x309F),), 2e-5, True),
    ("katakana", ((0x30A0, 0x30FF), (0x31F0, 0x31FF)), 2e-5, True),
    ("bopomofo", ((0x3100, 0x312F), (0x31A0, 0x31BF)), 5e-6, True),
    ("cjk_unit", ((0x3300, 0x33FF),), 1e-6, False),
    ("han", ((0x4E00, 0x9FFF), (0x3007, 0x3007)), 7e-1, True),
    ("han_extension_a", ((0x3400, 0x4DBF),), 5e-5, False),
    ("hangul", ((0xAC00, 0xD7A3),), 1e-5, True),
    ("surrogate", ((0xD800, 0xDFFF),), 1e-9, False),
    ("private", ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF)), 1e-8, False),
    ("han_compatibility", ((0xF900, 0xFAFF), (0x2F800, 0x2FA1F)), 1e-7, False),
    ("presentation_form", ((0xFB00, 0xFDFF), (0xFE70, 0xFEFE)), 1e-7, True),
    ("vertical_form", ((0xFE10, 0xFE6F),), 1e-6, False),
    ("fullwidth_sign", ((0xFF01, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40), (0xFF5B, 0xFF5E), (0xFFE0, 0xFFE6)), 5e-2,
     True),
    ("fullwidth_letter", ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)), 1e-5, True),
    ("halfwidth_katakana", ((0xFF61, 0xFF9F),), 1e-7, True),
    ("halfwidth_hangul", ((0xFFA0, 0xFFDC), (0xFFE8, 0xFFEE)), 1e-8, True),
    ("replacement", ((0xFFFC, 0xFFFD),), 1e-7, False),
    ("han_extension_b", ((0x20000, 0x3FFFF),), 3e-5, False),
)
UNASSIGNED = 0
NAMES = ("unassigned", *(f"{name}_{case}" for name, _, _ in _CASED for case in ("upper", "lower")),
         *(row[0] for row in _RANGES))
SHARES = np.array([1e-9] + [share for _, _, share in _CASED for _ in "ul"] + [row[2] for row in _RANGES])
RUNS_ON = np.array([False] + [True for _ in _CASED for _ in "ul"] + [row[3] for row in _RANGES])


def class_table() -> NDArray[np.uint8]:
    """The class (an index of NAMES) of each code point. What this Python's Unicode has no name for is unassigned."""
    table = np.zeros(ALL_CODES, np.uint8)
    for name, ranges, *_ in _RANGES:
        for first, last in ranges:
            table[first:last + 1] = NAMES.index(name)
    table[0x20000:0x40000] = NAMES.index("han_extension_b")
    for name, ranges, _ in _CASED:
        for first, last in ranges:
            for code in range(first, last + 1):
                if table[code] in (0, NAMES.index("other_script")):
                    upper = unicodedata.category(chr(code)) in ("Lu", "Lt")
                    table[code] = NAMES.index(f"{name}_{'upper' if upper else 'lower'}")
    letters = table == NAMES.index("other_script")
    table[letters & (np.arange(ALL_CODES) >= 0x1D400) & (np.arange(ALL_CODES) < 0x1D800)] = NAMES.index("mathematics")
    for code in range(ALL_CODES):
        if unicodedata.category(chr(code)) == "Cn" and table[code] != NAMES.index("han_extension_b"):
            table[code] = UNASSIGNED
    return table
