"""Text of another language that was misread reads as Chinese too: as a row of characters that nobody would write.

    안녕하세요 (EUC-KR) -> ¾È³çÇÏ¼¼¿ä, which GB 18030 would make 救崇窍技夸 of

The bytes are the witness: where they are likelier text in a charset of another language, the stretch is no Chinese.
"""

from __future__ import annotations

import math

from fixenc.charsets import find
from fixenc.charsets._charset import Charset
from fixenc.charsets._rivals import Clues, rank
from fixenc.model.score import Model

# The charsets that text of other languages is in, Japanese and Korean first: the commonest for each script.
_OTHERS = ("shift_jis", "euc_jp", "euc_kr", "johab", "cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic", "cp1252", "cp850",
           "mac_roman", "cp1250", "iso8859_2", "cp852", "cp1253", "iso8859_7", "cp1254", "cp1255", "iso8859_8", "cp1256",
           "iso8859_6", "cp874", "cp1258")
# Text is Chinese here unless shown otherwise, as in reading bytes.
_CLUES = Clues("zh")
# The readers of 8 bits that are met most: what another of them explains may be text of another language that one of these read.
# Of so many readers and charsets one may fit by chance: it has to fit better by the log of their number.
_READERS = ("cp1252", "iso8859_1", "cp437", "mac_roman", "cp1251", "cp1250", "cp850", "koi8_r")
_CHANCE_NATS = math.log(len(_READERS) * len(_OTHERS))


def is_foreign(before: str, after: str, written: Charset, read: Charset, model: Model) -> bool:
    """Whether a stretch or line that would be Chinese as `written` is, by its bytes, likelier text of another language.

    before: as it stands.  after: as it would be repaired.  read: the charset that it was read in.
    UTF-8 is proof enough of itself.

    >>> from fixenc.model.load import load
    >>> is_foreign("¾È³çÇÏ¼¼¿ä", "救崇窍技夸", find("gb18030"), find("cp1252"), load())
    True
    >>> is_foreign("ÄãºÃÊÀ½ç", "你好世界", find("gb18030"), find("cp1252"), load())
    False
    """
    if written.name == "utf_8":
        return False
    cost_nats = -model.score(after) - _CLUES.nats(written.name)
    asked = {reader.name: reader for reader in (read, *map(find, _READERS))}
    for reader in asked.values():
        data = reader.to_bytes(before)
        if data is None and reader is read:
            data = written.to_bytes(after)
        # What the reader itself makes of the bytes stands there, and was weighed already.
        others = [find(name) for name in _OTHERS if name != reader.name]
        least = cost_nats if reader is read else cost_nats - _CHANCE_NATS
        if data is not None and rank(data, others, model, _CLUES, may_be_cut=False)[0].cost_nats < least:
            return True
    return False
