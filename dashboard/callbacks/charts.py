"""Draws what is selected: sentence and timeline; decides nothing about what is selected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.exceptions import PreventUpdate
from markupsafe import Markup

from dashboard import ids
from dashboard.callbacks.source import Source
from dashboard.emphasis.series import find_followed
from dashboard.library import Library
from dashboard.pages.markup import MARKUP, link_inside, write_markup
from dashboard.pages.sentence import build_sentence
from dashboard.selection import ANY, Selection, choose
from dashboard.views.view import (
    View,
    draw_timeline,
    read_window,
)
from dashboard.words import load_words
from dashboard.words.phrases import words as figure_words
from loaders.sectors.taxonomy import Taxonomy

AROUND = 440  # pixels of a screen that header, headline, choices and the first rows of the heatmap take
LEAST = 460  # pixels: a timeline is never asked to be lower
PHONE = 700  # pixels: below this width a chart is as high as it needs


def register(app: Dash, source: Source) -> None:
    """Register the drawing of the timeline and what is said of it on an app."""
    _register_drawing(app, source)
    _register_telling(app, source)
    connect: Any = app.clientside_callback
    connect(
        ClientsideFunction("page", "findCell"),
        Output(ids.CELL, "data"),
        Input(ids.HEATMAP, "clickData"),
        State(ids.HEATMAP, "figure"),
        prevent_initial_call=True,
    )


def _register_drawing(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.TIMELINE, "figure"),
        Output(ids.EXTENT, "data"),
        Output(ids.AHEAD, "data"),
        Input(ids.VIEW, "data"),
        Input(ids.ROOM, "data"),
        Input(ids.VERSION, "data"),
        State(ids.EXTENT, "data"),
        State(ids.AHEAD, "data"),
    )
    def draw_above(
        query: str | None, room: list[Any] | None, version: int, extent: list[str] | None, ahead: list[Any] | None
    ) -> list[Any]:
        if query is None or room is None:
            raise PreventUpdate
        if ahead == [query, room, version]:
            return [no_update, no_update, None]  # it came with the page
        width, height, scheme = room
        figure = draw_page(source.find(query, version, scheme), source.taxonomy, width, height)
        window = say_window(figure)
        return [figure, no_update if window == extent else window, None]


def _register_telling(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.SENTENCE, MARKUP),
        Output(ids.OUTSIDE, MARKUP),
        Output(ids.HEATMAP_TITLE, "children"),
        Input(ids.VIEW, "data"),
        Input(ids.VERSION, "data"),
    )
    def tell(query: str | None, version: int) -> list[Any]:
        if query is None:
            raise PreventUpdate
        view = source.find(query, version)
        return [
            say_sentence(view, source.taxonomy),
            write_markup(tell_outside(view, source.taxonomy)),
            title_heatmap(view.selection),
        ]

    @app.callback(
        Output(ids.NEWER, "children"),
        Input(ids.CLOCK, "n_intervals"),
        Input(ids.URL, "search"),
        State(ids.OWN, "data"),
        prevent_initial_call=True,
    )
    def look_for_newer(_: int | None, search: str | None, own: int) -> Any:
        return tell_newer(source.library, own, source.read(search))


def say_sentence(view: View, taxonomy: Taxonomy) -> Markup:
    """The sentence that says what is selected, as HTML."""
    chosen = view.selection
    parts = chosen.parts(taxonomy=taxonomy, titles=view.holdings.titles(chosen.documents))
    return write_markup(build_sentence(chosen, parts, len(view.chosen.rows), len(view.chosen.shelved)))


def tell_newer(library: Library, own: int, selection: Selection) -> Any:
    """That newer data has been loaded since the page was opened, with a link that shows it; nothing where none was."""
    if library.newest_version() <= own:
        return None
    page = load_words(selection.language)["page"]
    return [page["newer"], " ", html.A(page["newer_button"], href=selection.to_query() or "?")]


def say_window(figure: Any) -> list[str]:
    """The days a timeline shows, ``[start, end)``, as the page keeps them."""
    return [day.isoformat() for day in read_window(figure)]


def draw_page(view: View, taxonomy: Taxonomy, width: int, height: int) -> Any:
    """The timeline in a room ``width`` pixels wide, in a window ``height`` pixels high: the same for all who ask."""

    def draw() -> Any:
        figure = draw_timeline(view, taxonomy, width, fit_height(width, height))
        return figure.update_layout(width=width, autosize=False)

    return view.holdings.ground.keep(("drawn", view.selection, view.as_of, width, height), draw)


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
    link = link_inside(page["outside_button"], wider.to_query())
    return [page["outside"].format(count=f"{count:,}"), " ", link]


def title_heatmap(selection: Selection) -> str:
    """What the picture of emphasis shows, by its name."""
    words = load_words(selection.language)
    if selection.show == "compare":
        return words["emphasis"]["keep_hint"]
    effect = selection.effect
    if selection.show == "trend":
        effect = find_followed(effect)
    named = words["measure"][selection.measure] if effect == "count" else words["effect"][effect]
    said = figure_words(selection.language)
    period = said["period"].get(selection.parted, said["period_drawn"])
    hint = "trend_hint" if selection.show == "trend" else "heatmap_hint"
    return words["page"][hint].format(measure=named, period=period)
