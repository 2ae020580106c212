"""The dot between the parts of a foreign name becomes U+00B7: 列奥纳多•达•芬奇, 约翰.史密斯.

Source: CLREQ 3.1.4; GB/T 15834. Left alone: ・ in a line with kana (a sentence in Japanese is protected), bullets, which
have a line's start or a space beside them, ● for a character that was missing, and J.K.罗琳.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixenc.rules._characters import HAN, matches
from fixenc.rules._rule import PLACES, Change, Passage, Rule, Stage

_DOTS = "•‧∙⋅・･"
# Bullets and marks for a missing character, which are dots only inside a foreign name.
_BULLETS = "●▪"
_FIRST = re.compile(f"[{_DOTS}{_BULLETS}.]")
# Characters that write the sounds of foreign names and begin or end few words of their own.
_SOUNDS = ("阿埃艾奥奧贝貝彼伯博茨迪蒂厄恩尔爾菲弗夫戈格哈赫霍基吉贾賈杰居喀卡凯凱科柯克库庫拉莱萊里兰蘭勒雷莉丽麗琳卢盧"
           "鲁魯伦倫罗羅洛玛瑪曼梅蒙米密莫默姆纳納娜尼妮诺諾欧歐帕佩皮珀普齐齊恰乔喬切琼瓊丘萨薩塞瑟莎圣聖史斯丝絲苏"
           "蘇塔泰坦特汀托瓦威韦韋维維温溫沃西希锡錫谢謝逊遜雅亚亞耶伊尤约約泽澤詹珍芝兹茲佐翰")
_DOT = re.compile(f"(?<=[{HAN}])[{_DOTS}](?=[{HAN}])|(?<=[{_SOUNDS}]{{2}})[.{_BULLETS}](?=[{_SOUNDS}]{{2}})")


def apply(passage: Passage) -> Iterator[Change]:
    """Each of them."""
    for match in matches(_FIRST, _DOT, passage.text):
        yield match.start(), match.end(), "·"


RULE = Rule(apply, PLACES, Stage.PUNCTUATION, "a middle dot was typed or coded as another dot", _DOTS + _BULLETS + ".")
