"""Cue sheets: titles and performers are prose; everything else is repaired only, the name of the sound file too."""

from fixenc.formats._format import Format
from fixenc.formats._source import splitter

FORMAT = Format((".cue",), splitter(r'^[ \t]*(?:TITLE|PERFORMER|SONGWRITER)[ \t]+"?([^"\r\n]*)'))
