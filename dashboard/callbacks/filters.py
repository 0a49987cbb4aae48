"""Fills the filters with their choices and counts; decides nothing about what is chosen."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.source import Source
from dashboard.pages.choices import SEARCHED, Offer, build_choices
from dashboard.pages.markup import MARKUP, write_markup
from dashboard.selection import ANY, FACETS, Facet
from dashboard.views.view import View, count_view
from loaders.sectors.taxonomy import Taxonomy


def register(app: Dash, source: Source) -> None:
    """Register the filling of the filters on an app."""

    @app.callback(
        *(Output(ids.facet_rows(facet.name), MARKUP) for facet in FACETS),
        *(Output(ids.facet_mark(facet.name), "children") for facet in FACETS),
        Input(ids.CHOICE, "data"),
        Input(ids.VERSION, "data"),
        *(Input(ids.facet_search(name), "data") for name in SEARCHED),
    )
    def offer(query: str | None, version: int, *typed: str | None) -> list[Any]:
        if query is None:
            raise PreventUpdate
        view = source.find(query, version)
        moved = {one["prop_id"].rpartition(".")[0] for one in ctx.triggered}
        searched = {name for name in SEARCHED if ids.facet_search(name) in moved}
        searched = set() if {ids.CHOICE, ids.VERSION} & moved else searched
        offers = fill_filters(view, source.taxonomy, dict(zip(SEARCHED, typed, strict=True)), searched)
        return [*offers, *(mark_filter(facet, view) for facet in FACETS)]


def fill_filters(view: View, taxonomy: Taxonomy, typed: dict[str, str | None], only: set[str]) -> list[Any]:
    """The boxes of every filter; of those named in ``only`` alone, where some are."""
    counts = count_view(view, taxonomy)
    return [
        write_markup(
            build_choices(
                Offer(facet, counts[facet.name], view.selection, view.holdings, taxonomy, typed.get(facet.name) or "")
            )
        )
        if not only or facet.name in only
        else no_update
        for facet in FACETS
    ]


def mark_filter(facet: Facet, view: View) -> str:
    """How many choices of a filter are made; nothing where none is."""
    made = [value for value in facet.chosen(view.selection) if value != ANY]
    return str(len(made)) if made else ""
