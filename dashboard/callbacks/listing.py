"""Fills list and shelf a page at a time, sorted over the slim index; fetches no row but those of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.source import Source
from dashboard.library import rows_of
from dashboard.pages.listing import Order, build_table
from dashboard.pages.markup import MARKUP, write_markup
from dashboard.pages.paging import turn
from dashboard.pages.shelf import Shelved, cut, fill_shelf
from dashboard.selection import SORTED_BY, name_sector
from dashboard.selection.ground import OPEN, Ground, Rows
from dashboard.views.view import View, undated_documents
from dashboard.words import load_words, say
from dashboard.words.phrases import say_count
from loaders.model import Role, Status
from loaders.sectors.taxonomy import Taxonomy


def register(app: Dash, source: Source) -> None:
    """Register the list and the shelf on an app."""
    _register_list(app, source)
    _register_shelf(app, source)


def _register_list(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.LIST, MARKUP),
        Output(ids.LIST_TITLE, "children"),
        Output(ids.LIST_PAGE, "data"),
        Input(ids.VIEW, "data"),
        Input(ids.LIST_SORT, "data"),
        Input(ids.asked("list"), "data"),
        State(ids.LIST_PAGE, "data"),
        State(ids.VERSION, "data"),
    )
    def list_events(
        query: str | None, sort: str, asked: Mapping[str, Any] | None, page: int, version: int
    ) -> list[Any]:
        if query is None or (asked and ctx.triggered_id == ids.asked("list") and asked["ask"].startswith("sort:")):
            raise PreventUpdate
        view = source.find(query, version)
        step = asked["ask"] if asked and ctx.triggered_id == ids.asked("list") else ""
        order = Order.spelled(sort, turn(page, step, len(view.listed)) if step else 0)
        return [write_markup(build_page(view, order, source.taxonomy)), title_list(view), order.page]

    @app.callback(
        Output(ids.URL, "search", allow_duplicate=True),
        Input(ids.asked("list"), "data"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def sort_list(asked: Mapping[str, Any] | None, search: str | None) -> str:
        kind, _, column = (asked["ask"] if asked else "").partition(":")
        if kind != "sort" or column not in SORTED_BY:
            raise PreventUpdate
        before = source.read(search)
        return replace(before, sort=f"-{column}" if before.sort == column else column).to_query()


def _register_shelf(app: Dash, source: Source) -> None:
    @app.callback(
        Output(ids.SHELF, MARKUP),
        Output(ids.SHELF_STATE, "data"),
        Input(ids.CHOICE, "data"),
        Input(ids.asked("shelf"), "data"),
        Input(ids.asked("papers"), "data"),
        State(ids.SHELF_STATE, "data"),
        State(ids.VERSION, "data"),
    )
    def shelve(
        query: str | None,
        events: Mapping[str, Any] | None,
        papers: Mapping[str, Any] | None,
        state: list[int],
        version: int,
    ) -> list[Any]:
        if query is None:
            raise PreventUpdate
        view = source.find(query, version)
        undated = undated_documents(view)
        counts = (len(view.chosen.shelved), len(undated))
        asked = {ids.asked("shelf"): (events, None), ids.asked("papers"): (None, papers)}.get(str(ctx.triggered_id))
        pages = [0, 0]
        if asked:
            pages = [
                turn(page, step["ask"] if step else "", count)
                for page, step, count in zip(state, asked, counts, strict=True)
            ]
        shown = Shelved(rows_of(view.full(view.chosen.shelved[cut(counts[0], pages[0])])), counts[0], pages[0])
        lacking = Shelved(rows_of(undated.iloc[cut(counts[1], pages[1])]), counts[1], pages[1])
        chosen = view.selection
        return [write_markup(fill_shelf(shown, lacking, chosen.axis, chosen.language, words=chosen.text)), pages]


def build_page(view: View, order: Order, taxonomy: Taxonomy) -> list[Any]:
    """A page of the list."""
    rows = sort_rows(view, order, taxonomy)
    shown = rows_of(view.full(rows[cut(len(rows), order.page)]))
    chosen = view.selection
    return build_table(
        shown,
        len(rows),
        order,
        axis=chosen.axis,
        taxonomy=taxonomy,
        language=chosen.language,
        searched=chosen.text,
    )


def title_list(view: View) -> str:
    """How many events the list holds."""
    language = view.selection.language
    return load_words(language)["list"]["title"].format(count=say_count("events", len(view.listed), language))


def sort_rows(view: View, order: Order, taxonomy: Taxonomy) -> Rows:
    """Rows of the list in an order: events of the same value stay as on the timeline, those without one come last."""
    rows = view.listed
    if order.column == "date":
        return rows[::-1] if order.down else rows
    ground, language = view.holdings.ground, view.selection.language
    ranks = ground.keep(
        ("ranks", order.column, language), lambda: rank_events(ground, order.column, taxonomy, language), lasting=True
    )
    keys = ranks.take(rows)
    last = np.iinfo(keys.dtype).max
    if order.down:
        keys = np.where(keys == last, last, keys.max(initial=0, where=keys < last) - keys)
    sorted_rows: Rows = rows.take(np.argsort(keys, kind="stable"))
    return sorted_rows


def rank_events(ground: Ground, column: str, taxonomy: Taxonomy, language: str) -> np.ndarray[Any, Any]:
    """The rank of each event by a column, the greatest number for one that has no value; sorts names, not events."""
    if column == "announced":
        start = ground.spans("announced").start
        known = start != OPEN.min
        days = start.astype(np.int64)
        days[known] -= days[known].min(initial=0)
        return _small(np.where(known, days, -1))
    values = ground.values(column)
    places = {str(name): place for place, name in enumerate([*Status, *Role])}

    def key(name: Any) -> tuple[Any, ...]:
        if column == "sectors":
            return tuple(name_sector(code, taxonomy, language).casefold() for code in name)
        return (
            (places.get(name, len(places)), say(language, column, name))
            if column != "publisher"
            else (name.casefold(),)
        )

    order = sorted(range(len(values.names)), key=lambda place: key(values.names[place]))
    ranks = np.full(len(values.names) + 1, -1, dtype=np.int64)
    ranks[order] = np.arange(len(order))
    empty = [place for place, name in enumerate(values.names) if not len(name)]
    ranks[empty] = -1
    return _small(ranks[values.codes])


def _small(ranks: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Ranks in as few bytes as hold them, since short numbers are sorted much faster; -1 becomes the greatest."""
    kind = np.uint16 if ranks.max(initial=0) < np.iinfo(np.uint16).max else np.int32
    return np.where(ranks < 0, np.iinfo(kind).max, ranks).astype(kind)
