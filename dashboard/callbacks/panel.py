"""Opens and closes the side panel: a mark, a chip, a cell, a row of the list or shelf; draws no chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pandas as pd
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, html
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.view import counts_in
from dashboard.library import Holdings, Library, rows_of
from dashboard.pages.detail import build_detail, build_event_list
from dashboard.pages.story import build_commitment, build_story
from dashboard.pages.why import build_reasons
from dashboard.selection import Selection, name_sector, placement, read_cell
from dashboard.words import load_words
from dashboard.words.phrases import say_count, say_edtf
from loaders.edtf import Interval, write_edtf
from loaders.errors import StoreError, UsageError
from loaders.pipeline import explain_event
from loaders.sectors.taxonomy import Taxonomy


def register(app: Dash, library: Library, taxonomy: Taxonomy, today: Callable[[], date]) -> None:
    """Register the opening of the panel and what it says on an app."""

    connect: Any = app.clientside_callback
    connect(
        ClientsideFunction("page", "findCell"),
        Output(ids.CELL, "data"),
        Input(ids.HEATMAP, "clickData"),
        State(ids.HEATMAP, "figure"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.URL, "search", allow_duplicate=True),
        Input(ids.TIMELINE, "clickData"),
        Input(ids.CELL, "data"),
        Input(ids.LIST, "cellClicked"),
        Input(ids.LIST, "eventData"),
        Input({"type": ids.OPEN, "event": ALL, "place": ALL}, "n_clicks"),
        Input(ids.PANEL, "opened"),
        Input(ids.BACK, "n_clicks"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def open_or_close(*given: Any) -> str:
        before = Selection.from_query(given[-1] or "", taxonomy)[0]
        after = focus(before, ctx.triggered_id, ctx.triggered[0]["value"])
        if after == before:
            raise PreventUpdate
        return after.to_query()

    @app.callback(
        Output(ids.PANEL, "opened"),
        Output(ids.PANEL_BODY, "children"),
        Output(ids.BACK, "style"),
        Input(ids.FOCUS, "data"),
        State(ids.VERSION, "data"),
        State(ids.URL, "href"),
    )
    def show(query: str | None, version: int, href: str | None) -> list[Any]:
        if query is None:
            raise PreventUpdate
        selection = Selection.from_query(query, taxonomy)[0]
        if not query:
            return [False, [], {"display": "none"}]
        link = find_link(href or "", selection)
        body = build_body(selection, library, version, taxonomy, link=link, today=today())
        listed = selection.cell or selection.members
        return [True, body, {} if selection.event and listed else {"display": "none"}]

    @app.callback(
        Output(ids.WHY_BODY, "children"),
        Input(ids.WHY, "n_clicks"),
        State(ids.FOCUS, "data"),
        State(ids.VERSION, "data"),
        prevent_initial_call=True,
    )
    def explain(clicks: int | None, query: str | None, version: int) -> list[Any]:
        if not clicks or query is None:
            raise PreventUpdate
        return build_why_body(Selection.from_query(query, taxonomy)[0], library, version, taxonomy)


def build_why_body(selection: Selection, library: Library, version: int, taxonomy: Taxonomy) -> list[Any]:
    """Why the opened event is one, by the rules of this program; that they have changed, where they have."""
    page = load_words(selection.language)["page"]
    for event in rows_of(library.rows(version, [str(selection.event)])):
        try:
            document = library.document(version, event["document"])
            told = explain_event(document, int(event["start"]), int(event["end"]), taxonomy)
        except (StoreError, UsageError):
            break
        if any(event["id"] in clause["events"] for clause in told["clauses"]):
            return build_reasons(told, event["id"], selection.language)
    return [html.P(page["panel_why_changed"])]


def focus(before: Selection, source: Any, value: Any) -> Selection:
    """The selection after something was opened or the panel closed; unchanged where nothing was meant."""
    closed = replace(before, event=None, cell=None, members=())
    if source == ids.PANEL:
        return before if value else closed
    if not value:
        return before
    if source == ids.BACK:
        return replace(before, event=None)
    if source == ids.TIMELINE:
        members = read_marks(value)
        if not members:
            return before
        return replace(closed, event=members[0]) if len(members) == 1 else replace(closed, members=members)
    if source == ids.CELL:
        return replace(closed, cell=spell_cell(*value["cell"]))
    if source == ids.LIST:
        event = value.get("rowId") or value.get("event") or (value.get("data") or {}).get("event")
        return replace(closed, event=str(event)) if event else before
    if isinstance(source, Mapping):
        keep = before if source["place"] == "panel" else closed
        return replace(keep, event=source["event"])
    return before


def build_body(
    selection: Selection, library: Library, version: int, taxonomy: Taxonomy, *, link: str, today: date
) -> list[Any]:
    """What the panel holds: the opened event, else the list of an opened chip or cell."""
    holdings = library.at_version(version)
    if not selection.event:
        events, title = listed_events(selection, holdings, taxonomy, today)
        return build_event_list(events, title, selection.language, selection.axis, "panel")
    found = rows_of(holdings.rows([selection.event]))
    if not found:
        return [html.P(load_words(selection.language)["page"]["panel_gone"])]
    try:
        document = library.document(version, found[0]["document"])
    except StoreError as error:
        return [html.P(str(error))]
    event, language = found[0], selection.language
    story, commitment = build_retelling(event, holdings, library, language, selection.as_of or today)
    return build_detail(event, document, taxonomy, language, link, story=story, commitment=commitment)


def build_retelling(
    event: Mapping[str, Any], holdings: Holdings, library: Library, language: str, as_of: date
) -> tuple[list[Any], list[Any]]:
    """What the panel says of an event's story, and of its promise on a day."""
    try:
        story = library.story(holdings.version, event["story"])
        promise = library.commitment(holdings.version, event["story"], as_of)
    except StoreError:
        return [], []
    mentions = rows_of(holdings.rows(story["events"]))
    told = build_story(event, story, mentions, language)
    if promise is None:
        return told, []
    linked = {row["id"]: row for row in rows_of(holdings.rows([link["event"] for link in promise["linked"]]))}
    return told, build_commitment(promise, linked, as_of, language)


def listed_events(
    selection: Selection, holdings: Holdings, taxonomy: Taxonomy, today: date
) -> tuple[pd.DataFrame, str]:
    """Events of the opened cell or chip, in the order of the axis, and what they are."""
    language = selection.language
    page = load_words(language)["page"]
    cell = read_cell(selection.cell) if selection.cell else None
    if cell:
        chosen = selection.filter(holdings.events, taxonomy)
        events = chosen[counts_in(chosen, cell, selection, selection.as_of or today)]
        events = holdings.rows(events["id"].tolist())
        title = page["panel_list"].format(
            count=say_count("events", len(events), language),
            sector=name_sector(cell[0], taxonomy, language),
            period=say_edtf(str(selection.cell).partition("~")[2], language),
        )
    else:
        events = holdings.rows(selection.members)
        title = page["panel_chip"].format(count=say_count("events", len(events), language))
    order = placement(events, selection.axis).sort_values(["start", "end"], na_position="first").index
    return events.loc[order], title


def read_marks(click: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids of the events a click on the timeline meant: one of a mark, several of a chip, none of the ground."""
    return next((tuple(point["customdata"]) for point in click.get("points", ()) if point.get("customdata")), ())


def spell_cell(code: str, first: str, last: str) -> str:
    """A cell as the address spells it, from its sector and its first and last day in ISO.

    >>> spell_cell("5g", "2024-07-01", "2024-09-30")
    '5g~2024-35'
    """
    return f"{code}~{write_edtf(Interval(date.fromisoformat(first), date.fromisoformat(last) + timedelta(1)))}"


def find_link(href: str, selection: Selection) -> str:
    """The whole address of a selection, from the one the reader is at."""
    parts = urlsplit(href)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, selection.to_query().removeprefix("?"), ""))
