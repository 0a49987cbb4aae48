"""Fills the table twin of the heatmap when it is open; counts the same as the heatmap, and draws nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.view import View, find_documents, find_view
from dashboard.library import Library
from dashboard.measures import Counts, count_periods
from dashboard.pages.cells import fill_cells
from loaders.sectors.taxonomy import Taxonomy


def register(app: Dash, library: Library, taxonomy: Taxonomy, today: Callable[[], date]) -> None:
    """Register the table on an app."""

    @app.callback(
        Output(ids.CELLS, "children"),
        Input(ids.CELLS_OPEN, "n_clicks"),
        Input(ids.EXTENT, "data"),
        Input(ids.VIEW, "data"),
        State(ids.VERSION, "data"),
        prevent_initial_call=True,
    )
    def tabulate(clicks: int | None, extent: list[str] | None, query: str | None, version: int) -> Any:
        if query is None or extent is None or not clicks:
            raise PreventUpdate
        if clicks % 2 == 0:
            return None
        view = find_view(query, library.at_version(version), taxonomy, today())
        start, end = (date.fromisoformat(day) for day in extent)
        chosen = view.selection
        return fill_cells(count_cells(view, taxonomy, start, end), chosen.cell, taxonomy, chosen.language)


def count_cells(view: View, taxonomy: Taxonomy, start: date, end: date) -> Counts:
    """What the heatmap of a view counts in the days ``[start, end)``."""
    chosen = view.selection
    return count_periods(
        view.holdings.events.take(view.counted.rows),
        find_documents(view),
        sectors=chosen.codes(taxonomy),
        period=chosen.period,
        measure=chosen.measure,
        axis=chosen.axis,
        start=start,
        end=end,
        as_of=view.as_of,
    )
