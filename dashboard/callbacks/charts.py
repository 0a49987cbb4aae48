"""Draws what is selected: sentence, timeline, heatmap, list and shelf; decides nothing about what is selected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, dcc
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.figures import heatmap, timeline
from dashboard.library import Holdings, Library, rows_of
from dashboard.pages.charts import build_columns
from dashboard.pages.detail import say_place
from dashboard.pages.shelf import build_shelf
from dashboard.selection import ANY, Selection, name_sector, placement
from dashboard.words import load_words, say
from dashboard.words.phrases import say_count, say_edtf
from loaders.sectors.taxonomy import Taxonomy

LISTED = 5000  # rows sent to the list; the rest are counted and can be downloaded
AROUND = 390  # pixels of a screen that header, headline, headings and heatmap take
LEAST = 460  # pixels: a timeline is never asked to be lower
PHONE = 700  # pixels: below this width the list keeps to its first columns


@dataclass(frozen=True, slots=True)
class View:
    """A selection applied to holdings: the events it chooses, those without a date, and the day that is today."""

    selection: Selection
    holdings: Holdings
    events: pd.DataFrame
    undated: pd.DataFrame
    as_of: date


def register(app: Dash, library: Library, taxonomy: Taxonomy, today: Callable[[], date]) -> None:
    """Register the drawing of both charts, the list and the shelf on an app."""

    @app.callback(
        Output(ids.TIMELINE, "figure"),
        Output(ids.HEATMAP, "figure"),
        Output(ids.EXTENT, "data"),
        Input(ids.VIEW, "data"),
        Input(ids.ROOM, "data"),
        State(ids.VERSION, "data"),
    )
    def draw_charts(query: str | None, room: list[int] | None, version: int) -> list[Any]:
        if query is None or room is None:
            raise PreventUpdate
        width, height = room
        view = find_view(query, library.at_version(version), taxonomy, today())
        above = draw_timeline(view, taxonomy, width, fit_height(width, height))
        window = read_window(above)
        below = draw_heatmap(view, taxonomy, width, window)
        # A drag zooms; on a phone it scrolls the page, and the buttons zoom.
        for figure in (above, below):
            figure.update_layout(dragmode=False if width < PHONE else "zoom")
        return [above, below, [day.isoformat() for day in window]]

    @app.callback(
        Output(ids.SENTENCE, "children"),
        Output(ids.OUTSIDE, "children"),
        Output(ids.HEATMAP_TITLE, "children"),
        Output(ids.LIST, "rowData"),
        Output(ids.LIST_TITLE, "children"),
        Output(ids.SHELF, "children"),
        Input(ids.VIEW, "data"),
        State(ids.VERSION, "data"),
    )
    def tell(query: str | None, version: int) -> list[Any]:
        if query is None:
            raise PreventUpdate
        view = find_view(query, library.at_version(version), taxonomy, today())
        return [
            view.selection.describe(count=len(view.events), undated=len(view.undated), taxonomy=taxonomy),
            tell_outside(view, taxonomy),
            title_heatmap(view.selection),
            list_rows(view, taxonomy),
            title_list(view),
            build_shelf(view.undated, undated_documents(view), view.selection.axis, view.selection.language),
        ]

    @app.callback(Output(ids.LIST, "columnDefs"), Input(ids.ROOM, "data"), State(ids.VIEW, "data"))
    def fit_list(room: list[int] | None, query: str | None) -> list[Any]:
        if room is None:
            raise PreventUpdate
        language = Selection.from_query(query or "", taxonomy)[0].language
        return build_columns(load_words(language)["page"], narrow=room[0] < PHONE)


def find_view(query: str, holdings: Holdings, taxonomy: Taxonomy, today: date) -> View:
    """Apply the selection a query spells to what the store holds; ``today`` where it names no as-of day."""
    selection = Selection.from_query(query, taxonomy)[0]
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


def fit_height(width: int, height: int) -> int | None:
    """Pixels for the timeline so that the heatmap stands beneath it on the first screen; None where none is to fit."""
    return None if width < PHONE else max(LEAST, height - AROUND)


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
        view.holdings.documents,
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


def tell_outside(view: View, taxonomy: Taxonomy) -> Any:
    """How many events the choice of sectors leaves out, with a link that shows them; nothing where it leaves none."""
    chosen = view.selection
    if ANY in chosen.sectors:
        return None
    wider = replace(chosen, sectors=(ANY,))
    count = len(wider.filter(view.holdings.events, taxonomy)) - len(view.events)
    if not count:
        return None
    page = load_words(chosen.language)["page"]
    link = dcc.Link(page["outside_button"], href=wider.to_query(), refresh=False)
    return [page["outside"].format(count=f"{count:,}"), " ", link]


def title_heatmap(selection: Selection) -> str:
    """What the heatmap counts, by its name."""
    words = load_words(selection.language)
    return words["page"]["heatmap_hint"].format(
        measure=words["measure"][selection.measure], period=words["period"][selection.period].lower()
    )


def title_list(view: View) -> str:
    """How many events the list holds, and how many of them it shows when they are too many."""
    page = load_words(view.selection.language)["page"]
    if len(view.events) > LISTED:
        return page["list_cut"].format(shown=f"{LISTED:,}", count=f"{len(view.events):,}")
    return page["list_title"].format(count=say_count("events", len(view.events), view.selection.language))


def list_rows(view: View, taxonomy: Taxonomy) -> list[dict[str, Any]]:
    """Rows of the list twin, in the order of the axis."""
    language = view.selection.language
    return [
        {
            "id": row["id"],
            "sort": number,
            "date": say_place(row, view.selection.axis, language),
            "title": row["title"],
            "sectors": ", ".join(name_sector(code, taxonomy, language) for code in (row["sectors"] or ())),
            "status": say(language, "status", row["status"]),
            "publisher": row["publisher"] or "",
            "announced": say_edtf(row["announced"], language) if row["announced"] else "",
        }
        for number, row in enumerate(rows_of(view.events.head(LISTED)))
    ]


def undated_documents(view: View) -> pd.DataFrame:
    """Documents without a date, of the publishers and languages chosen."""
    documents = view.holdings.documents
    needing = documents["created"].isna()
    for column, values in (("publisher", view.selection.publishers), ("language", view.selection.languages)):
        if values:
            needing &= documents[column].isin(values)
    return documents[needing]
