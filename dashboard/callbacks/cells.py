"""Fills the table twin of the picture of emphasis when it is open, from the same numbers; draws nothing."""

from __future__ import annotations

from datetime import date

from dash import Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.source import Source
from dashboard.pages.cells import fill_cells, fill_comparison, fill_series
from dashboard.pages.markup import MARKUP, write_markup
from dashboard.views.emphasis import count_cells, follow_view, measure_view
from dashboard.views.sides import compare_views, find_sides, say_sameness
from dashboard.views.view import View
from loaders.sectors.taxonomy import Taxonomy


def register(app: Dash, source: Source) -> None:
    """Register the table on an app."""

    @app.callback(
        Output(ids.CELLS, MARKUP),
        Input(ids.CELLS_OPEN, "n_clicks"),
        Input(ids.EXTENT, "data"),
        Input(ids.VIEW, "data"),
        State(ids.VERSION, "data"),
        prevent_initial_call=True,
    )
    def tabulate(clicks: int | None, extent: list[str] | None, query: str | None, version: int) -> str:
        if query is None or extent is None or not clicks:
            raise PreventUpdate
        if clicks % 2 == 0:
            return ""
        view = source.find(query, version)
        start, end = (date.fromisoformat(day) for day in extent)
        return write_markup(fill_table(view, source.taxonomy, (start, end)))


def fill_table(view: View, taxonomy: Taxonomy, window: tuple[date, date]) -> html.Table | None:
    """The numbers of the picture of emphasis that a view asks for; None for a comparison that there is not."""
    chosen = view.selection
    if chosen.show == "trend":
        return fill_series(follow_view(view, taxonomy, window), chosen.parted, taxonomy, chosen.language)
    if chosen.show == "compare":
        sides = find_sides(view, taxonomy)
        if sides is None or say_sameness(*sides, taxonomy):
            return None
        a, b = (side.selection for side in sides)
        return fill_comparison(compare_views(*sides, taxonomy), a, b, taxonomy)
    counts = count_cells(view, taxonomy, *window)
    found = measure_view(view, taxonomy, counts.edges) if chosen.effect != "count" else None
    return fill_cells(counts, chosen.cell, taxonomy, chosen.language, found=found)
