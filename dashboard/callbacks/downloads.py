"""Makes the files the page hands out: pictures of either chart and tables of what is shown; stores none of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.exports.forms import FORMS
from dashboard.exports.making import WIDTH, keep_version, make_export
from dashboard.exports.sizes import Size
from dashboard.library import Library
from dashboard.views.view import find_view
from dashboard.words import load_words
from loaders.errors import PolicyTimelineError
from loaders.sectors.taxonomy import Taxonomy

WIDEST = 2400  # pixels of a picture at most


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
        if figure in ("heatmap", "counts") and view.selection.show != "heatmap":
            figure = view.selection.show  # what is handed out is the picture that is shown
        try:
            width = min(max(room[0], 700), WIDEST) if room else WIDTH
            export = make_export(view, taxonomy, figure, form, size=Size(width), made=today())
            keep_version(library, export.receipt, export.name)
        except PolicyTimelineError as error:
            title = load_words(view.selection.language)["page"]["download_failed"]
            return [None, [{"action": "show", "title": title, "message": str(error), "color": "red"}]]
        content = b64encode(export.data).decode()
        return [{"content": content, "filename": export.name, "type": FORMS[form].mime, "base64": True}, []]
