"""Draws what is selected: sentence, timeline, heatmap, list and shelf; decides nothing about what is selected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, dcc
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.view import (
    View,
    draw_heatmap,
    draw_timeline,
    find_view,
    read_window,
    say_view,
    undated_documents,
)
from dashboard.library import Library, rows_of
from dashboard.pages.charts import build_columns
from dashboard.pages.detail import say_place
from dashboard.pages.shelf import build_shelf
from dashboard.selection import ANY, Selection, choose, name_sector
from dashboard.words import load_words, say
from dashboard.words.phrases import say_count, say_edtf
from loaders.sectors.taxonomy import Taxonomy

LISTED = 5000  # rows sent to the list; the rest are counted and can be downloaded
AROUND = 390  # pixels of a screen that header, headline, headings and heatmap take
LEAST = 460  # pixels: a timeline is never asked to be lower
PHONE = 700  # pixels: below this width the list keeps to its first columns


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
            figure.update_layout(dragmode=False if width < PHONE else "zoom", width=width, autosize=False)
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
            say_view(view, taxonomy),
            tell_outside(view, taxonomy),
            title_heatmap(view.selection),
            list_rows(view, taxonomy),
            title_list(view),
            build_shelf(
                view.full(view.chosen.shelved), undated_documents(view), view.selection.axis, view.selection.language
            ),
        ]

    @app.callback(Output(ids.LIST, "columnDefs"), Input(ids.ROOM, "data"), State(ids.VIEW, "data"))
    def fit_list(room: list[int] | None, query: str | None) -> list[Any]:
        if room is None:
            raise PreventUpdate
        language = Selection.from_query(query or "", taxonomy)[0].language
        return build_columns(load_words(language)["page"], narrow=room[0] < PHONE)


def fit_height(width: int, height: int) -> int | None:
    """Pixels for the timeline so that the heatmap stands beneath it on the first screen; None where none is to fit."""
    return None if width < PHONE else max(LEAST, height - AROUND)


def tell_outside(view: View, taxonomy: Taxonomy) -> Any:
    """How many events the choice of sectors leaves out, with a link that shows them; nothing where it leaves none."""
    chosen = view.selection
    if ANY in chosen.sectors:
        return None
    wider = replace(chosen, sectors=(ANY,))
    count = len(choose(wider, view.holdings.ground, taxonomy).rows) - len(view.counted.rows)
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
    if len(view.listed) > LISTED:
        return page["list_cut"].format(shown=f"{LISTED:,}", count=f"{len(view.listed):,}")
    return page["list_title"].format(count=say_count("events", len(view.listed), view.selection.language))


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
        for number, row in enumerate(rows_of(view.page(0, LISTED)))
    ]
