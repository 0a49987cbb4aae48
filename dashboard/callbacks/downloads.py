"""Makes the files the page hands out: pictures of either chart and tables of what is shown; stores none of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.exports import Receipt, counts_table, csv_bytes, draw_bytes, events_table, make_receipt
from dashboard.library import Library
from dashboard.measures import count_periods
from dashboard.views.view import (
    View,
    draw_heatmap,
    draw_timeline,
    find_documents,
    find_view,
    pin,
    read_window,
    say_view,
)
from dashboard.words import load_words
from loaders.errors import PolicyTimelineError
from loaders.sectors.taxonomy import Taxonomy

WIDTH, WIDEST = 1280, 2400  # pixels of a picture: by default, and at most
KINDS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf", "csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class Export:
    """One file to hand out, and the receipt that says what it rests on."""

    name: str
    data: bytes
    receipt: Receipt


def register(app: Dash, library: Library, taxonomy: Taxonomy, today: Callable[[], date]) -> None:
    """Register the downloads on an app."""

    @app.callback(
        Output(ids.DOWNLOAD, "data"),
        Output(ids.NOTIFICATIONS, "sendNotifications"),
        *(Input(item, "n_clicks") for item in ids.DOWNLOADS),
        State(ids.VIEW, "data"),
        State(ids.VERSION, "data"),
        State(ids.ROOM, "data"),
        running=[(Output(ids.DOWNLOAD_MENU, "className"), "menu busy", "menu")],
        prevent_initial_call=True,
    )
    def hand_out(*given: Any) -> list[Any]:
        query, version, room = given[-3:]
        if not ctx.triggered[0]["value"] or query is None:
            raise PreventUpdate
        figure, _, form = str(ctx.triggered_id).rpartition("-")
        view = find_view(query, library.at_version(version), taxonomy, today())
        try:
            export = make_export(view, taxonomy, figure, form, width=min(max(room[0], 700), WIDEST) if room else WIDTH)
        except PolicyTimelineError as error:
            title = load_words(view.selection.language)["page"]["download_failed"]
            return [None, [{"action": "show", "title": title, "message": str(error), "color": "red"}]]
        content = b64encode(export.data).decode()
        return [{"content": content, "filename": export.name, "type": KINDS[form], "base64": True}, []]


def make_export(
    view: View, taxonomy: Taxonomy, figure: str, form: str, *, width: int = WIDTH, height: int | None = None
) -> Export:
    """One file of a view: ``figure`` is timeline, heatmap, or events and counts (the same as tables)."""
    if form == "csv":
        table = make_events(view, taxonomy) if figure in ("timeline", "events") else make_counts(view, taxonomy)
        return Export(f"{figure}.csv", csv_bytes(table), receive(view, taxonomy, figure, None))
    drawn = draw_timeline(view, taxonomy, width, height)
    if figure == "heatmap":
        drawn = draw_heatmap(view, taxonomy, width, read_window(drawn))
    receipt = receive(view, taxonomy, figure, drawn)
    chosen = view.selection
    title = load_words(chosen.language)["page"][figure]
    data = draw_bytes(
        drawn, form, receipt=receipt, title=title, width=width, theme=chosen.theme or "light", language=chosen.language
    )
    return Export(f"{figure}.{form}", data, receipt)


def make_events(view: View, taxonomy: Taxonomy) -> pd.DataFrame:
    """Every event shown, in the order of the axis, those on the shelf last."""
    shown = np.concatenate([view.chosen.rows, view.chosen.shelved])
    return events_table(view.full(shown), taxonomy, view.selection.language)


def make_counts(view: View, taxonomy: Taxonomy) -> pd.DataFrame:
    """What the heatmap counts, a row a cell."""
    chosen = view.selection
    start, end = read_window(draw_timeline(view, taxonomy, WIDTH))
    counts = count_periods(
        view.full(view.counted.rows),
        find_documents(view),
        sectors=chosen.codes(taxonomy),
        period=chosen.period,
        measure=chosen.measure,
        axis=chosen.axis,
        start=start,
        end=end,
        as_of=view.as_of,
    )
    return counts_table(counts, taxonomy, chosen.language)


def receive(view: View, taxonomy: Taxonomy, figure: str, drawn: Any) -> Receipt:
    """The receipt of an export."""
    return make_receipt(
        view.full(view.chosen.rows),
        view.holdings.documents,
        figure=drawn,
        kind=figure,
        data_version=view.holdings.version,
        selection=say_view(view, taxonomy),
        url=pin(view).to_query(),
        as_of=view.as_of,
        undated=len(view.chosen.shelved),
    )
