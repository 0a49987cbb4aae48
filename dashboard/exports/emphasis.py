"""The numbers of a picture of emphasis as flat tables: cells, series, comparison; measures nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.exports.tables import counts_table
from dashboard.figures.grid import name_period
from dashboard.selection import name_sector

if TYPE_CHECKING:
    from dashboard.emphasis.cells import Emphasis
    from dashboard.emphasis.comparison import Comparison
    from dashboard.emphasis.series import Series
    from dashboard.measures import Counts
    from loaders.sectors.taxonomy import Taxonomy

Bounds = tuple[pd.DataFrame, pd.DataFrame]


def cells_table(
    counts: Counts, taxonomy: Taxonomy, language: str, found: Emphasis | None = None, bounds: Bounds | None = None
) -> pd.DataFrame:
    """The table of counts; where the picture shows more than these, ``found`` and its ``bounds`` stand beside them."""
    table = counts_table(counts, taxonomy, language)
    if found is None:
        return table
    frames = {"effect_value": found.value, "q": found.q, "stands_out": found.marked, "too_little": found.thin}
    frames |= dict(zip(("low", "high"), bounds or (), strict=False))
    names = ("effect_value", "low", "high", "q", "stands_out", "too_little")
    held = {name: frames[name].to_numpy().ravel() for name in names if name in frames}
    return table.assign(effect=found.effect, **held)


def series_table(series: Series, period: str, taxonomy: Taxonomy, language: str) -> pd.DataFrame:
    """A row for each sector and period, with the trend of the sector beside each."""
    rows = []
    for place, code in enumerate(map(str, series.value.index)):
        trend = series.trends[code]
        head: dict[str, Any] = {"sector": code, "label": name_sector(code, taxonomy, language)}
        for column in range(len(series.edges) - 1):
            row = head | {"period": name_period(series.edges, column, period, language)}
            days = series.edges[column : column + 2].strftime("%Y-%m-%d")
            row |= {"start": days[0], "end": days[1]}
            row |= {"effect": series.effect, "effect_value": series.value.iat[place, column]}
            row |= {"low": series.low.iat[place, column], "high": series.high.iat[place, column]}
            row |= {"standard": series.standard or "none"}
            row |= {} if series.plain is None else {"plain": series.plain.iat[place, column]}
            row |= {"documents": int(series.documents[column]), "complete": bool(series.complete[column])}
            row |= {"slope": trend.slope if trend else None, "p": trend.p if trend else None}
            rows.append(row)
    return pd.DataFrame(rows)


def comparison_table(found: Comparison, taxonomy: Taxonomy, language: str) -> pd.DataFrame:
    """A row for each sector, the numbers of both sides and what sets them apart."""
    table = found.table.rename(columns={"marked": "stands_out", "thin": "too_little"}).drop(columns="z")
    table.insert(0, "label", [name_sector(str(code), taxonomy, language) for code in table.index])
    return table.reset_index()
