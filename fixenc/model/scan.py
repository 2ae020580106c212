"""The first look at every text: is there anything here that could be damage? Nearly always there is not."""

from __future__ import annotations

from enum import IntFlag


class Family(IntFlag):
    """What a place may be damaged by; a kind of damage names the family that must have been seen first."""

    MISREAD = 1      # characters that are rare as Chinese and common where bytes were read in the wrong charset
    GLOSS = 2        # a Latin syllable in parentheses behind a Han character
    ESCAPE = 4       # %E4, \u4E2D, &#20013;, =E4 and their kind
    CHARACTER = 8    # controls, radicals, private use and others that are never ordinary
    LOST = 16        # marks of lost bytes: U+FFFD, '?' inside words, runs of □, 锟斤拷
