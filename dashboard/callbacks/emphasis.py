"""Draws the emphasis of what is selected: heatmap, trend or comparison, and what stands beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import Dash, Input, Output, Patch, State
from dash.exceptions import PreventUpdate
from markupsafe import Markup

from dashboard import ids
from dashboard.callbacks.address import read_extent
from dashboard.callbacks.source import Source
from dashboard.emphasis.comparison import count_rungs, count_wording
from dashboard.emphasis.terms import compare_terms
from dashboard.pages.charts import build_blank
from dashboard.pages.comparing import build_nothing, build_sides, build_terms, build_wording
from dashboard.pages.coverage import build_coverage
from dashboard.pages.markup import MARKUP, write_markup
from dashboard.placing import day_number
from dashboard.views.emphasis import (
    cover_view,
    draw_emphasis,
    hear,
    say_emphasis,
    tell_bounds,
)
from dashboard.views.sides import differ_in_sectors, find_sides, name_rows, read_side, say_sameness
from dashboard.views.view import View, say_view
from dashboard.words import load_words
from loaders.sectors.taxonomy import Taxonomy

PHONE = 700  # pixels: below this width a drag scrolls the page
SPOKEN = ("zh", "en")  # languages whose terms are compared


def register(app: Dash, source: Source) -> None:
    """Register the picture of emphasis and what stands beside it on an app."""
    _register_picture(app, source)
    _register_strip(app, source)
    _register_beside(app, source)


def _register_picture(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.HEATMAP, "figure"),
        Output(ids.EMPHASIS_SAID, "children"),
        Output(ids.BOUNDS, "data"),
        Input(ids.EXTENT, "data"),
        Input(ids.VIEW, "data"),
        Input(ids.ROOM, "data"),
        Input(ids.VERSION, "data"),
    )
    def draw(extent: list[str] | None, query: str | None, room: list[Any] | None, version: int) -> list[Any]:
        if query is None or room is None or not extent:
            raise PreventUpdate
        width, _, scheme = room
        view = source.find(query, version, scheme)
        figure = draw_emphasis(view, source.taxonomy, width, read_extent(extent))
        if figure is None:
            return [build_blank(10), tell_nothing(view, source.taxonomy), None]
        moved = view.selection.show == "trend" and width >= PHONE  # a drag over cells brushes them
        figure.update_layout(dragmode="zoom" if moved else False, width=width, autosize=False)
        # Intervals take longer than the picture: they are asked for when it is there.
        later = view.selection.show == "heatmap" and view.selection.effect != "count"
        return [figure, say_emphasis(view, figure), [query, version, width, extent] if later else None]

    @app.callback(
        Output(ids.HEATMAP, "figure", allow_duplicate=True),
        Input(ids.BOUNDS, "data"),
        prevent_initial_call=True,
    )
    def bound(asked: list[Any] | None) -> Patch:
        if not asked:
            raise PreventUpdate
        query, version, width, extent = asked
        patch = Patch()
        told = tell_bounds(source.find(query, version, "light"), source.taxonomy, width, read_extent(extent))
        for number, texts in told.items():
            patch["data"][number]["hovertext"] = texts
        return patch


def _register_strip(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.COVERAGE, MARKUP),
        Input(ids.EXTENT, "data"),
        Input(ids.VIEW, "data"),
        Input(ids.ROOM, "data"),
        State(ids.VERSION, "data"),
    )
    def cover(extent: list[str] | None, query: str | None, room: list[Any] | None, version: int) -> str:
        if query is None or room is None or not extent:
            raise PreventUpdate
        return tell_coverage(source.find(query, version, room[2]), read_extent(extent), room[0])


def _register_beside(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.EMPHASIS_MORE, MARKUP),
        Input(ids.CHOICE, "data"),
        Input(ids.VERSION, "data"),
    )
    def tell_more(query: str | None, version: int) -> str:
        if query is None:
            raise PreventUpdate
        view = source.find(query, version)
        sides = find_sides(view, source.taxonomy) if view.selection.show == "compare" else None
        return write_markup(tell_sides(*sides, source.taxonomy) if sides else None)

    @app.callback(
        Output(ids.SWAP, "disabled"),
        Output(ids.KEEP, "children"),
        Output(ids.CUTS_FIELD, "hidden"),
        Output(ids.EMPHASIS_TOOLS, "className"),
        Input(ids.URL, "search"),
    )
    def offer(search: str | None) -> list[Any]:
        chosen = source.read(search)
        said, shown = load_words(chosen.language)["emphasis"], f"emphasis-tools {chosen.show}"
        return [chosen.against is None, said["keep" if chosen.against is None else "again"], not chosen.cuts, shown]


def tell_coverage(view: View, window: tuple[date, date], width: int) -> Markup:
    """The strip of the documents read in a window, in a room ``width`` pixels wide, as HTML."""
    days = day_number(window[0]), day_number(window[1])
    covered, language = cover_view(view, window), view.selection.language
    strip = build_coverage(*covered, window=days, today=day_number(view.as_of), width=width, language=language)
    return write_markup(strip)


def tell_nothing(view: View, taxonomy: Taxonomy) -> Any:
    """Why there is no comparison, and what to do instead."""
    sides = find_sides(view, taxonomy)
    if sides is None:
        return load_words(view.selection.language)["emphasis"]["no_b"]
    return build_nothing(
        say_sameness(*sides, taxonomy), view.selection, name_rows(*sides, taxonomy) if differ_in_sectors(*sides) else ()
    )


def tell_sides(a: View, b: View, taxonomy: Taxonomy) -> list[Any]:
    """What each side of a comparison is, the terms that mark it, and its wording sector by sector.

    Of sides that hold the same events there is no wording by sector, but that of the events chosen on either side;
    where these too are the same, there is nothing to tell.
    """
    same = say_sameness(a, b, taxonomy) is not None
    if same and not differ_in_sectors(a, b):
        return []
    heard = [hear(view) for view in (a, b)]
    found = {one: compare_terms(*heard, language=one, most=12) for one in SPOKEN}
    if same:
        wording = count_rungs(*(view.holdings.events["modality"].take(view.counted.rows) for view in (a, b)))
    else:
        wording = count_wording(read_side(a, taxonomy), read_side(b, taxonomy), name_rows(a, b, taxonomy))
    names = [say_view(view, taxonomy) for view in (a, b)]
    mixed = not same and a.selection.codes(taxonomy) != b.selection.codes(taxonomy)
    return [
        build_sides(names[0], names[1], a.selection.language, mixed=mixed),
        build_terms(found, a.selection, b.selection),
        build_wording(wording, a.selection, b.selection, taxonomy),
    ]
