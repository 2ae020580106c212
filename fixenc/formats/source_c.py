"""Source code of C and the languages that write comments and strings as C does; a style changes only those."""

from fixenc.formats._format import Format
from fixenc.formats._source import BLOCK_COMMENT, QUOTED, splitter

# JavaScript's templates and Go's raw strings stand between backquotes and go over lines.
_PROSE = rf"//([^\n]*)|{BLOCK_COMMENT}|{QUOTED}|`((?:\\.|[^`\\])*+)"

FORMAT = Format((".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".java", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".go",
                 ".rs", ".cs", ".swift", ".kt", ".scala", ".dart", ".m", ".mm", ".as", ".pas", ".proto", ".glsl"),
                splitter(_PROSE))
