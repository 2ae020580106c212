"""Plain text: all of it is prose. What no other format knows is read as this."""

from fixenc.formats._format import Format, whole

FORMAT = Format((".txt", ".text", ".md", ".markdown", ".rst", ".log", ".nfo", ".m3u", ".m3u8", ".ini", ".conf", ".cfg"), whole)
