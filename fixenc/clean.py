"""The verbs in order, a piece at a time: strings, streams and files take the same path.

A text is worked on in pieces of at most PIECE code points, cut behind a line end where there is one, and where the cuts
fall depends on the text alone: however the text arrives, the result is the same and memory stays bounded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from itertools import accumulate

from fixenc._follow import Texts
from fixenc.charsets import find as find_charset
from fixenc.damage._kind import LAYERS, Context, Stage
from fixenc.damage._two_byte import is_some_readable
from fixenc.decode import decode
from fixenc.detect import detect
from fixenc.edits import apply, compose, locator, moved
from fixenc.model.load import load
from fixenc.model.scan import Family, scan
from fixenc.normalize import normalize_edits
from fixenc.registry import check_names, collect
from fixenc.repair import repair
from fixenc.values import Config, Edit, Finding, Result, Span

# A piece holds any page or chapter. Memory does not grow with the length of a pipe but with this: pieces of twice the length take
# 13 MB more where every line is damaged, and are no faster.
PIECE = 1 << 17
# A character of four bytes, damaged twice, is eight characters; all but one of them may stand before a cut.
_TORN = 7
# So many lines of a file that were searched in vain are remembered; a log without end has ever more of them.
_SEARCHED_LINES = 20_000


def inspect_source(source: str | bytes, style: str | None, script: str | None, encoding: str,
                   config: Config) -> Result:
    """Decode, repair and, where a style or script is given, normalize; see `fixenc.inspect`."""
    context = Context(config, load(config.model))
    if isinstance(source, str):
        return inspect_text(source, style, script, "", context)
    decoded = decode(bytes(source), config, encoding)
    if decoded.encoding == "binary":
        return Result(decoded.text, decoded=decoded)
    return replace(inspect_text(decoded.text, style, script, decoded.encoding, context), decoded=decoded)


def inspect_text(text: str, style: str | None, script: str | None, origin: str, context: Context) -> Result:
    """Repair a text and, where a style or script is given, normalize it.

    origin: the charset it was decoded from, "" where that is not known.  context: what was proved earlier in the same file;
    what is proved here is added.
    """
    edits: list[Edit] = []
    findings: list[Finding] = []
    start = 0
    for piece, piece_edits, piece_findings in _inspect_pieces([text], style, script, lambda: origin, context):
        edits += [moved(edit, start) for edit in piece_edits]
        findings += [replace(each, span=each.span.moved(start)) for each in piece_findings]
        start += len(piece)
    return Result(apply(text, edits) if edits else text, tuple(edits), tuple(findings))


def stream_chunks(chunks: Iterable[str | bytes], style: str | None, script: str | None, encoding: str,
                  config: Config) -> Iterator[str]:
    """Clean a stream in bounded memory; see `fixenc.stream`."""
    context = Context(config, load(config.model))
    texts = Texts(chunks, config, encoding)
    for piece, edits, _ in _inspect_pieces(texts, style, script, lambda: texts.origin, context):
        yield apply(piece, edits) if edits else piece


def pieces(chunks: Iterable[str]) -> Generator[str, int | None, None]:
    """Cut a text, however it is chunked, into pieces of at most PIECE code points, behind a line end where possible.

    Who sends a number gets so many code points of the piece once more, at the beginning of the next one.

    >>> "".join(pieces(["第一行\\n第二", "行"]))
    '第一行\\n第二行'
    """
    kept: list[str] = []
    length = 0
    for chunk in chunks:
        kept.append(chunk)
        length += len(chunk)
        if length > PIECE:
            text, start = "".join(kept), 0
            while len(text) - start > PIECE:
                cut = text.rfind("\n", start, start + PIECE) + 1 or start + PIECE
                start = cut - ((yield text[start:cut]) or 0)
            kept, length = [text[start:]], len(text) - start
    text = "".join(kept)
    while text:
        text = text[len(text) - ((yield text) or 0):]


def check(config: Config) -> Config:
    """The same config, all its names known to exist; UnknownNameError with the nearest name otherwise."""
    if config.only or config.skip:
        check_names("unit", config.only | config.skip, {**collect("fixenc.damage", "KIND"), **collect("fixenc.rules", "RULE")})
    for name in sorted(config.encodings | config.not_encodings):
        find_charset(name)
    return config


def _inspect_pieces(chunks: Iterable[str], style: str | None, script: str | None, origin: Callable[[], str],
                    context: Context) -> Iterator[tuple[str, tuple[Edit, ...], tuple[Finding, ...]]]:
    """The pieces of a text, each with its edits and findings (code points of the piece)."""
    source = pieces(chunks)
    piece = next(source, "")
    while piece:
        if len(context.searched) > _SEARCHED_LINES:
            context.searched.clear()
        edits, findings = _inspect_piece(piece, style, script, origin(), context)
        torn = _torn(piece, edits)
        if torn:
            piece = piece[:-torn]
            findings = tuple(each for each in findings if each.span.stop <= len(piece))
        yield piece, edits, findings
        try:
            piece = source.send(torn)
        except StopIteration:
            return


def _torn(piece: str, edits: tuple[Edit, ...]) -> int:
    """How many code points at the end of a piece that is cut within a line may be the beginning of a damaged character.

    They stand right behind a repair. So few are left at the end of a text as well, but only once: they are no whole piece.
    """
    if len(piece) < PIECE or piece[-1] == "\n" or not edits:
        return 0
    left = len(piece) - edits[-1].span.stop
    return left if left <= _TORN and not piece[len(piece) - left:].isascii() else 0


def _inspect_piece(piece: str, style: str | None, script: str | None, origin: str,
                   context: Context) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    edits, findings = _repair_piece(piece, context)
    if style is None and script is None:
        return edits, findings
    text = apply(piece, edits) if edits else piece
    _, normalized, reports = normalize_edits(text, style or "safe", script, context.config, origin)
    locate = locator(edits)
    located = tuple(replace(each, span=locate(each.span)) for each in reports)
    return compose(edits, normalized), findings + located


def _repair_piece(piece: str, context: Context) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    families = _families(piece, context)
    if not families:
        return (), ()
    text = piece
    edits: tuple[Edit, ...] = ()
    findings: list[Finding] = []
    doubtful: list[Finding] = []
    for stage in Stage:
        for _ in range(LAYERS):
            made, left = repair(text, detect(text, families, stage, context), context.config)
            if not made:
                break
            locate = locator(edits)
            some = [replace(each.finding(), span=locate(each.proposal.span)) for each in left if each.proposal.is_doubtful]
            doubtful += clear_of(some, [finding.span for finding in doubtful])
            context.proved.update(edit.process.words for edit in made)
            text = apply(text, made)
            edits = compose(edits, made)
            families = _families(text, context)
        locate = locator(edits)
        findings += [replace(each.finding(), span=locate(each.proposal.span)) for each in left]
    # What was left between repairs proves nothing by itself any more, and is damage all the same; what it came of is known.
    still = clear_of(doubtful, [edit.span for edit in edits])
    findings = clear_of(findings, [finding.span for finding in still])
    findings += [*still, *(Finding(edit.unit, edit.span, edit.confidence, edit.process) for edit in edits)]
    return edits, tuple(sorted(findings, key=lambda each: (each.span, each.kind)))


def clear_of(found: Iterable[Finding], taken: Iterable[Span]) -> list[Finding]:
    """The findings that overlap none of some spans.

    >>> from fixenc.values import Process
    >>> found = [Finding("lossy_mojibake", Span(*each), 1.0, Process("")) for each in ((0, 2), (4, 6))]
    >>> [finding.span.start for finding in clear_of(found, [Span(5, 9)])]
    [0]
    """
    spans = sorted(taken)
    reach = list(accumulate((span.stop for span in spans), max, initial=0))
    return [each for each in found if reach[bisect_left(spans, Span(each.span.stop, 0))] <= each.span.start]


def _families(text: str, context: Context) -> Family:
    """What the scan sees; where some process was proved, shorter strings count than the model takes for damage by themselves."""
    if context.proved:
        return scan(text)
    found = scan(text, context.model)
    return found & ~Family.MISREAD if Family.MISREAD in found and not is_some_readable(text, context) else found
