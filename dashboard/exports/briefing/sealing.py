"""The receipt of a briefing: what it rests on as a whole, and a digest for each of its parts; rebuilds nothing."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.exports.briefing.parts import ChartPart, Content, EventPart, holdings_of
from dashboard.exports.receipt import Receipt, make_receipt
from dashboard.exports.sources import find_standings
from dashboard.words import load_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.exports.briefing.parts import Part
    from dashboard.exports.briefing.value import Briefing, Item


def seal(content: Content, form: str, made: date) -> Receipt:
    """The receipt of a briefing: its counts over all parts, and in ``settings`` the briefing and a digest a part."""
    parts, briefing = content.parts, content.briefing
    newest = max(map(holdings_of, parts), key=lambda held: held.version)
    charts = content.charts
    pinned = replace(briefing, items=tuple(_pin(part) for part in parts))
    receipt = make_receipt(
        find_events(parts),
        content.documents,
        kind="briefing",
        form=form,
        data_version=newest.version,
        committed=newest.committed,
        selection=content.words["selection"].format(title=briefing.title, holds=say_holds(parts, briefing.language)),
        url="",
        as_of=charts[0].view.as_of if charts else made,
        undated=sum(one.receipt.undated for one in charts),
        made=made,
        standings=find_standings(content.first),
        settings={"briefing": pinned.to_dict(), "parts": [_tell(part) for part in parts]},
    )
    return replace(receipt, figure_sha256=sum_up(pinned, parts))


def find_events(parts: Sequence[Part]) -> pd.DataFrame:
    """Rows of the index of all events that the parts show, each once."""
    found = []
    for part in parts:
        events = holdings_of(part).events
        chosen = part.rows if isinstance(part, ChartPart) else events["id"].eq(part.row["id"]).to_numpy().nonzero()[0]
        found.append(events.take(chosen))
    return pd.concat(found, ignore_index=True).drop_duplicates("id")


def sum_up(briefing: Briefing, parts: Sequence[Part]) -> str:
    """The digest of a whole briefing: of its words and of the digests of its parts."""
    return sha256((briefing.to_json() + "".join(part.digest for part in parts)).encode()).hexdigest()


def say_holds(parts: Sequence[Part], language: str) -> str:
    """How many charts and events there are, in words."""
    said = load_words(language)["briefing"]
    charts = sum(isinstance(part, ChartPart) for part in parts)
    counts = (("charts", charts), ("events", len(parts) - charts))
    told = [said[f"{noun}_{'one' if n == 1 else 'many'}"].format(n=n) for noun, n in counts if n]
    return told[0] if len(told) == 1 else said["holds"].format(charts=told[0], events=told[1])


def _pin(part: Part) -> Item:
    """The item with its as-of day written down."""
    if isinstance(part, EventPart):
        return part.item
    return replace(part.item, address=part.view.selection.to_query())


def _tell(part: Part) -> dict[str, Any]:
    """What a receipt says of a part: its name, its version, its digest, and of a chart its counts and selection."""
    held = holdings_of(part)
    told: dict[str, Any] = {"name": part.name, "version": held.version, "committed": held.committed}
    if isinstance(part, ChartPart):
        counts = {name: getattr(part.receipt, name) for name in ("events", "documents", "undated")}
        told |= {"selection": part.receipt.selection} | counts
    return told | {"sha256": part.digest}
