"""Draws the cells of one panel: colour for the effect, a mark for certainty, hatching for too little."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.canvas import Own, moments
from dashboard.figures.lettering import text_width
from dashboard.figures.numbers import say_cell
from dashboard.figures.ramp import bounds_of, colorscale, ink_on
from dashboard.placing import days_of
from dashboard.theme import TEXT, blend

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.emphasis.cells import Effect
    from dashboard.figures.canvas import Canvas
    from dashboard.figures.grid import Grid
    from dashboard.figures.lanes import Lane

GAP = 2  # pixels between cells
SLASH = 7.0  # half the height, in pixels, of the stroke through a gap
DOT = 4.5  # pixels across the mark of a cell that stands out


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of a panel lie: pixels from the top."""

    lanes: tuple[Lane, ...]
    top: Any
    bottom: Any

    @property
    def edges(self) -> list[float]:
        """Every distinct edge from the top down."""
        return sorted({*self.top.tolist(), *self.bottom.tolist()})

    @property
    def middle(self) -> Any:
        """The middle of each row."""
        return (self.top + self.bottom) / 2


def draw_tiles(canvas: Canvas, rows: Rows, grid: Grid, effect: Effect, reach: float) -> None:
    """The cells with their colour, their numbers where all have room, their gaps, hatching and marks."""
    _draw_cells(canvas, rows, grid, effect, reach)
    _draw_hatching(canvas, rows, grid)
    written = _draw_numbers(canvas, rows, grid, effect, reach)
    _draw_marks(canvas, rows, grid, (effect, reach), written)
    _draw_gaps(canvas, rows, grid)


def cell_bounds(edges: pd.DatetimeIndex, column: int) -> tuple[str, str]:
    """First and last day of a period."""
    return edges[column].date().isoformat(), (edges[column + 1].date() - timedelta(1)).isoformat()


def _addresses(rows: Rows, grid: Grid) -> list[list[list[str]]]:
    bounds = [cell_bounds(grid.counts.edges, column) for column in range(grid.values.shape[1])]
    return [[[lane.code, *one] for one in bounds] for lane in rows.lanes]


def _draw_cells(canvas: Canvas, rows: Rows, grid: Grid, effect: Effect, reach: float) -> None:
    """One trace of cells: n + 1 edges on both axes, so that each cell lies exactly on its period."""
    edges = rows.edges
    place = {edge: number for number, edge in enumerate(edges)}
    across = grid.values.shape[1]

    def spread(cells: Any, empty: Any) -> list[Any]:
        lines: list[Any] = [[empty] * across for _ in range(len(edges) - 1)]
        for top, line in zip(rows.top.tolist(), cells, strict=True):
            lines[place[top]] = list(line)
        return lines

    low, high = bounds_of(reach, effect)
    drawn = np.clip(grid.values, low, high)  # what was never told there is at the end of the scale
    values = [[None if isnan(value) else value for value in line] for line in drawn.tolist()]
    canvas.traces.append(
        {
            "type": "heatmap",
            "x": moments(days_of(grid.counts.edges.to_series())),
            "y": edges,
            "z": Own(spread(values, None)),
            "zmin": low,
            "zmax": high,
            "colorscale": colorscale(canvas.theme, effect),
            "showscale": False,
            "xgap": GAP,
            "ygap": GAP,
            "customdata": Own(spread(_addresses(rows, grid), ["", "", ""])),
            "hovertext": Own(spread(grid.hovers, "")),
            "hoverinfo": "text",
            "hoverongaps": False,
        }
    )


def _draw_numbers(canvas: Canvas, rows: Rows, grid: Grid, effect: Effect, reach: float) -> bool:
    """Write the number into each cell in view, if all have room, and say whether; a zero is left to its colour."""
    values = np.where(grid.thin, np.nan, grid.values)
    days = days_of(grid.counts.edges.to_series()).astype(np.float64)
    low, high = np.maximum(days[:-1], canvas.first), np.minimum(days[1:], canvas.last)
    texts = [[say_cell(value, effect) for value in line] for line in values.tolist()]
    longest = max((text_width(text, TEXT) for line in texts for text in line), default=0.0) + 3
    cells = [
        (row, column)
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
        if text and (high[column] - low[column]) * canvas.scale >= longest
    ]
    if not cells:
        return False
    row, column = np.array(cells).T
    first, last = bounds_of(reach, effect)
    share = (values[row, column] - first) / (last - first)
    canvas.scatter(
        x=moments((low[column] + high[column]) / 2),
        y=rows.middle[row].tolist(),
        mode="text",
        text=[texts[r][c] for r, c in cells],
        textfont={"size": TEXT, "color": [ink_on(canvas.theme, effect, one) for one in share.tolist()]},
    )
    return True


def _draw_hatching(canvas: Canvas, rows: Rows, grid: Grid) -> None:
    """Hatch the cells of which too little is known, a bar for each run of them in a row."""
    days = days_of(grid.counts.edges.to_series()).astype(np.float64)
    runs = [(row, *run) for row, line in enumerate(grid.thin) for run in _runs(line)]
    if not runs:
        return
    row, start, end = np.array(runs).T
    inset = GAP / 2
    canvas.bars(
        x=moments((days[start] + days[end]) / 2),
        width=((days[end] - days[start] - GAP / canvas.scale) * 86_400_000).tolist(),
        base=(rows.bottom[row] - inset).tolist(),
        y=(rows.top[row] - rows.bottom[row] + GAP).tolist(),
        marker=hatching(canvas),
        hoverinfo="skip",
    )


def hatching(canvas: Canvas) -> dict[str, Any]:
    """The pen of hatching: paper with strokes, so that no colour shows through."""
    faint = blend(canvas.theme.muted, canvas.theme.paper, 0.45)
    strokes = {"shape": "/", "size": 6, "solidity": 0.14, "fgcolor": faint, "bgcolor": canvas.theme.paper}
    return {"color": canvas.theme.paper, "line": {"width": 0}, "pattern": strokes | {"fillmode": "replace"}}


def _runs(line: Any) -> list[tuple[int, int]]:
    """Where a row is hatched: the first column of each run, and the one after its last."""
    steps = np.diff(np.concatenate([[0], line.astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist(), strict=True))


def _draw_marks(canvas: Canvas, rows: Rows, grid: Grid, scale: tuple[Effect, float], written: bool) -> None:
    """A dot on each cell that stands out: in its middle, or above its number."""
    cells = np.argwhere(grid.marked)
    if not len(cells):
        return
    effect, reach = scale
    row, column = cells.T
    days = days_of(grid.counts.edges.to_series()).astype(np.float64)
    low, high = bounds_of(reach, effect)
    share = (grid.values[row, column] - low) / (high - low)
    y = rows.top[row] + DOT + 1 if written else rows.middle[row]
    canvas.scatter(
        x=moments((days[column] + days[column + 1]) / 2),
        y=y.tolist(),
        mode="markers",
        marker={"size": DOT, "color": [ink_on(canvas.theme, effect, one) for one in share.tolist()]},
    )


def _draw_gaps(canvas: Canvas, rows: Rows, grid: Grid) -> None:
    """Strike through the cells of periods without documents, and let a pointer rest on them."""
    missing = np.argwhere(np.broadcast_to(grid.gaps, grid.values.shape))
    if not len(missing):
        return
    days = days_of(grid.counts.edges.to_series()).astype(np.float64)
    row, column = missing[:, 0], missing[:, 1]
    middle, y = (days[column] + days[column + 1]) / 2, rows.middle[row]
    half = np.minimum((days[column + 1] - days[column]) * canvas.scale / 2 - 2, SLASH)
    none = np.full(len(missing), np.nan)
    canvas.scatter(
        x=moments(np.stack([middle - half / canvas.scale, middle + half / canvas.scale, none], axis=1).ravel()),
        y=np.stack([y + SLASH, y - SLASH, none], axis=1).ravel().tolist(),
        mode="lines",
        line={"color": blend(canvas.theme.muted, canvas.theme.paper, 0.45), "width": 1},
    )
    addresses = _addresses(rows, grid)
    canvas.scatter(
        x=moments(middle),
        y=y.tolist(),
        mode="markers",
        marker={"size": 16, "opacity": 0, "color": canvas.theme.muted},
        customdata=[addresses[r][c] for r, c in missing.tolist()],
        hovertext=[grid.hovers[r][c] for r, c in missing.tolist()],
        hoverinfo="text",
    )
