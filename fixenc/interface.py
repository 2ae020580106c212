"""The functions that a caller uses: their defaults, and the check of what was given. The work is done in `clean`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from inspect import cleandoc

from fixenc.clean import check, inspect_source, stream_chunks
from fixenc.decode import decode as decode_bytes
from fixenc.edits import apply
from fixenc.edits import undo as undo_edits
from fixenc.normalize import normalize as normalize_text
from fixenc.registry import collect
from fixenc.values import Config, Decoded, Edit, Finding, Result

_BYTES = (bytes, bytearray, memoryview)
_DEFAULT = Config()


def repair(source: str | bytes, *, encoding: str = "", config: Config | None = None) -> str:
    """Undo the damage in a text; everything else stays as it is, character for character.

    source: text, or bytes in any charset (`encoding` names it where it is known). Bytes that are no text come back one
    character a byte (U+0000..U+00FF), unchanged.  Raises UnknownNameError for a unit or charset that nobody has.

    >>> repair("文件名：ÎÄ¼þ.txt")
    '文件名：文件.txt'
    """
    return inspect(source, encoding=encoding, config=config).text


def normalize(text: str, style: str = "zh-CN", script: str | None = None, *, config: Config | None = None) -> str:
    """Bring punctuation, width, characters and script to one convention; damage is left alone.

    style: safe, corpus, zh-CN, zh-TW or zh-HK.  script: hans, hant, hant-tw, hant-hk or keep; None follows the style.

    >>> normalize("你好,世界!")
    '你好，世界！'
    """
    _require_text("normalize", text, "fixenc.clean(data) takes bytes")
    return normalize_text(text, style, script, _config(config))


def clean(source: str | bytes, style: str = "zh-CN", script: str | None = None, *, encoding: str = "",
          config: Config | None = None) -> str:
    """Repair, then normalize.

    >>> clean("ÄãºÃ,世界")
    '你好，世界'
    """
    return inspect(source, style, script, encoding=encoding, config=config).text


def decode(data: bytes, *, encoding: str = "", config: Config | None = None) -> Decoded:
    """Read bytes as text and say which charset fitted, and how surely; no damage is repaired.

    encoding: a charset to be used instead of searching one.  Raises UnknownNameError for a charset that nobody has.

    >>> decode(bytes.fromhex("c4e3 bac3 a3ac cac0 bde7")).text
    '你好，世界'
    """
    if not isinstance(data, _BYTES):
        raise TypeError(f"fixenc.decode reads bytes, not {type(data).__name__}; text goes to fixenc.repair")
    return decode_bytes(bytes(data), _config(config), encoding)


def decode_html(data: bytes, header_charset: str | None = None, *, config: Config | None = None) -> Decoded:
    """Read a web page (or XML) as text. What it says of its own charset, and what the HTTP header says, is weak evidence: valid
    UTF-8 is UTF-8, and text that is only likely in another charset is read in that.

    header_charset: the header's charset, or the whole value of Content-Type; a name that nobody has counts for nothing.
    Source: WHATWG HTML, "determining the character encoding", save that the bytes have the last word.

    >>> decode_html('<meta charset="utf-8"><p>這是一個大五碼的網頁'.encode("big5")).encoding
    'big5'
    """
    if not isinstance(data, _BYTES):
        raise TypeError(f"fixenc.decode_html reads bytes, not {type(data).__name__}; text goes to fixenc.repair")
    label = (header_charset or "").rpartition("charset=")[2].partition(";")[0].strip(" \"'")
    return decode_bytes(bytes(data), _config(config), header=label)


def detect(source: str | bytes, *, encoding: str = "", config: Config | None = None) -> list[Finding]:
    """What is damaged in a text, whether or not it can be repaired.

    >>> [(each.kind, each.repairable) for each in detect("文件名：ÎÄ¼þ.txt")]
    [('mojibake', True)]
    """
    return list(inspect(source, encoding=encoding, config=config).findings)


def inspect(source: str | bytes, style: str | None = None, script: str | None = None, *, encoding: str = "",
            config: Config | None = None) -> Result:
    """Repair a text, normalize it where a style or script is given, and tell all that was seen and done.

    Spans of the result count code points of the text (of `result.decoded.text` where bytes were given).

    >>> result = inspect("文件名：ÎÄ¼þ.txt")
    >>> [(edit.before, edit.after, edit.process.words) for edit in result.edits]
    [('ÎÄ¼þ', '文件', 'gb18030 bytes were read as cp1252')]
    """
    if not isinstance(source, (str, *_BYTES)):
        raise TypeError(f"fixenc repairs str or bytes, not {type(source).__name__}; "
                        "a file's text is fixenc.read_text(path)")
    return inspect_source(source, style, script, encoding, _config(config))


def replay(source: str | bytes, edits: Sequence[Edit], *, encoding: str = "", config: Config | None = None) -> str:
    """The recorded edits, applied again to the text (or bytes) that they were made for.

    Raises ReplayError, with the edit and the place, where the text is another.

    >>> text = "文件名：ÎÄ¼þ.txt"
    >>> replay(text, inspect(text).edits)
    '文件名：文件.txt'
    """
    if isinstance(source, _BYTES):
        source = decode(source, encoding=encoding, config=config).text
    return apply(source, edits)


def undo(text: str, edits: Sequence[Edit]) -> str:
    """Take the recorded edits back: the text before them. Raises ReplayError where the text is another.

    >>> undo("文件名：文件.txt", inspect("文件名：ÎÄ¼þ.txt").edits)
    '文件名：ÎÄ¼þ.txt'
    """
    _require_text("undo", text, "decode it first")
    return undo_edits(text, edits)


def stream(chunks: Iterable[str | bytes], style: str | None = None, script: str | None = None, *, encoding: str = "",
           config: Config | None = None) -> Iterator[str]:
    """Repair a stream in bounded memory, and normalize it where a style or script is given.

    The joined output is the same for any chunking.

    >>> "".join(stream(["名字：ÎÄ", "¼þ"]))
    '名字：文件'
    """
    if isinstance(chunks, (str, *_BYTES)):
        raise TypeError("fixenc.stream takes an iterable of chunks; one text goes to fixenc.repair")
    return stream_chunks(chunks, style, script, encoding, _config(config))


def units() -> Mapping[str, str]:
    """Every unit that can be named in `Config(only=…, skip=…)`, with what it says about itself."""
    found = {}
    for folder, attribute in (("fixenc.damage", "KIND"), ("fixenc.rules", "RULE")):
        for name in collect(folder, attribute):
            found[name] = cleandoc(import_module(f"{folder}.{name}").__doc__ or "")
    return found


def _config(config: Config | None) -> Config:
    if config is None:
        return _DEFAULT
    if not isinstance(config, Config):
        raise TypeError(f"config={config!r} is not a fixenc.Config; write config=fixenc.Config(…)")
    return check(config)


def _require_text(call: str, text: object, instead: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"fixenc.{call} takes str, not {type(text).__name__}; {instead}")
