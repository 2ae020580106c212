"""Text -> what is damaged in it."""

from __future__ import annotations

from collections.abc import Mapping

from fixenc.damage._kind import Context, Kind, Seen, Stage
from fixenc.model.scan import Family
from fixenc.registry import collect


def kinds(context: Context) -> Mapping[str, Kind]:
    """The kinds of damage that the caller's `only` and `skip` leave."""
    config = context.config
    found: Mapping[str, Kind] = collect("fixenc.damage", "KIND")
    return {name: kind for name, kind in found.items()
            if name not in config.skip and (not config.only or name in config.only)}


def detect(text: str, families: Family, stage: Stage, context: Context) -> list[Seen]:
    """What the kinds of one stage see in a text, in which the scan saw `families`. Spans may overlap between kinds."""
    seen: list[Seen] = []
    context.explained.clear()
    context.converted.clear()
    asked = [(name, kind) for name, kind in kinds(context).items() if kind.stage is stage and kind.family & families]
    for name, kind in asked:
        if kind.first is not None:
            found = list(kind.first(text, context))
            context.converted += found
            seen += [Seen(name, proposal) for proposal in found]
    for name, kind in sorted(asked, key=lambda item: not item[1].early):
        seen += [Seen(name, proposal) for proposal in kind.find(text, context)]
    return seen
