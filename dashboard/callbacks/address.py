"""The address of the page and its controls say the same: either one moves the other; draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.selection import ANY, EARLIEST, LATEST, Selection
from dashboard.words import load_words
from loaders.sectors.taxonomy import Taxonomy

# Each control and the property that holds its value, in the order of ``control_values``.
CONTROLS: tuple[tuple[str, str], ...] = (
    (ids.CORE, "value"),
    (ids.MORE, "value"),
    (ids.EVERY, "checked"),
    (ids.STATUS, "value"),
    (ids.PUBLISHER, "value"),
    (ids.LANGUAGE, "value"),
    (ids.FROM, "value"),
    (ids.UNTIL, "value"),
    (ids.AXIS, "value"),
    (ids.PERIOD, "value"),
    (ids.MEASURE, "value"),
    (ids.THEME, "checked"),
)
ZOOMS = (ids.ZOOM_IN, ids.ZOOM_OUT, ids.EARLIER, ids.LATER, ids.ZOOM_ALL)
DAY = timedelta(1)


def register(app: Dash, taxonomy: Taxonomy) -> None:
    """Register both directions on an app."""

    @app.callback(
        Output(ids.VIEW, "data"),
        Output(ids.FOCUS, "data"),
        Output(ids.NOTES, "children"),
        Output(ids.PROVIDER, "forceColorScheme"),
        *(Output(control, prop) for control, prop in CONTROLS),
        Input(ids.URL, "search"),
        State(ids.VIEW, "data"),
        *(State(control, prop) for control, prop in CONTROLS),
    )
    def follow_address(search: str | None, view: str | None, *shown: Any) -> list[Any]:
        selection, notes = Selection.from_query(search or "", taxonomy)
        seen = selection.view().to_query()
        opened = selection.event or selection.cell or selection.members
        told = [html.P(note, className="note") for note in notes]
        return [
            no_update if seen == view else seen,
            selection.to_query() if opened else "",
            told,
            selection.theme,
            *([no_update] * len(CONTROLS) if says(shown, selection, taxonomy) else control_values(selection, taxonomy)),
        ]

    @app.callback(
        Output(ids.URL, "search", allow_duplicate=True),
        Output(ids.NOTES, "children", allow_duplicate=True),
        *(Input(control, prop) for control, prop in CONTROLS),
        Input(ids.TIMELINE, "relayoutData"),
        Input(ids.HEATMAP, "relayoutData"),
        *(Input(tool, "n_clicks") for tool in ZOOMS),
        Input(ids.RESET, "n_clicks"),
        State(ids.URL, "search"),
        State(ids.EXTENT, "data"),
        prevent_initial_call=True,
    )
    def follow_controls(*given: Any) -> tuple[Any, Any]:
        search, extent = given[-2:]
        before = Selection.from_query(search or "", taxonomy)[0]
        after = steer(before, given, str(ctx.triggered_id), extent, taxonomy)
        if ctx.triggered_id in (ids.FROM, ids.UNTIL) and is_backward(given[: len(CONTROLS)]):
            return no_update, html.P(load_words(before.language)["note"]["backward"], className="note")
        if after == before:
            raise PreventUpdate
        return after.to_query(), no_update


def steer(
    before: Selection, given: tuple[Any, ...], source: str, extent: list[str] | None, taxonomy: Taxonomy
) -> Selection:
    """The selection after a control, a zoom or a reset, by the id of what moved."""
    if source == ids.RESET:
        return Selection(theme=before.theme, language=before.language)
    if source == ids.ZOOM_ALL:
        return replace(before, zoom=None)
    if source in ZOOMS:
        return replace(before, zoom=step_zoom(read_extent(extent), source))
    if source in (ids.TIMELINE, ids.HEATMAP):
        relayout = given[len(CONTROLS) + (source == ids.HEATMAP)]
        return zoom_to(before, relayout or {})
    return choose(before, given[: len(CONTROLS)], taxonomy)


def control_values(selection: Selection, taxonomy: Taxonomy) -> list[Any]:
    """What each of ``CONTROLS`` shows for a selection."""
    core = {sector.code for sector in taxonomy.core}
    codes = selection.codes(taxonomy)
    last = selection.end - DAY if selection.end else None
    return [
        [code for code in codes if code in core],
        [code for code in codes if code not in core],
        ANY in selection.sectors,
        list(selection.statuses),
        list(selection.publishers),
        list(selection.languages),
        selection.start.isoformat() if selection.start else None,
        last.isoformat() if last else None,
        selection.axis,
        selection.period,
        selection.measure,
        selection.theme == "dark",
    ]


def says(shown: tuple[Any, ...], selection: Selection, taxonomy: Taxonomy) -> bool:
    """Whether the controls say a selection already; then they are left alone, since a hand may be on them."""
    set_up = all(value is not None for value in shown[8:11])
    return set_up and not is_backward(shown) and choose(selection, shown, taxonomy) == selection


def is_backward(values: tuple[Any, ...]) -> bool:
    """Whether the dates of ``CONTROLS`` end before they start; then they are not applied."""
    start, until = _read_day(values[6]), _read_day(values[7])
    return bool(start and until and until < start)


def choose(before: Selection, values: tuple[Any, ...], taxonomy: Taxonomy) -> Selection:
    """The selection that ``CONTROLS`` spell; what they do not spell (zoom, the opened event) stays as it was.

    All core sectors and no other is the same choice as none; dates given backwards leave the dates as they were.
    """
    core, more, every, statuses, publishers, languages, first, last, axis, period, measure, dark = values
    wanted = {*(core or ()), *(more or ())}
    chosen = tuple(sector.code for sector in taxonomy.sectors if sector.code in wanted)
    sectors = (ANY,) if every else () if chosen == Selection().codes(taxonomy) else chosen
    start, until = _read_day(first), _read_day(last)
    backward = is_backward(values)
    return replace(
        before,
        sectors=sectors,
        statuses=tuple(statuses or ()),
        publishers=tuple(publishers or ()),
        languages=tuple(languages or ()),
        start=before.start if backward else start,
        end=before.end if backward else until + DAY if until else None,
        axis=axis or before.axis,
        period=period or before.period,
        measure=measure or before.measure,
        theme="dark" if dark else "light",
    )


def zoom_to(before: Selection, relayout: Mapping[str, Any]) -> Selection:
    """The selection after a drag on a chart; a double click shows all dates, anything else changes nothing."""
    if relayout.get("xaxis.autorange"):
        return replace(before, zoom=None)
    bounds = relayout.get("xaxis.range") or [relayout.get("xaxis.range[0]"), relayout.get("xaxis.range[1]")]
    if None in bounds:
        return before
    start, end = (_read_moment(bound) for bound in bounds)
    first, last = _within(start.date()), _within(end.ceil("D").date())
    return replace(before, zoom=(min(first, LATEST - DAY), max(last, first + DAY))) if first < LATEST else before


def step_zoom(extent: tuple[date, date], tool: str) -> tuple[date, date]:
    """The window after one press: twice as near or as far about its middle, or half a window to either side.

    >>> step_zoom((date(2024, 1, 1), date(2024, 1, 9)), "zoom-in")
    (datetime.date(2024, 1, 3), datetime.date(2024, 1, 7))
    """
    start, end = extent
    quarter = max((end - start) // 4, DAY)
    moves = {
        ids.ZOOM_IN: (quarter, -quarter),
        ids.ZOOM_OUT: (-2 * quarter, 2 * quarter),
        ids.EARLIER: (-2 * quarter, -2 * quarter),
        ids.LATER: (2 * quarter, 2 * quarter),
    }
    first, last = _within(start, moves[tool][0]), _within(end, moves[tool][1])
    return (first, last) if first < last else extent


def read_extent(extent: list[str] | None) -> tuple[date, date]:
    """The window the charts show, as the browser keeps it."""
    if not extent:
        raise PreventUpdate
    return date.fromisoformat(extent[0]), date.fromisoformat(extent[1])


def _within(day: date, move: timedelta = timedelta(0)) -> date:
    """A day moved, but no further than the charts go."""
    return date.fromordinal(min(max(day.toordinal() + move.days, EARLIEST.toordinal()), LATEST.toordinal()))


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _read_moment(bound: Any) -> pd.Timestamp:
    """A bound of an axis: a date in ISO, or milliseconds since 1970."""
    return pd.Timestamp(bound) if isinstance(bound, str) else pd.Timestamp(bound, unit="ms")
