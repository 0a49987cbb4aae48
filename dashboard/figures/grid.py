"""Makes the cells of a heatmap: their values, what stands out, what is too little, and their words; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan, nan
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from dashboard.emphasis.cells import DIVERGING, RATE, Effect, Emphasis, measure_emphasis
from dashboard.emphasis.tally import tally_documents
from dashboard.figures.hover import opened
from dashboard.figures.lettering import plain
from dashboard.figures.numbers import say_effect
from dashboard.measures import Counts, count_documents, count_periods, is_complete
from dashboard.placing import check
from dashboard.words.phrases import say_count, say_day, say_period, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.emphasis.tally import Corpus
    from dashboard.emphasis.tally import Tally as DocumentTally
    from dashboard.figures.lanes import Lane
    from dashboard.measures import Measure, Weighting
    from dashboard.placing import Axis, Days, Unit
    from dashboard.tallying import Tally
    from loaders.sectors.taxonomy import Taxonomy

Order = Literal["taxonomy", "total", "first", "similarity"]
Numbers = np.ndarray[Any, np.dtype[np.float64]]
Truths = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Counting:
    """How a heatmap counts: what it is told of by its reader, the same for all panels."""

    effect: Effect
    period: str
    measure: Measure
    axis: Axis
    weighting: Weighting
    as_of: date | None
    language: str
    unit: Unit = "mention"


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one panel, S sectors × T periods; ``name`` is None where there is but one panel.

    ``values`` is NaN in a gap and where nothing can be said, ``gaps`` are cells of which nothing is told since no
    document of their period was read; ``marked`` cells stand out, ``thin`` ones have too few documents or events.
    ``hovers`` are the words of each cell, ``found`` what was measured beside counts.
    """

    name: str | None
    counts: Counts
    values: Numbers
    gaps: Truths
    marked: Truths
    thin: Truths
    hovers: list[list[str]]
    found: Emphasis | None = None

    def take(self, rows: Sequence[int]) -> Grid:
        """The same with its rows in another order."""
        counts = replace(self.counts, table=self.counts.table.iloc[list(rows)])
        hovers = [self.hovers[row] for row in rows]
        cells = {name: getattr(self, name)[list(rows)] for name in ("values", "gaps", "marked", "thin")}
        return replace(self, counts=counts, hovers=hovers, **cells)


def make_grid(
    events: pd.DataFrame,
    documents: pd.DataFrame | None,
    lanes: Sequence[Lane],
    edges: pd.DatetimeIndex,
    how: Counting,
    *,
    taxonomy: Taxonomy,
    name: str | None = None,
    corpus: Corpus | None = None,
    tally: Tally | None = None,
) -> Grid:
    """Measure the cells of some events; every effect but the count is of documents and needs their frame."""
    codes = [lane.code for lane in lanes]
    settings: dict[str, Any] = {"measure": how.measure, "axis": how.axis, "weighting": how.weighting}
    if how.effect == "count" or documents is None:
        read = corpus.count(edges) if corpus else documents
        counts = count_periods(tally or events, read, sectors=codes, edges=edges, as_of=how.as_of, **settings)
        values, none = counts.table.to_numpy(), np.zeros(counts.table.shape, dtype=bool)
        hovers = _hovers(counts, None, values, lanes, how)
        return Grid(name, counts, values, np.isnan(values), none, none, hovers)
    weights = tally_documents(
        events,
        corpus or documents,
        sectors=[sector.code for sector in taxonomy.sectors],
        shown=codes,
        edges=edges,
        as_of=how.as_of,
        **settings,
    )
    found = measure_emphasis(weights, how.effect)
    read = corpus.count(edges) if corpus else count_documents(documents, edges)
    counts = _tell_counts(weights, found, read, how)
    values = found.value.to_numpy()
    gaps = np.isnan(counts.table.to_numpy()) & (found.total == 0)
    hovers = _hovers(counts, found, values, lanes, how)
    thin = found.thin.to_numpy() & ~gaps & (found.total > 0)
    return Grid(name, counts, values, gaps, found.marked.to_numpy(), thin, hovers, found)


def _tell_counts(weights: DocumentTally, found: Emphasis, read: Days, how: Counting) -> Counts:
    """What was counted, from the weights that were measured."""
    table = found.weight
    return Counts(
        table=table.where((read > 0) | (table > 0)),
        edges=weights.edges,
        complete=is_complete(weights.edges, how.as_of),
        measure=how.measure,
        period=how.period,
        axis=how.axis,
        weighting=how.weighting,
        events=weights.events,
        undated=weights.undated,
        unbounded=weights.unbounded,
        documents=read,
    )


def find_reach(grids: Sequence[Grid], effect: Effect) -> float:
    """The end of the colour scale, one for all panels: the greatest value, or the farthest from zero on either side.

    Cells of which too little is known do not stretch it.
    """
    seen = [np.abs(np.where(grid.thin, np.nan, grid.values)) for grid in grids]
    known = np.concatenate([one[np.isfinite(one)] for one in seen]) if seen else np.zeros(0)
    if not len(known):
        known = np.concatenate([np.abs(grid.values[np.isfinite(grid.values)]) for grid in grids] or [np.zeros(0)])
    greatest = float(known.max()) if len(known) else 0.0
    if effect in DIVERGING:
        return min(max(greatest, 0.5), 4.0)
    return max(greatest, 1e-9)


def order_lanes(lanes: Sequence[Lane], grid: Grid, order: Order) -> list[int]:
    """Rows in the order asked for: as in the taxonomy, most first, first seen first, or alike beside alike."""
    check("order", order, get_args(Order))
    counted = np.nan_to_num(grid.counts.table.to_numpy())
    rows = list(range(len(lanes)))
    if order == "total":
        return sorted(rows, key=lambda row: (-counted[row].sum(), row))
    if order == "first":
        begins = [int(np.flatnonzero(counted[row])[0]) if counted[row].any() else counted.shape[1] for row in rows]
        return sorted(rows, key=lambda row: (begins[row], row))
    if order == "similarity" and len(rows) > 2:
        return _leaves(counted)
    return rows


def _leaves(counted: Numbers) -> list[int]:
    """Rows so that alike ones are neighbours: average linkage of the shapes over time, leaves in the best order."""
    from scipy.cluster.hierarchy import leaves_list, linkage

    shapes = counted / np.maximum(counted.sum(axis=1, keepdims=True), 1e-9)
    order: list[int] = leaves_list(linkage(shapes, "average", optimal_ordering=True)).tolist()
    return order


def name_period(edges: pd.DatetimeIndex, column: int, period: str, language: str) -> str:
    """The name of a period; one that a reader drew is told by its first and last day."""
    if period != "drawn":
        return say_period(edges[column].date(), period, language)
    first, last = edges[column].date(), (edges[column + 1] - pd.Timedelta(days=1)).date()
    return str(words(language)["range"]).format(first=say_day(first, language), last=say_day(last, language))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words of the cells are made from, as plain numbers: thousands of cells are told at once.

    ``of``, ``read`` and ``last`` are words by period: the whole of a share, the documents read, whether it is over.
    """

    counted: list[list[float]]
    values: list[list[float]] | None
    q: list[list[float]]
    thin: list[list[bool]]
    of: list[str]
    read: list[str]
    last: list[str]


def _hovers(
    counts: Counts, found: Emphasis | None, values: Numbers, lanes: Sequence[Lane], how: Counting
) -> list[list[str]]:
    """For each cell: sector and period, its value, what that is of, how sure it is, and whether it is complete."""
    table, number = words(how.language), values.shape[1]
    names = [name_period(counts.edges, column, how.period, how.language) for column in range(number)]
    read = [] if counts.documents is None else counts.documents.tolist()
    of = [] if found is None else [table["trend"]["of"].format(total=say_effect(one, "count")) for one in found.total]
    told = _Told(
        counts.table.to_numpy().tolist(),
        values.tolist() if found else None,
        found.q.to_numpy().tolist() if found else [],
        found.thin.to_numpy().tolist() if found else [],
        [f" {one}" for one in of] or [""] * number,
        [f"<br>{table['read'].format(documents=say_count('documents', one, how.language))}" for one in read]
        or [""] * number,
        ["" if over else f"<br>{table['legend']['incomplete']}" for over in counts.complete],
    )
    heads = [plain(lane.label) for lane in lanes]
    return [
        [f"<b>{head} · {names[column]}</b><br>{_hover(told, row, column, how)}" for column in range(number)]
        for row, head in enumerate(heads)
    ]


def _hover(told: _Told, row: int, column: int, how: Counting) -> str:
    table = words(how.language)
    counted = told.counted[row][column]
    if isnan(counted):
        return f"{table['legend']['gap']}{told.last[column]}"
    value = told.values[row][column] if told.values else nan
    head = "" if isnan(value) else f"{table['effect'][how.effect]}: {say_effect(value, how.effect)}<br>"
    number = f"{counted:,.2f}".rstrip("0").rstrip(".")
    said = opened(f"{table['measure'][how.measure]}: {number}{told.of[column]}")
    sure = _certainty(told, row, column, table["certainty"]) if told.values else ""
    return f"{head}{said}{told.read[column]}{sure}{told.last[column]}"


def _certainty(told: _Told, row: int, column: int, said: dict[str, str]) -> str:
    q = told.q[row][column]
    if told.thin[row][column]:
        return f"<br>{said['thin']}"
    if isnan(q):
        return ""
    rate = said["rare"] if q < 0.001 else said["rate"].format(q=f"{q:.3f}")
    return f"<br>{said['marked' if q < RATE else 'unmarked'].format(rate=rate)}"
