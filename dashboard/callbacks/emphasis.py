"""Draws the emphasis of what is selected: heatmap, trend or comparison, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.callbacks.address import read_extent
from dashboard.emphasis.cells import Emphasis, measure_emphasis
from dashboard.emphasis.comparison import Comparison, Side, compare, count_wording
from dashboard.emphasis.series import Followed, Series, follow
from dashboard.emphasis.tally import tally_documents
from dashboard.emphasis.terms import Spoken, compare_terms
from dashboard.figures import comparison, trend
from dashboard.library import Library
from dashboard.measures import period_edges
from dashboard.pages.charts import build_blank
from dashboard.pages.comparing import build_sides, build_terms, build_wording
from dashboard.selection import ANY, Selection
from dashboard.views.view import COUNTED, View, draw_heatmap, find_corpus, find_documents, find_view, widen
from dashboard.views.view import apply_selection as apply
from dashboard.words import load_occasions, load_words
from loaders.sectors.taxonomy import Taxonomy

PHONE = 700  # pixels: below this width a drag scrolls the page
HEARD = 4000  # sentences of a side whose terms are compared on the page
SPOKEN = ("zh", "en")  # languages whose terms are compared


def register(app: Dash, library: Library, taxonomy: Taxonomy, today: Callable[[], date]) -> None:
    """Register the picture of emphasis on an app."""

    def find(query: str, version: int, scheme: Literal["light", "dark"]) -> View:
        view = find_view(query, library.at_version(version), taxonomy, today())
        return replace(view, selection=replace(view.selection, theme=view.selection.theme or scheme))

    @app.callback(
        Output(ids.HEATMAP, "figure"),
        Output(ids.EMPHASIS_SAID, "children"),
        Input(ids.EXTENT, "data"),
        Input(ids.VIEW, "data"),
        Input(ids.ROOM, "data"),
        Input(ids.VERSION, "data"),
    )
    def draw(extent: list[str] | None, query: str | None, room: list[Any] | None, version: int) -> list[Any]:
        if query is None or room is None or not extent:
            raise PreventUpdate
        width, _, scheme = room
        view = find(query, version, scheme)
        figure = draw_emphasis(view, taxonomy, width, read_extent(extent))
        if figure is None:
            return [build_blank(), load_words(view.selection.language)["emphasis"]["no_b"]]
        moved = view.selection.show != "compare" and width >= PHONE
        figure.update_layout(dragmode="zoom" if moved else False, width=width, autosize=False)
        return [figure, say_emphasis(view, figure)]

    @app.callback(
        Output(ids.EMPHASIS_MORE, "children"),
        Input(ids.CHOICE, "data"),
        Input(ids.VERSION, "data"),
    )
    def tell_more(query: str | None, version: int) -> Any:
        if query is None:
            raise PreventUpdate
        view = find_view(query, library.at_version(version), taxonomy, today())
        sides = find_sides(view, taxonomy) if view.selection.show == "compare" else None
        return tell_sides(*sides, taxonomy) if sides else None

    @app.callback(Output(ids.SWAP, "disabled"), Output(ids.KEEP, "children"), Input(ids.URL, "search"))
    def offer(search: str | None) -> list[Any]:
        chosen = Selection.from_query(search or "", taxonomy)[0]
        said = load_words(chosen.language)["emphasis"]
        return [chosen.against is None, said["keep" if chosen.against is None else "again"]]


def draw_emphasis(view: View, taxonomy: Taxonomy, width: int, window: tuple[date, date]) -> Any:
    """The picture of emphasis that a selection asks for; None for a comparison without a second side."""
    chosen = view.selection
    if chosen.show == "heatmap":
        return draw_heatmap(view, taxonomy, width, window)
    if chosen.show == "trend":
        return draw_trend(view, taxonomy, width, window)
    sides = find_sides(view, taxonomy)
    return draw_comparison(*sides, taxonomy, width) if sides else None


def draw_trend(view: View, taxonomy: Taxonomy, width: int, window: tuple[date, date]) -> Any:
    """The trends of a view over the days its timeline shows."""
    chosen = view.selection
    return trend(
        *_followed(view, taxonomy),
        taxonomy=taxonomy,
        sectors=chosen.codes(taxonomy),
        period=chosen.period,
        calendar=find_occasions(chosen.language) if chosen.calendar == "yes" else (),
        start=window[0],
        end=window[1],
        width=width,
        theme=chosen.theme or "light",
        language=chosen.language,
        **_settings(view),
    )


def follow_view(view: View, taxonomy: Taxonomy, window: tuple[date, date]) -> Series:
    """The numbers of the same picture."""
    return follow(
        *_followed(view, taxonomy),
        sectors=[sector.code for sector in taxonomy.sectors],
        shown=view.selection.codes(taxonomy),
        edges=period_edges(*window, view.selection.period),
        **_settings(view),
    )


def _followed(view: View, taxonomy: Taxonomy) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The events that a trend is of, and the documents they could have stood in."""
    wide = widen(view, taxonomy)
    return wide.holdings.events[COUNTED].take(wide.counted.rows), find_documents(view)


def _settings(view: View) -> dict[str, Any]:
    """How a trend is made; what is no share is followed as one."""
    chosen = view.selection
    effect = chosen.effect if chosen.effect in get_args(Followed) else "share"
    return {
        "effect": effect,
        "standard": None if chosen.standard == "none" else chosen.standard,
        "measure": chosen.measure,
        "axis": "announced" if effect == "density" else chosen.axis,
        "weighting": chosen.weighting,
        "as_of": view.as_of,
        "corpus": find_corpus(view),
    }


def measure_view(view: View, taxonomy: Taxonomy, edges: pd.DatetimeIndex) -> Emphasis:
    """The numbers of a heatmap that shows more than counts."""
    chosen = view.selection
    tally = tally_documents(
        _followed(view, taxonomy)[0],
        find_corpus(view),
        sectors=[sector.code for sector in taxonomy.sectors],
        shown=chosen.codes(taxonomy),
        edges=edges,
        measure=chosen.measure,
        axis="announced" if chosen.effect == "density" else chosen.axis,
        weighting=chosen.weighting,
        as_of=view.as_of,
    )
    return measure_emphasis(tally, chosen.effect)


def find_sides(view: View, taxonomy: Taxonomy) -> tuple[View, View] | None:
    """The two views of a comparison: what is selected, and what it is compared with; None where that is not chosen."""
    chosen = view.selection
    if chosen.against is None:
        return None
    other = Selection.from_query(chosen.against, taxonomy)[0]
    looks = {name: getattr(chosen, name) for name in ("axis", "theme", "language", "weighting")}
    return view, apply(replace(other, **looks), view.holdings, taxonomy, view.as_of)


def read_side(view: View, taxonomy: Taxonomy) -> Side:
    """The events of a view, of any sector, and the documents that they could have stood in.

    Where the dates of the telling are bounded these are the documents of those days; else those that have a date, and
    all that tell of an event chosen.
    """
    chosen, wide = view.selection, widen(view, taxonomy)
    events = wide.holdings.events[[*COUNTED, "modality"]].take(wide.counted.rows)
    documents = find_documents(view)
    if chosen.start or chosen.end:
        told = pd.Series(True, index=documents.index)
        if chosen.start:
            told &= documents["created_end"] > pd.Timestamp(chosen.start)
        if chosen.end:
            told &= documents["created_start"] < pd.Timestamp(chosen.end)
        documents = documents[told | documents["id"].isin(events["document"].unique())]
    return Side(events, documents)


def draw_comparison(a: View, b: View, taxonomy: Taxonomy, width: int) -> Any:
    """Two views side by side."""
    chosen = a.selection
    return comparison(
        read_side(a, taxonomy),
        read_side(b, taxonomy),
        taxonomy=taxonomy,
        names=(say_side(a, taxonomy), say_side(b, taxonomy)),
        sectors=chosen.codes(taxonomy),
        width=width,
        theme=chosen.theme or "light",
        language=chosen.language,
        found=compare_views(a, b, taxonomy),
    )


def compare_views(a: View, b: View, taxonomy: Taxonomy) -> Comparison:
    """The numbers of the same picture."""
    return compare(
        read_side(a, taxonomy),
        read_side(b, taxonomy),
        sectors=[sector.code for sector in taxonomy.sectors],
        shown=a.selection.codes(taxonomy),
        weighting=a.selection.weighting,
    )


def say_side(view: View, taxonomy: Taxonomy) -> str:
    """What a side holds, in words and without its sectors: they are the rows of the picture."""
    chosen = replace(view.selection, sectors=(ANY,), cell=None)
    titles = view.holdings.titles(chosen.documents)
    return chosen.describe(taxonomy=taxonomy, titles=titles)


def say_emphasis(view: View, figure: Any) -> str:
    """The picture in a sentence; where it could not be made as asked for, that too."""
    chosen = view.selection
    said = str(figure.layout.meta["said"])
    if chosen.effect == "density" and chosen.axis == "when" and chosen.show != "compare":
        return f"{said} {load_words(chosen.language)['emphasis']['undefined_density']}"
    return said


def tell_sides(a: View, b: View, taxonomy: Taxonomy) -> list[Any]:
    """What each side of a comparison is, the terms that mark it, and its wording sector by sector."""
    language = a.selection.language
    codes = a.selection.codes(taxonomy)
    heard = [hear(view) for view in (a, b)]
    found = {one: compare_terms(*heard, language=one, most=12) for one in SPOKEN}
    wording = count_wording(read_side(a, taxonomy), read_side(b, taxonomy), codes)
    return [
        build_sides(say_side(a, taxonomy), say_side(b, taxonomy), language),
        build_terms(found, a.selection, b.selection),
        build_wording(wording, taxonomy, language),
    ]


def hear(view: View) -> Spoken:
    """The sentences of a view, at most ``HEARD``: the same ones for the same events."""
    rows = np.sort(view.counted.rows)
    if len(rows) > HEARD:
        ids = view.holdings.events["id"].take(rows).to_numpy(dtype=object)
        hashes = pd.util.hash_array(ids, categorize=False)
        rows = np.sort(rows[np.argsort(hashes, kind="stable")[:HEARD]])
    full = view.full(rows)
    return Spoken(*(full[name].tolist() for name in ("text", "language", "document", "id")))


def find_occasions(language: str) -> list[tuple[str, date, date]]:
    """Plenums, congresses, sessions and plan periods of the calendar: name, first day, day after the last."""
    return [(one.name, one.start, one.end) for one in load_occasions(language)]
