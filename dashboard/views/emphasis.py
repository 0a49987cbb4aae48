"""The picture of emphasis that a selection asks for, and the numbers in it: heatmap, trend or comparison; no page."""

from __future__ import annotations

from datetime import date
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd

from dashboard.emphasis.cells import Emphasis, measure_emphasis
from dashboard.emphasis.coverage import Coverage
from dashboard.emphasis.resampling import bound_emphasis
from dashboard.emphasis.series import Series, find_followed, follow
from dashboard.emphasis.tally import Tally, tally_documents
from dashboard.emphasis.terms import Spoken
from dashboard.figures import trend
from dashboard.figures.numbers import say_effect
from dashboard.measures import Counts, count_periods, own_edges, period_edges
from dashboard.selection import Selection
from dashboard.views.sides import draw_comparison, find_sides, say_sameness
from dashboard.views.view import COUNTED, View, draw_heatmap, find_corpus, find_documents, widen
from dashboard.words import load_occasions, load_words
from dashboard.words.phrases import words as figure_words
from loaders.sectors.taxonomy import Taxonomy

FINEST = ("month", "quarter", "half", "year", "plan")  # periods of the strip of what was read
BARS = 80  # periods in it, at most
HEARD = 4000  # sentences of a side whose terms are compared on the page


def draw_emphasis(view: View, taxonomy: Taxonomy, width: int, window: tuple[date, date]) -> Any:
    """The picture of emphasis that a selection asks for; None for a comparison that there is not."""
    chosen = view.selection
    if chosen.show == "heatmap":
        return draw_heatmap(view, taxonomy, width, window)
    if chosen.show == "trend":
        return draw_trend(view, taxonomy, width, window)
    sides = find_sides(view, taxonomy)
    if sides is None or say_sameness(*sides, taxonomy):
        return None
    return draw_comparison(*sides, taxonomy, width)


def draw_trend(view: View, taxonomy: Taxonomy, width: int, window: tuple[date, date]) -> Any:
    """The trends of a view over the days its timeline shows."""
    chosen = view.selection
    return trend(
        *_followed(view, taxonomy),
        taxonomy=taxonomy,
        sectors=chosen.codes(taxonomy),
        period=chosen.period,
        periods=chosen.cuts or None,
        unit=chosen.unit,
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
        edges=find_edges(view.selection, window),
        **_settings(view),
    )


def _followed(view: View, taxonomy: Taxonomy) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The events that a trend is of, and the documents they could have stood in."""
    wide = widen(view, taxonomy)
    return wide.holdings.events[COUNTED].take(wide.counted.rows), find_documents(view)


def _settings(view: View) -> dict[str, Any]:
    """How a trend is made; what is no share is followed as one."""
    chosen = view.selection
    effect = find_followed(chosen.effect)
    return {
        "effect": effect,
        "standard": None if chosen.standard == "none" else chosen.standard,
        "measure": chosen.measure,
        "axis": "announced" if effect == "density" else chosen.axis,
        "weighting": chosen.weighting,
        "as_of": view.as_of,
        "corpus": find_corpus(view),
    }


def count_cells(view: View, taxonomy: Taxonomy, start: date, end: date) -> Counts:
    """What the heatmap of a view counts in the days ``[start, end)``."""
    chosen = view.selection
    return count_periods(
        view.holdings.events.take(view.counted.rows),
        find_documents(view),
        sectors=chosen.codes(taxonomy),
        period=chosen.parted,
        edges=find_edges(chosen, (start, end)),
        measure=chosen.measure,
        axis=chosen.axis,
        weighting=chosen.weighting,
        as_of=view.as_of,
    )


def find_edges(chosen: Selection, window: tuple[date, date]) -> pd.DatetimeIndex:
    """The bounds of the periods that a selection asks for, over the days of a window: its own or the calendar's."""
    return own_edges(chosen.cuts) if chosen.cuts else period_edges(*window, chosen.period)


def measure_view(view: View, taxonomy: Taxonomy, edges: pd.DatetimeIndex) -> Emphasis:
    """The numbers of a heatmap that shows more than counts."""
    return measure_emphasis(tally_view(view, taxonomy, edges), view.selection.effect)


def bound_view(view: View, taxonomy: Taxonomy, edges: pd.DatetimeIndex) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ends of the intervals of the same numbers."""
    return bound_emphasis(tally_view(view, taxonomy, edges), view.selection.effect)


def tell_bounds(view: View, taxonomy: Taxonomy, width: int, window: tuple[date, date]) -> dict[int, list[list[str]]]:
    """The words of the cells of a heatmap with the interval of each added, by the number of the trace they belong to.

    Of small multiples nothing is told: every panel would need its own.
    """
    chosen = view.selection
    figure = draw_heatmap(view, taxonomy, width, window)
    low, high = bound_view(view, taxonomy, find_edges(chosen, window))
    rows = {str(code): number for number, code in enumerate(low.index)}
    ends = low.to_numpy().tolist(), high.to_numpy().tolist()
    form = figure_words(chosen.language)["trend"]["between"]

    def tell(text: str, code: str, column: int) -> str:
        bounds = [part[rows[code]][column] for part in ends] if code in rows else [nan, nan]
        if not text or isnan(bounds[0]) or isnan(bounds[1]):
            return text
        said = form.format(low=say_effect(bounds[0], chosen.effect), high=say_effect(bounds[1], chosen.effect))
        return f"{text}<br>95 %: {said}"

    return {
        number: [
            [tell(text, cell[0], column) for column, (text, cell) in enumerate(zip(texts, cells, strict=True))]
            for texts, cells in zip(trace.hovertext, trace.customdata, strict=True)
        ]
        for number, trace in enumerate(figure.data)
        if trace.type == "heatmap" and trace.customdata is not None and chosen.panels == "none"
    }


def tally_view(view: View, taxonomy: Taxonomy, edges: pd.DatetimeIndex) -> Tally:
    """What the documents of a view give to each cell, of the events of any sector."""
    chosen = view.selection
    return tally_documents(
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


def cover_view(view: View, window: tuple[date, date]) -> tuple[Coverage, pd.DatetimeIndex, str]:
    """What was read in the days of a window, in the finest periods that have room; their bounds and their name.

    Shares are of the events chosen, those without a date among them.
    """
    period = next((one for one in FINEST if len(period_edges(*window, one)) <= BARS), FINEST[-1])
    edges, corpus, chosen = period_edges(*window, period), find_corpus(view), view.chosen
    reviewed = view.holdings.ground.values("reviewed").codes
    rows = np.concatenate([chosen.rows, chosen.shelved])
    return corpus.cover(edges, reviewed[rows] > 0, len(chosen.shelved)), edges, period


def say_emphasis(view: View, figure: Any) -> str:
    """The picture in a sentence; where it could not be made as asked for, that too."""
    chosen = view.selection
    said = str(figure.layout.meta["said"])
    if chosen.effect == "density" and chosen.axis == "when" and chosen.show != "compare":
        return f"{said} {load_words(chosen.language)['emphasis']['undefined_density']}"
    return said


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
