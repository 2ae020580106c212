"""What a text says about its own charset: HTML, XML, CSS, source code, message catalogues, mail. It may lie.

Source: WHATWG HTML, "prescan a byte stream"; XML 1.0, 4.3.3; CSS Syntax, 3.2; PEP 263; gettext manual, "Header Entry"; RFC 2045.
"""

from __future__ import annotations

import re

from fixenc.charsets import find
from fixenc.errors import UnknownNameError

_HEAD_BYTES = 4096
_NAME = rb"""["' ]?([A-Za-z0-9][\w.:+-]{1,40})"""
_FORMS = [re.compile(form + _NAME, re.IGNORECASE | re.MULTILINE) for form in (
    rb"<meta\s[^>]{0,200}?charset\s*=\s*", rb"\A\s*<\?xml\s[^>]{0,80}?encoding\s*=\s*", rb"\A@charset\s+",
    rb"""^"?Content-Type:\s*text/(?:[^\n]|\n[ \t]){0,80}?charset=""")]
# Of source code only the first two lines count.
_COOKIE = re.compile(rb"\A(?:[^\n]{0,400}\n)?[^\n]{0,400}?coding[:=][ \t]*([-\w.]+)")


def declared(data: bytes) -> str:
    """The charset that the head of the data names, by our name for it; "" where it names none that anybody has.

    >>> declared(b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">')
    'gb18030'
    """
    head = data[:_HEAD_BYTES]
    if b"charset" not in head and b"coding" not in head and b"CHARSET" not in head:
        return ""
    for form in (*_FORMS, _COOKIE):
        if (match := form.search(head)) and (name := known(match.group(1).decode("latin-1"))):
            return name
    return ""


def known(label: str) -> str:
    """Our name for a charset, "" where nobody has it."""
    try:
        return find(label).name if label else ""
    except UnknownNameError:
        return ""
