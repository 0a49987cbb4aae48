"""The address of the page and its controls say the same: either one moves the other; draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.controls import CONTROLS, FIELDS
from dashboard.callbacks.source import Source
from dashboard.library import Library
from dashboard.pages.comparing import lead_to
from dashboard.pages.markup import MARKUP, write_markup
from dashboard.selection import EARLIEST, LATEST, Selection
from dashboard.views.view import LOOKS, MERE_LOOKS
from dashboard.words import LANGUAGES
from loaders.edtf import Interval, write_edtf
from loaders.errors import StoreError, UsageError
from loaders.sectors.taxonomy import Taxonomy

ZOOMS = (ids.ZOOM_IN, ids.ZOOM_OUT, ids.EARLIER, ids.LATER, ids.ZOOM_ALL)
DAY = timedelta(1)
KEPT = (ids.VIEW, ids.CHOICE, ids.VERSION, ids.FOCUS, ids.LIST_SORT)  # what the browser keeps of an address


def register(app: Dash, source: Source) -> None:
    """Register both directions on an app."""
    _register_following(app, source)
    _register_steering(app, source)
    connect: Any = app.clientside_callback
    connect(ClientsideFunction("controls", "reflect"), *(Input(control.name, "data") for control in CONTROLS))
    connect(ClientsideFunction("page", "colour"), Input(ids.SCHEME, "data"))


def _register_following(app: Dash, source: Source) -> None:
    @app.callback(
        *(Output(name, "data") for name in KEPT),
        Output(ids.NOTES, "children"),
        Output(ids.SCHEME, "data"),
        Output(ids.TONGUE, "href"),
        *(Output(control.name, "data") for control in CONTROLS),
        Input(ids.URL, "search"),
        State(ids.OWN, "data"),
        *(State(name, "data") for name in KEPT),
        *(State(control.name, "data") for control in CONTROLS),
    )
    def follow_address(search: str | None, own: int, *held: Any) -> list[Any]:
        selection, notes = Selection.from_query(search or "", source.taxonomy)
        version, told = find_version(selection, source.library, own)
        kept, shown = held[: len(KEPT)], held[len(KEPT) :]
        return [
            *(no_update if new == old else new for new, old in zip(keep(selection, version), kept, strict=True)),
            [html.P(note, className="note") for note in (*notes, *told)],
            selection.theme,
            translate(selection).to_query() or "?",
            *show_controls(selection, shown, source.taxonomy),
        ]


def _register_steering(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.URL, "search", allow_duplicate=True),
        *(Output(ids.field_error(name), MARKUP) for name in FIELDS),
        *(Input(control.name, "data") for control in CONTROLS),
        Input(ids.TIMELINE, "relayoutData"),
        Input(ids.HEATMAP, "relayoutData"),
        Input(ids.CELL, "data"),
        *(Input(tool, "n_clicks") for tool in ZOOMS),
        Input(ids.RESET, "n_clicks"),
        Input(ids.KEEP, "n_clicks"),
        Input(ids.SWAP, "n_clicks"),
        State(ids.URL, "search"),
        State(ids.EXTENT, "data"),
        prevent_initial_call=True,
    )
    def follow_controls(*given: Any) -> list[Any]:
        search, extent = given[-2:]
        before = source.read(search)
        after, wrong = before, dict.fromkeys(FIELDS, "")
        for moved in ctx.triggered:
            tool = str(moved["prop_id"]).rpartition(".")[0]
            try:
                after = steer(after, tool, moved["value"], extent, source.taxonomy)
            except UsageError as error:
                wrong[tool] = str(error)
        return [no_update if after == before else after.to_query(), *map(write_markup, wrong.values())]


def keep(selection: Selection, version: int) -> tuple[str, str, int, str, str]:
    """What each of ``KEPT`` holds of a selection: only what has changed is answered anew, and drawn anew."""
    plain = Selection()
    seen = replace(selection.view(), sort=plain.sort)
    choice = replace(seen, **{name: getattr(plain, name) for name in MERE_LOOKS})
    opened = selection.to_query() if selection.event or selection.pile else ""
    return seen.to_query(), choice.to_query(), version, opened, selection.sort


def find_version(selection: Selection, library: Library, own: int) -> tuple[int, tuple[str, ...]]:
    """The version that a selection shows, by default the page's own; and what is to be said where there is none."""
    if not selection.known_on:
        return own, ()
    try:
        return library.known_on(selection.known_on), ()
    except StoreError as error:
        return own, (str(error),)


def translate(selection: Selection) -> Selection:
    """The same selection in the next language."""
    number = LANGUAGES.index(selection.language)
    return replace(selection, language=LANGUAGES[(number + 1) % len(LANGUAGES)])


def show_controls(selection: Selection, shown: tuple[Any, ...], taxonomy: Taxonomy) -> list[Any]:
    """What each of ``CONTROLS`` is to show; those that say the selection are left alone, as a hand may be there."""
    wanted = [control.show(selection, taxonomy) for control in CONTROLS]
    return [no_update if value == held else value for value, held in zip(wanted, shown, strict=True)]


def steer(before: Selection, source: str, value: Any, extent: list[str] | None, taxonomy: Taxonomy) -> Selection:
    """The selection after a control, a zoom, a brush or a reset, by the id of what moved."""
    control = next((one for one in CONTROLS if one.name == source), None)
    if control:
        return control.take(before, value, taxonomy)
    if source == ids.CELL:
        return brush_cell(before, value, taxonomy)
    if source == ids.RESET:
        return Selection(theme=before.theme, language=before.language)
    if source == ids.KEEP:
        return replace(before, against=spell_side(before), show="compare") if value else before
    if source == ids.SWAP:
        return swap_sides(before, taxonomy) if value else before
    if source == ids.ZOOM_ALL:
        return replace(before, zoom=None)
    if source in ZOOMS:
        return replace(before, zoom=step_zoom(read_extent(extent), source))
    return zoom_to(before, value or {})


def spell_side(selection: Selection) -> str:
    """A selection as the query that another is compared with: what it chooses, and nothing of how that is shown."""
    looks = {name: getattr(Selection(), name) for name in LOOKS}
    return replace(selection.view(), **looks, cell=None, measure="onset").to_query() or "?"


def swap_sides(selection: Selection, taxonomy: Taxonomy) -> Selection:
    """The same two sides the other way round; unchanged where there is but one."""
    if selection.against is None:
        return selection
    other = Selection.from_query(selection.against, taxonomy)[0]
    looks = {name: getattr(selection, name) for name in LOOKS}
    return replace(other, **(looks | {"against": spell_side(selection)}))


def brush_cell(before: Selection, value: Mapping[str, Any] | None, taxonomy: Taxonomy) -> Selection:
    """The selection after a click on a cell of the heatmap: it is brushed, or no longer when it was."""
    if not value:
        return before
    code, *rest = value["cell"]
    if len(rest) == 1:
        return open_side(before, code, rest[0], taxonomy)
    cell = spell_cell(code, *rest)
    return replace(before, cell=None if before.cell == cell else cell)


def open_side(before: Selection, code: str, side: str, taxonomy: Taxonomy) -> Selection:
    """The selection after a click on a mark of a comparison: the events of its sector on its side."""
    other = Selection.from_query(before.against or "", taxonomy)[0]
    query = lead_to(before if side == "a" else other, before, sectors=(code,), sector_mode="any")
    return Selection.from_query(query, taxonomy)[0]


def spell_cell(code: str, first: str, last: str) -> str:
    """Cells as the address spells them, from their sectors and their first and last day in ISO.

    >>> spell_cell("5g", "2024-07-01", "2024-09-30")
    '5g~2024-35'
    """
    return f"{code}~{write_edtf(Interval(date.fromisoformat(first), date.fromisoformat(last) + DAY))}"


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


def _read_moment(bound: Any) -> pd.Timestamp:
    """A bound of an axis: a date in ISO, or milliseconds since 1970."""
    return pd.Timestamp(bound) if isinstance(bound, str) else pd.Timestamp(bound, unit="ms")
