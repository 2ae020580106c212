"""UTF-16 with the little end first, as it stands behind a byte order mark or without one."""

from fixenc.charsets._utf_16 import Utf16

CHARSET = Utf16("le", ("utf-16le", "utf-16-le", "utf-16", "ucs-2", "ucs2le", "1200"))
