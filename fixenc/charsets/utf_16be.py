"""UTF-16 with the big end first, as it stands behind a byte order mark or without one."""

from fixenc.charsets._utf_16 import Utf16

CHARSET = Utf16("be", ("utf-16be", "utf-16-be", "unicodefffe", "ucs2be", "1201"))
