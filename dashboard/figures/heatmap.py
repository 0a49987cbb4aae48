"""A heatmap of sectors over calendar periods, on the time axis of the timeline; counts nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.calendar import day_of
from dashboard.figures.canvas import LEGEND_LINE, Canvas, Entry, moments
from dashboard.figures.cells import counting_notes, hover_texts, say_number
from dashboard.figures.lanes import Lane, sector_lanes
from dashboard.figures.lettering import BOLD, fit, plain, text_width, wrap_pixels
from dashboard.figures.window import find_window
from dashboard.measures import Counts, count_periods
from dashboard.placing import days_of, place_days
from dashboard.theme import GUTTER, SMALL, TEXT, Theme, blend, contrast, find_theme, legible
from dashboard.words.phrases import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd
    import plotly.graph_objects as go

    from dashboard.measures import Axis, Measure, Period, Weighting
    from loaders.sectors.taxonomy import Taxonomy

TALL, LOW, LABEL_LINE, GAP = 32, 25, 20, 2  # pixels: a row, a row among many, a narrow label, between cells
MANY = 12  # rows from which rows are low
BAND = 18  # pixels above the cells for a note on an incomplete period
SLASH = 7.0  # half the height, in pixels, of the stroke through a gap
LEGEND_TOP = 40  # pixels from the plot to the legend: the time axis lies between
RAMP = 90.0  # pixels of the colour scale in the legend


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where the rows of cells lie: ``edges`` in pixels from the top, alternating label and cells when narrow."""

    lanes: tuple[Lane, ...]
    top: Any
    bottom: Any

    @property
    def edges(self) -> list[float]:
        """Every distinct edge from the top down."""
        return sorted({*self.top.tolist(), *self.bottom.tolist()})


def heatmap(
    events: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    *,
    taxonomy: Taxonomy,
    sectors: Sequence[str] | None = None,
    period: Period = "year",
    measure: Measure = "onset",
    axis: Axis = "when",
    weighting: Weighting = "incidence",
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
    width: int | None = None,
    theme: str = "light",
    language: str = "en",
) -> go.Figure:
    """Draw how many events (columns of ``Store.events()``) fall to each sector in each calendar period.

    How to read it: a row for each sector, a column for each period, exactly as wide as the period on the time axis;
    the darker, the more, from zero on. A cell struck through is no zero: no documents were read for that period.
    A dashed frame marks the period that is not over on the as-of day.

    Each cell's ``customdata`` is ``[sector, first day, last day]`` (ISO). ``layout.meta`` has ``events``,
    ``undated``, ``unbounded`` (open ends left out of mass), ``greatest`` and ``incomplete`` (first days).
    """
    lanes = sector_lanes(taxonomy, sectors, language)
    codes = [lane.code for lane in lanes]
    first, last = find_window(place_days(events, axis=axis, as_of=as_of), start, end, as_of)
    canvas = Canvas(width or 1200, first, last, find_theme(theme), language)
    counts = count_periods(
        events,
        documents,
        sectors=codes,
        period=period,
        measure=measure,
        axis=axis,
        weighting=weighting,
        start=day_of(first),
        end=day_of(last),
        as_of=as_of,
    )
    rows = _lay_rows(canvas, lanes)
    plot = rows.edges[-1] + 4
    _draw_cells(canvas, rows, counts)
    _draw_numbers(canvas, rows, counts)
    _draw_gaps(canvas, rows, counts)
    _draw_heads(canvas, rows, counts)
    _draw_incomplete(canvas, counts, plot)
    below = _draw_legend(canvas, counts, plot)
    meta = {
        "events": counts.events,
        "undated": counts.undated,
        "unbounded": counts.unbounded,
        "greatest": _greatest(counts),
        "incomplete": [day.date().isoformat() for day in counts.edges[:-1][~counts.complete]],
    }
    return canvas.finish(plot, below, meta=meta)


def _lay_rows(canvas: Canvas, lanes: tuple[Lane, ...]) -> _Rows:
    tall = TALL if len(lanes) <= MANY else LOW
    head = LABEL_LINE if canvas.narrow else 0
    top = BAND + head + np.arange(len(lanes), dtype=np.float64) * (tall + head)
    return _Rows(lanes, top, top + tall)


def _greatest(counts: Counts) -> float:
    values = counts.table.to_numpy()
    return float(np.nanmax(values)) if np.isfinite(values).any() else 0.0


def _draw_cells(canvas: Canvas, rows: _Rows, counts: Counts) -> None:
    """One trace of cells: n + 1 edges on both axes, so that each cell lies exactly on its period."""
    values = counts.table.to_numpy()
    data = [[[code, *_bounds(counts, column)] for column in range(values.shape[1])] for code in counts.table.index]
    hover = hover_texts(counts, rows.lanes, canvas.language)
    edges = rows.edges
    place = [edges.index(top) for top in rows.top.tolist()]
    height = len(edges) - 1

    def spread(cells: Any, empty: Any) -> list[Any]:
        lines: list[Any] = [[empty] * values.shape[1] for _ in range(height)]
        for row, line in zip(place, cells, strict=True):
            lines[row] = list(line)
        return lines

    canvas.traces.append(
        {
            "type": "heatmap",
            "x": moments(days_of(counts.edges.to_series())),
            "y": edges,
            "z": spread(counts.table.astype(object).where(counts.table.notna(), None).to_numpy().tolist(), None),
            "zmin": 0,
            "zmax": max(_greatest(counts), 1e-9),
            "colorscale": _scale(canvas),
            "showscale": False,
            "xgap": GAP,
            "ygap": GAP,
            "customdata": spread(data, ["", "", ""]),
            "hovertext": spread(hover, ""),
            "hoverinfo": "text",
            "hoverongaps": False,
        }
    )


def _bounds(counts: Counts, column: int) -> tuple[str, str]:
    return counts.edges[column].date().isoformat(), (counts.edges[column + 1].date() - timedelta(1)).isoformat()


def _scale(canvas: Canvas) -> list[list[Any]]:
    stops = canvas.theme.scale
    return [[place / (len(stops) - 1), colour] for place, colour in enumerate(stops)]


def _draw_numbers(canvas: Canvas, rows: _Rows, counts: Counts) -> None:
    """Write the number into each cell in view, if all have room; a zero is left to its colour."""
    values = counts.table.to_numpy()
    days = days_of(counts.edges.to_series()).astype(np.float64)
    low, high = np.maximum(days[:-1], canvas.first), np.minimum(days[1:], canvas.last)
    texts = [[say_number(value) for value in line] for line in values]
    longest = max((text_width(text, TEXT) for line in texts for text in line), default=0.0) + 3
    cells = [
        (row, column)
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
        if text and (high[column] - low[column]) * canvas.scale >= longest
    ]
    if not cells:
        return
    row, column = np.array(cells).T
    share = values[row, column] / max(_greatest(counts), 1e-9)
    canvas.scatter(
        x=moments((low[column] + high[column]) / 2),
        y=((rows.top + rows.bottom) / 2)[row].tolist(),
        mode="text",
        text=[texts[r][c] for r, c in cells],
        textfont={"size": TEXT, "color": [_ink_on(canvas.theme, one) for one in share.tolist()]},
    )


def _ink_on(theme: Theme, share: float) -> str:
    """The more legible of ink and paper on the colour that stands for a share of the greatest value."""
    stops = theme.scale
    place = min(int(share * (len(stops) - 1)), len(stops) - 2)
    ground = blend(stops[place + 1], stops[place], share * (len(stops) - 1) - place)
    return max((theme.ink, theme.paper), key=lambda ink: contrast(ink, ground))


def _draw_gaps(canvas: Canvas, rows: _Rows, counts: Counts) -> None:
    """Strike through the cells of periods without documents, and let a pointer rest on them."""
    missing = np.argwhere(np.isnan(counts.table.to_numpy()))
    if not len(missing):
        return
    days = days_of(counts.edges.to_series()).astype(np.float64)
    row, column = missing[:, 0], missing[:, 1]
    middle, y = (days[column] + days[column + 1]) / 2, ((rows.top + rows.bottom) / 2)[row]
    half = np.minimum((days[column + 1] - days[column]) * canvas.scale / 2 - 2, SLASH)
    none = np.full(len(missing), np.nan)
    canvas.scatter(
        x=moments(np.stack([middle - half / canvas.scale, middle + half / canvas.scale, none], axis=1).ravel()),
        y=np.stack([y + SLASH, y - SLASH, none], axis=1).ravel().tolist(),
        mode="lines",
        line={"color": blend(canvas.theme.muted, canvas.theme.paper, 0.45), "width": 1},
    )
    hover = hover_texts(counts, rows.lanes, canvas.language)
    codes = list(counts.table.index)
    canvas.scatter(
        x=moments(middle),
        y=y.tolist(),
        mode="markers",
        marker={"size": 16, "opacity": 0, "color": canvas.theme.muted},
        customdata=[[codes[r], *_bounds(counts, c)] for r, c in missing.tolist()],
        hovertext=[hover[r][c] for r, c in missing.tolist()],
        hoverinfo="text",
    )


def _draw_heads(canvas: Canvas, rows: _Rows, counts: Counts) -> None:
    theme = canvas.theme
    for lane, top, bottom in zip(rows.lanes, rows.top, rows.bottom, strict=True):
        ink = legible(lane.colour, theme.paper)
        if canvas.narrow:
            canvas.write(f"<b>{plain(lane.label)}</b>", 0, top - LABEL_LINE / 2 + 2, size=TEXT + 1, colour=ink)
            continue
        bar = {"type": "rect", "xref": "paper", "yref": "y2", "x0": -10, "x1": -6, "xsizemode": "pixel", "xanchor": 0}
        fill = {"fillcolor": legible(lane.colour, theme.paper, 3.0), "line": {"width": 0}}
        canvas.shapes.append(bar | fill | {"y0": top + 1, "y1": bottom - 1})
        size, lines = _head_lines(lane.label, (SMALL,) if bottom - top < TALL else (TEXT + 1, TEXT, SMALL))
        text = "<br>".join(f"<b>{plain(line)}</b>" for line in lines)
        canvas.write(text, 12 - GUTTER, (top + bottom) / 2, size=size, colour=ink)


def _head_lines(label: str, sizes: Sequence[int]) -> tuple[int, list[str]]:
    """A label in at most two lines, at the greatest size that allows it; cut only when none does."""
    room = GUTTER - 28
    for size in sizes:
        lines = wrap_pixels(label, size * BOLD, room)
        if len(lines) < 3:
            return size, lines
    return sizes[-1], [lines[0], fit(" ".join(lines[1:]), sizes[-1] * BOLD, room, least=2) or lines[1]]


def _draw_incomplete(canvas: Canvas, counts: Counts, plot: float) -> None:
    """Frame the period that is not over, and say so above it."""
    days = days_of(counts.edges.to_series())
    for column in np.flatnonzero(~counts.complete):
        low, high = max(days[column], canvas.first), min(days[column + 1], canvas.last)
        if high <= low:
            continue
        frame = {"type": "rect", "xref": "x", "yref": "y", "y0": BAND - 2, "y1": plot - 2, "fillcolor": "rgba(0,0,0,0)"}
        ends = moments([days[column], days[column + 1]])
        line = {"color": canvas.theme.ink, "width": 1, "dash": "3px,2px"}
        canvas.shapes.append(frame | {"x0": ends[0], "x1": ends[1], "line": line})
        middle = ((low + high) / 2 - canvas.first) * canvas.scale
        note = words(canvas.language)["so_far"]
        half = text_width(note, SMALL) / 2
        middle = min(max(middle, half), canvas.across - half)
        canvas.write(note, middle, BAND / 2 - 1, size=SMALL, xanchor="center", colour=canvas.theme.ink)


def _draw_legend(canvas: Canvas, counts: Counts, plot: float) -> float:
    table = words(canvas.language)
    values = counts.table.to_numpy()
    greatest = say_number(_greatest(counts)) or "0"
    ramp = f"0 – {greatest} {table['measure'][counts.measure]}"
    entries = [Entry(ramp, RAMP, lambda x, y: _draw_ramp(canvas, x, y))]
    if np.isnan(values).any():
        entries.append(Entry(table["legend"]["gap"], 22, lambda x, y: _draw_swatch(canvas, x, y, struck=True)))
    if not counts.complete.all():
        entries.append(Entry(table["legend"]["incomplete"], 22, lambda x, y: _draw_swatch(canvas, x, y, struck=False)))
    lines = canvas.legend_lines(entries)
    top = plot + LEGEND_TOP
    canvas.draw_legend(lines, top)
    used = LEGEND_LINE * len(lines) + 4.0
    for note in canvas.flow(counting_notes(counts, canvas.language)):
        canvas.write(note, 0, top + used + 8, size=SMALL + 1)
        used += 17
    return used + LEGEND_TOP - 34 + 8


def _draw_ramp(canvas: Canvas, x: float, y: float) -> None:
    steps = 24
    canvas.traces.append(
        {
            "type": "heatmap",
            "x": np.linspace(x, x + RAMP, steps + 1).tolist(),
            "y": [y - 5, y + 5],
            "z": [np.linspace(0, 1, steps).tolist()],
            "colorscale": _scale(canvas),
            "showscale": False,
            "hoverinfo": "skip",
            "xaxis": "x2",
            "yaxis": "y2",
        }
    )


def _draw_swatch(canvas: Canvas, x: float, y: float, *, struck: bool) -> None:
    theme = canvas.theme
    place = {"xref": "x2", "yref": "y2", "x0": x, "x1": x + 22, "y0": y - 6, "y1": y + 6}
    if struck:
        line = {"color": blend(theme.muted, theme.paper, 0.6), "width": 1}
        canvas.shapes.append(
            {"type": "line", "line": line} | place | {"x0": x + 5, "x1": x + 17, "y0": y + 6, "y1": y - 6}
        )
    else:
        line = {"color": theme.ink, "width": 1, "dash": "3px,2px"}
        canvas.shapes.append({"type": "rect", "line": line, "fillcolor": "rgba(0,0,0,0)"} | place)
