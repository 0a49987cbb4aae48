"""Opens, turns and closes the side panel: a mark, a pile, a row of list or shelf; draws no chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.opening import Opened, find_opened
from dashboard.callbacks.source import Source
from dashboard.library import Holdings, Library, rows_of
from dashboard.pages.detail import build_detail, build_pile
from dashboard.pages.markup import MARKUP, write_markup
from dashboard.pages.paging import turn
from dashboard.pages.panel import CLOSED, OPENED
from dashboard.pages.shelf import cut
from dashboard.pages.story import build_commitment, build_story
from dashboard.pages.why import build_reasons
from dashboard.selection import EARLIEST, LATEST, Selection
from dashboard.views.view import View
from dashboard.words import load_words
from dashboard.words.phrases import say_count
from loaders.errors import StoreError, UsageError
from loaders.pipeline import explain_event
from loaders.sectors.taxonomy import Taxonomy

PHONE = 960  # pixels: below this width the panel is a full sheet that covers the charts


def register(app: Dash, source: Source) -> None:
    """Register the opening of the panel and what it says on an app."""
    _register_opening(app, source)
    _register_showing(app, source)
    _register_reasons(app, source)


def _register_opening(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.URL, "search", allow_duplicate=True),
        Input(ids.TIMELINE, "clickData"),
        Input(ids.OPENED, "data"),
        Input(ids.PANEL_CLOSE, "n_clicks"),
        Input(ids.BACK, "n_clicks"),
        State(ids.URL, "search"),
        State(ids.VERSION, "data"),
        prevent_initial_call=True,
    )
    def open_or_close(*given: Any) -> str:
        before = source.read(given[-2])
        after = focus(before, ctx.triggered_id, ctx.triggered[0]["value"])
        if ctx.triggered_id == ids.OPENED and given[1] and given[1].get("show"):
            after = show_event(before, source.library.at_version(given[-1]), sheet=bool(given[1].get("sheet")))
        if after == before:
            raise PreventUpdate
        return after.to_query()


def _register_showing(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.PANEL, "className"),
        Output(ids.PANEL_BODY, MARKUP),
        Output(ids.BACK, "hidden"),
        Output(ids.POSITION, "children"),
        Output(ids.PREVIOUS, "data-event"),
        Output(ids.NEXT, "data-event"),
        Output(ids.PILE_PAGE, "data"),
        Output(ids.WHY, "hidden"),
        Output(ids.WHY_BODY, MARKUP),
        Input(ids.FOCUS, "data"),
        Input(ids.asked("pile"), "data"),
        State(ids.PILE_PAGE, "data"),
        State(ids.VERSION, "data"),
        State(ids.URL, "href"),
    )
    def show(
        query: str | None, asked: Mapping[str, Any] | None, state: list[Any], version: int, href: str | None
    ) -> list[Any]:
        if query is None:
            raise PreventUpdate
        if not query:
            return [CLOSED, "", True, "", "", "", no_update, True, ""]
        view = source.find(query, version)
        opened = find_opened(view, source.taxonomy)
        page = state[1] if state[0] == view.selection.pile else 0
        if asked and ctx.triggered_id == ids.asked("pile"):
            page = turn(page, asked["ask"], len(opened.rows))
        link = find_link(href or "", view.selection)
        body = build_body(view, opened, source.library, source.taxonomy, link=link, page=page)
        hidden = not (view.selection.event and view.selection.pile)
        turns = [say_position(opened, view.selection), *(name or "" for name in opened.beside)]
        why = [not is_known(view), ""]
        return [OPENED, write_markup(body), hidden, *turns, [view.selection.pile, page], *why]


def _register_reasons(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.WHY_BODY, MARKUP, allow_duplicate=True),
        Input(ids.WHY, "n_clicks"),
        State(ids.FOCUS, "data"),
        State(ids.VERSION, "data"),
        prevent_initial_call=True,
    )
    def explain(clicks: int | None, query: str | None, version: int) -> str:
        if not clicks or not query:
            raise PreventUpdate
        return write_markup(build_why_body(source.read(query), source.library, version, source.taxonomy))


def is_known(view: View) -> bool:
    """Whether the opened event is one of the store: of another there is nothing to be explained."""
    return bool((view.holdings.events["id"] == (view.selection.event or "")).any())


def build_why_body(selection: Selection, library: Library, version: int, taxonomy: Taxonomy) -> list[Any]:
    """Why the opened event is one, by the rules of this program; that they have changed, where they have."""
    for event in rows_of(library.rows(version, [selection.event or ""])):
        try:
            document = library.document(version, event["document"])
            told = explain_event(document, int(event["start"]), int(event["end"]), taxonomy)
        except (StoreError, UsageError):
            break
        if any(event["id"] in clause["events"] for clause in told["clauses"]):
            return build_reasons(told, event["id"], selection.language)
    return [html.P(load_words(selection.language)["panel"]["why_changed"])]


def focus(before: Selection, source: Any, value: Any) -> Selection:
    """The selection after something was opened or the panel closed; unchanged where nothing was meant."""
    closed = replace(before, event=None, pile=None)
    if not value:
        return before
    if source == ids.PANEL_CLOSE:
        return closed
    if source == ids.BACK:
        return replace(before, event=None)
    if source == ids.TIMELINE:
        event, pile = read_mark(value)
        return replace(closed, event=event, pile=pile) if event or pile else before
    if source == ids.OPENED and value.get("pile"):
        return replace(closed, pile=value["pile"])
    if source == ids.OPENED and value.get("event"):
        return replace(before if value.get("place") == "panel" else closed, event=str(value["event"]))
    return before


def read_mark(click: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The event or the pile that a click on the timeline meant; neither for a click on the ground."""
    for point in click.get("points", ()):
        held = point.get("customdata")
        if held:
            return (None, held[1]) if held[0] == "pile" else (held[0], None)
    return None, None


def show_event(before: Selection, holdings: Holdings, *, sheet: bool) -> Selection:
    """The selection that shows the opened event on the timeline, air about it; a ``sheet`` that covers it closes."""
    rows = holdings.events.index[holdings.events["id"] == before.event]
    if not len(rows):
        return before
    start, end = holdings.ground.spans(before.axis).days(rows[0])
    start = start or (end and end - timedelta(1))
    if start is None:
        return before
    after = replace(before, zoom=air_around(start, end or start + timedelta(1)))
    return replace(after, event=None, pile=None) if sheet else after


def air_around(start: date, end: date) -> tuple[date, date]:
    """A window about some days: themselves and as much again on either side, at least half a year.

    >>> air_around(date(2024, 7, 1), date(2024, 7, 2))
    (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))
    """
    air = max((end - start).days, 182)
    first = max(start.toordinal() - air, EARLIEST.toordinal())
    last = min(end.toordinal() + air, LATEST.toordinal())
    return date.fromordinal(min(first, last - 1)), date.fromordinal(last)


def build_body(
    view: View, opened: Opened, library: Library, taxonomy: Taxonomy, *, link: str, page: int = 0
) -> list[Any]:
    """What the panel holds: the opened event, else a page of the opened pile."""
    chosen, language = view.selection, view.selection.language
    if not chosen.event:
        count = len(opened.rows)
        shown = rows_of(view.full(opened.rows[cut(count, page)]))
        title = load_words(language)["pile"]["title"].format(count=say_count("events", count, language))
        return build_pile(
            shown,
            count=count,
            page=page,
            title=title,
            about=opened.about,
            language=language,
            axis=chosen.axis,
            searched=chosen.text,
        )
    found = rows_of(view.holdings.rows([chosen.event]))
    if not found:
        return [html.P(load_words(language)["panel"]["gone"])]
    try:
        document = library.document(view.holdings.version, found[0]["document"])
    except StoreError as error:
        return [html.P(str(error))]
    story, commitment = build_retelling(found[0], view.holdings, library, language, view.as_of)
    return build_detail(
        found[0], document, taxonomy, language, link, axis=chosen.axis, story=story, commitment=commitment
    )


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


def say_position(opened: Opened, selection: Selection) -> str:
    """Which of how many the opened event is; nothing for a pile."""
    if not selection.event:
        return ""
    words = load_words(selection.language)["panel"]
    if opened.place is None:
        return words["outside"]
    return words["position"].format(number=f"{opened.place + 1:,}", count=f"{len(opened.rows):,}")


def find_link(href: str, selection: Selection) -> str:
    """The whole address of a selection, from the one the reader is at."""
    parts = urlsplit(href)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, selection.to_query().removeprefix("?"), ""))
