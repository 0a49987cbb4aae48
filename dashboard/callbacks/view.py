"""A selection applied to what the store holds, and its two pictures: what page, download and command line share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.figures import heatmap, timeline
from dashboard.library import Holdings
from dashboard.selection import Selection, placement
from loaders.sectors.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class View:
    """A selection applied to holdings: the events it chooses, those without a date, and the day that is today."""

    selection: Selection
    holdings: Holdings
    events: pd.DataFrame
    undated: pd.DataFrame
    as_of: date


def find_view(query: str, holdings: Holdings, taxonomy: Taxonomy, today: date) -> View:
    """Apply the selection a query spells to what the store holds; ``today`` where it names no as-of day."""
    return apply_selection(Selection.from_query(query, taxonomy)[0], holdings, taxonomy, today)


def apply_selection(selection: Selection, holdings: Holdings, taxonomy: Taxonomy, today: date) -> View:
    """Apply a selection to what the store holds."""
    chosen = selection.filter(holdings.events, taxonomy)
    spans = placement(chosen, selection.axis)
    order = spans.assign(id=chosen["id"]).sort_values(["start", "end", "id"], na_position="first").index
    return View(
        selection,
        holdings,
        chosen.loc[order],
        selection.shelf(holdings.events, taxonomy),
        selection.as_of or today,
    )


def read_window(figure: Any) -> tuple[date, date]:
    """The days a timeline shows, ``[start, end)``, from its time axis: the heatmap beneath shows the same."""
    start, end = (pd.Timestamp(moment) for moment in figure.layout.xaxis.range)
    return start.date(), max(end.ceil("D").date(), start.date() + timedelta(days=1))


def draw_timeline(view: View, taxonomy: Taxonomy, width: int, height: int | None = None) -> Any:
    """The timeline of a view, ``width`` pixels wide, over the zoom, else the dates chosen, else nearly all events."""
    chosen = view.selection
    start, end = chosen.zoom or (chosen.start, chosen.end)
    return timeline(
        view.events,
        taxonomy=taxonomy,
        axis=chosen.axis,
        lanes=chosen.codes(taxonomy),
        start=start,
        end=end,
        as_of=view.as_of,
        width=width,
        height=height,
        theme=chosen.theme,
        language=chosen.language,
    )


def draw_heatmap(view: View, taxonomy: Taxonomy, width: int, window: tuple[date, date]) -> Any:
    """The heatmap of a view over the days its timeline shows, ``width`` pixels wide."""
    chosen = view.selection
    return heatmap(
        view.events,
        find_documents(view),
        taxonomy=taxonomy,
        sectors=chosen.codes(taxonomy),
        period=chosen.period,
        measure=chosen.measure,
        axis=chosen.axis,
        start=window[0],
        end=window[1],
        as_of=view.as_of,
        width=width,
        theme=chosen.theme,
        language=chosen.language,
    )


def undated_documents(view: View) -> pd.DataFrame:
    """Documents without a date, of the publishers and languages chosen."""
    documents = find_documents(view)
    return documents[documents["created"].isna()]


def find_documents(view: View) -> pd.DataFrame:
    """Documents of the publishers and languages chosen: what could have brought an event."""
    documents = view.holdings.documents
    wanted = pd.Series(True, index=documents.index, dtype=bool)
    for column, values in (("publisher", view.selection.publishers), ("language", view.selection.languages)):
        if values:
            wanted &= documents[column].isin(values)
    return documents[wanted]


def say_view(view: View, taxonomy: Taxonomy) -> str:
    """What the view holds, in one sentence."""
    return view.selection.describe(count=len(view.events), undated=len(view.undated), taxonomy=taxonomy)


def pin(view: View) -> Selection:
    """The selection with nothing opened and its as-of day written down: the same picture on another day."""
    return replace(view.selection.view(), as_of=view.as_of)
