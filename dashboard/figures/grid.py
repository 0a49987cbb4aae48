"""Makes the cells of a heatmap: their values, what stands out, what is too little, and their words; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from dashboard.emphasis.cells import DIVERGING, Effect, Emphasis, measure_emphasis
from dashboard.emphasis.tally import tally_documents
from dashboard.figures.hover import opened
from dashboard.figures.lettering import plain
from dashboard.figures.numbers import say_effect
from dashboard.measures import count_periods
from dashboard.placing import check
from dashboard.words.phrases import say_count, say_day, say_period, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.emphasis.tally import Corpus
    from dashboard.figures.lanes import Lane
    from dashboard.measures import Counts, Measure, Weighting
    from dashboard.placing import Axis, Unit
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

    ``values`` is NaN in a gap and where nothing can be said, ``gaps`` are periods (T) without documents; ``marked``
    cells stand out, ``thin`` ones have too few documents or events. ``hovers`` are the words of each cell, ``found``
    what was measured beside counts.
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
        cells = {name: getattr(self, name)[list(rows)] for name in ("values", "marked", "thin")}
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
    counts = count_periods(
        tally or events,
        documents,
        sectors=codes,
        edges=edges,
        measure=how.measure,
        axis=how.axis,
        weighting=how.weighting,
        as_of=how.as_of,
    )
    shape = counts.table.shape
    none = np.zeros(shape, dtype=bool)
    read = counts.documents
    gaps = np.zeros(shape[1], dtype=bool) if read is None else read == 0
    if how.effect == "count" or documents is None:
        values = counts.table.to_numpy()
        hovers = _hovers(counts, None, values, lanes, how)
        return Grid(name, counts, values, np.isnan(values).all(axis=0), none, none, hovers)
    weights = tally_documents(
        events,
        corpus or documents,
        sectors=[sector.code for sector in taxonomy.sectors],
        shown=codes,
        edges=edges,
        measure=how.measure,
        axis=how.axis,
        weighting=how.weighting,
        as_of=how.as_of,
    )
    found = measure_emphasis(weights, how.effect)
    values = found.value.to_numpy()
    gaps &= found.total == 0
    hovers = _hovers(counts, found, values, lanes, how)
    thin = found.thin.to_numpy() & ~gaps & (found.total > 0)
    return Grid(name, counts, values, gaps, found.marked.to_numpy(), thin, hovers, found)


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
    """What the words of the cells are made from, as plain arrays: thousands of cells are told at once."""

    counted: Numbers
    values: Numbers | None
    total: Numbers | None
    documents: Any
    complete: Truths
    q: Numbers | None
    marked: Truths | None
    thin: Truths | None


def _hovers(
    counts: Counts, found: Emphasis | None, values: Numbers, lanes: Sequence[Lane], how: Counting
) -> list[list[str]]:
    """For each cell: sector and period, its value, what that is of, how sure it is, and whether it is complete."""
    told = _Told(
        counts.table.to_numpy(),
        values if found else None,
        found.total if found else None,
        counts.documents,
        counts.complete,
        found.q.to_numpy() if found else None,
        found.marked.to_numpy() if found else None,
        found.thin.to_numpy() if found else None,
    )
    names = [name_period(counts.edges, column, how.period, how.language) for column in range(values.shape[1])]
    heads = [plain(lane.label) for lane in lanes]
    return [
        [_hover(told, (row, column), f"<b>{head} · {names[column]}</b>", how) for column in range(len(names))]
        for row, head in enumerate(heads)
    ]


def _hover(told: _Told, cell: tuple[int, int], head: str, how: Counting) -> str:
    table = words(how.language)
    row, column = cell
    counted = float(told.counted[row, column])
    lines = [head]
    if np.isnan(counted):
        lines.append(table["legend"]["gap"])
    else:
        if told.values is not None and np.isfinite(told.values[row, column]):
            lines.append(f"{table['effect'][how.effect]}: {say_effect(float(told.values[row, column]), how.effect)}")
        number = f"{counted:,.2f}".rstrip("0").rstrip(".")
        said = f"{table['measure'][how.measure]}: {number}"
        if told.total is not None:
            said += f" {table['trend']['of'].format(total=say_effect(float(told.total[column]), 'count'))}"
        lines.append(opened(said))
        if told.documents is not None:
            read = say_count("documents", int(told.documents[column]), how.language)
            lines.append(table["read"].format(documents=read))
        lines += _certainty(told, row, column, table["certainty"])
    if not told.complete[column]:
        lines.append(table["legend"]["incomplete"])
    return "<br>".join(lines)


def _certainty(told: _Told, row: int, column: int, said: dict[str, str]) -> list[str]:
    if told.q is None or told.thin is None or told.marked is None:
        return []
    if told.thin[row, column]:
        return [said["thin"]]
    q = float(told.q[row, column])
    if not np.isfinite(q):
        return []
    rate = said["rare"] if q < 0.001 else said["rate"].format(q=f"{q:.3f}")
    return [said["marked" if told.marked[row, column] else "unmarked"].format(rate=rate)]
