"""Says in one sentence what a picture of emphasis shows, from its numbers alone; draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.grid import name_period
from dashboard.figures.numbers import say_effect
from dashboard.words.phrases import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from dashboard.emphasis.cells import Emphasis
    from dashboard.emphasis.comparison import Comparison
    from dashboard.emphasis.series import Series
    from dashboard.figures.grid import Counting, Grid
    from dashboard.figures.lanes import Lane

MOST = 3  # findings that a sentence names
SURE = 0.05  # chance below which a trend is told as one


def sum_up_grid(grid: Grid, lanes: Sequence[Lane], how: Counting) -> str:
    """What a heatmap shows: where counts are highest, or which cells stand out from the other periods."""
    names = {lane.code: lane.label for lane in lanes}
    periods = [name_period(grid.counts.edges, one, how.period, how.language) for one in range(grid.values.shape[1])]
    if grid.found is None:
        return _sum_up_counts(grid.counts.table, names, periods, how.language)
    return _sum_up_cells(grid.found, names, periods, how.language)


def _sum_up_counts(table: pd.DataFrame, names: Mapping[str, str], periods: list[str], language: str) -> str:
    """The fullest cell, and the fullest sector over all periods."""
    said: dict[str, str] = words(language)["said"]
    values = np.nan_to_num(table.to_numpy())
    if not values.any():
        return said["nothing"]
    row, column = divmod(int(values.argmax()), values.shape[1])
    top = int(values.sum(axis=1).argmax())
    return said["counts"].format(
        sector=names[str(table.index[row])],
        period=periods[column],
        number=_number(float(values[row, column])),
        most=names[str(table.index[top])],
        total=_number(float(values[top].sum())),
    )


def _sum_up_cells(found: Emphasis, names: Mapping[str, str], periods: list[str], language: str) -> str:
    """Which cells stand out most, more or less than elsewhere; or that none can be told from chance."""
    said: dict[str, str] = words(language)["said"]
    z, marked = found.z.to_numpy(), np.argwhere(found.marked.to_numpy()).tolist()
    tested = int(np.isfinite(found.q.to_numpy()).sum())
    if not tested:
        return said["thin"]
    if not marked:
        return said["level"].format(tested=tested)
    strongest = sorted(marked, key=lambda cell: -abs(z[cell[0], cell[1]]))[:MOST]
    codes = [str(code) for code in found.value.index]
    parts = [
        said["more" if z[row, column] > 0 else "less"].format(sector=names[codes[row]], period=periods[column])
        for row, column in strongest
    ]
    rest = len(marked) - len(parts)
    told = said["join"].join(parts) + (said["others"].format(n=rest) if rest else "")
    return said["cells"].format(parts=told, marked=len(marked), tested=tested)


def sum_up_series(series: Series, lanes: Sequence[Lane], language: str) -> str:
    """Which sectors rise or fall, surest first; or that none does so beyond chance."""
    said: dict[str, str] = words(language)["said"]
    names = {lane.code: lane.label for lane in lanes}
    known = {code: one for code, one in series.trends.items() if one is not None}
    if not known:
        return said["short"]
    moving = sorted((code for code, one in known.items() if one.p < SURE), key=lambda code: known[code].p)
    if not moving:
        return said["steady"].format(n=len(known))
    parts = [
        said["rises" if known[code].z > 0 else "falls"].format(sector=names[code], p=_chance(known[code].p))
        for code in moving[:MOST]
    ]
    rest = len(known) - len(moving)
    told = said["join"].join(parts)
    return said["series"].format(parts=told) + (said["rest_steady"].format(n=rest) if rest else said["stop"])


def sum_up_comparison(found: Comparison, lanes: Sequence[Lane], language: str) -> str:
    """What A stresses more than B and less, surest first; or that nothing can be told apart, as in the same events."""
    said: dict[str, str] = words(language)["said"]
    if found.same:
        return said["same"]
    names = {lane.code: lane.label for lane in lanes}
    rows = {str(code): found.row(str(code)) for code in found.table.index}
    marked = sorted((code for code, row in rows.items() if row["marked"]), key=lambda code: -abs(rows[code]["z"]))
    if not marked:
        return said["alike"] if any(np.isfinite(row["q"]) for row in rows.values()) else said["thin"]
    parts = []
    for code in marked[:MOST]:
        row = rows[code]
        form = "only_" + row["only"] if row["only"] else "more_a" if row["delta"] > 0 else "more_b"
        parts.append(said[form].format(sector=names[code], a=_of(row, "a"), b=_of(row, "b"), times=_times(row)))
    return said["compared"].format(parts=said["join"].join(parts))


def _of(row: Mapping[str, Any], side: str) -> str:
    return say_effect(float(row[f"share_{side}"]), "share")


def _times(row: Mapping[str, Any]) -> str:
    return f"{np.exp(abs(float(row['delta']))):.1f}"


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _chance(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"
