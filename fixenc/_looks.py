"""How a file looks besides its damage: charsets, line ends, script. Counted block by block."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from fixenc.rules._script import SIMPLIFIED, TRADITIONAL, codes_of, flags_of
from fixenc.values import Candidate, Decoded

# A share of the other script below this is names and quotations.
_STRAY_SHARE = 0.1


@dataclass(slots=True)
class Looks:
    """charsets: bytes in each, the commonest first once it is asked for.  line_ends: how many of "lf", "crlf" and "cr".

    candidates: where the charset of the first block is not sure, those in question.
    """

    charsets: Counter[str] = field(default_factory=Counter)
    line_ends: Counter[str] = field(default_factory=Counter)
    candidates: tuple[Candidate, ...] = ()
    simplified: int = 0
    traditional: int = 0

    def take(self, decoded: Decoded) -> None:
        """Count a block, which ends where no line end is cut."""
        text = decoded.text
        self.candidates = self.candidates or (() if self.charsets else decoded.candidates)
        for segment in decoded.segments:
            self.charsets[segment.encoding] += segment.span.length
        both = text.count("\r\n")
        self.line_ends.update({"lf": text.count("\n") - both, "crlf": both, "cr": text.count("\r") - both})
        flags = flags_of(codes_of(text), ())
        self.simplified += int(np.count_nonzero(flags == SIMPLIFIED))
        self.traditional += int(np.count_nonzero(flags == TRADITIONAL))

    @property
    def script(self) -> str:
        """"simplified", "traditional", "mixed", or "" where no character is of one script only."""
        total = self.simplified + self.traditional
        if not total:
            return ""
        if min(self.simplified, self.traditional) >= _STRAY_SHARE * total:
            return "mixed"
        return "simplified" if self.simplified > self.traditional else "traditional"
