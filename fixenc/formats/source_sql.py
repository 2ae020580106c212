"""SQL: a style changes only comments and strings."""

from fixenc.formats._format import Format
from fixenc.formats._source import BLOCK_COMMENT, QUOTED, splitter

FORMAT = Format((".sql", ".ddl", ".hql"), splitter(rf"--([^\n]*)|{BLOCK_COMMENT}|{QUOTED}"))
