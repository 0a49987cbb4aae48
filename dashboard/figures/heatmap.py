"""A heatmap of sectors over periods, on the time axis of the timeline; counts nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.emphasis.coverage import find_coverage
from dashboard.figures.calendar import day_of
from dashboard.figures.canvas import LEGEND_LINE, Canvas, Entry, moments
from dashboard.figures.coverage import draw_coverage, kind_entries, say_shares
from dashboard.figures.grid import Counting, Grid, Order, find_reach, make_grid, order_lanes
from dashboard.figures.lanes import Lane, sector_lanes
from dashboard.figures.lettering import LEADING, lay_label, plain, text_width
from dashboard.figures.panels import PanelBy, split_panels
from dashboard.figures.ramp import RAMP, draw_ramp, say_ends
from dashboard.figures.summary import sum_up_grid
from dashboard.figures.tiles import Rows, draw_tiles, hatching
from dashboard.figures.window import find_window
from dashboard.measures import is_complete, own_edges, period_edges
from dashboard.placing import days_of, place_days
from dashboard.theme import GUTTER, SMALL, TEXT, blend, find_theme, legible
from dashboard.words.phrases import say_count, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import plotly.graph_objects as go

    from dashboard.emphasis.cells import Effect
    from dashboard.emphasis.coverage import Covering
    from dashboard.emphasis.tally import Corpus
    from dashboard.measures import Measure, Period, Weighting
    from dashboard.placing import Axis, Unit
    from dashboard.tallying import Tally
    from loaders.sectors.taxonomy import Taxonomy

TALL, LOW, LABEL_LINE = 32, 25, 20  # pixels: a row, a row among many, a narrow label
MANY = 12  # rows from which rows are low
BAND = 18  # pixels above the cells for a note on an incomplete period
TITLE, GROUP, AIR = 24, 16, 10  # pixels: the name of a panel, of a group of rows, and between panels
LEGEND_TOP = 40  # pixels from the plot to the legend: the time axis lies between


def heatmap(
    events: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    *,
    taxonomy: Taxonomy,
    sectors: Sequence[str] | None = None,
    period: Period = "year",
    periods: Sequence[date] | None = None,
    unit: Unit = "mention",
    measure: Measure = "onset",
    effect: Effect = "count",
    axis: Axis = "when",
    weighting: Weighting = "incidence",
    order: Order = "taxonomy",
    grouped: bool = False,
    facet: PanelBy | None = None,
    coverage: bool | Covering = False,
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
    corpus: Corpus | None = None,
    tally: Tally | None = None,
    width: int | None = None,
    theme: str = "light",
    language: str = "en",
) -> go.Figure:
    """Draw what each sector has in each period, of events with the columns of ``Store.events()`` or ``index()``.

    How to read it: a row for each sector, a column for each period, exactly as wide as the period on the time axis.
    The colour is the effect: for counts and shares the darker, the more, from zero on; for lift and log-odds one
    colour for more than in the other periods and one for less, as strong on either side. A dot marks what stands out,
    hatching what too little is known of, a stroke a period for which no documents were read. A dashed frame marks
    the period that is not over on the as-of day.

    ``effect`` is one of those of ``measure_emphasis``; all but the count need ``documents``. ``corpus`` is the
    documents and ``tally`` the events made ready, if they are. ``periods`` are days that part periods of one's own, in
    place of the calendar's; ``unit`` says in the notes what a row of ``events`` is. ``order`` and ``grouped`` arrange
    the rows, ``facet`` draws a panel for each of the most frequent values, all on one scale, ``coverage`` the documents
    read beneath (or what tells of them, if that is known).

    Each cell's ``customdata`` is ``[sector, first day, last day]`` (ISO). ``layout.meta`` has ``events``, ``undated``,
    ``unbounded`` (open ends left out of mass), ``greatest`` (the end of the scale), ``incomplete`` (first days),
    ``marked`` and ``thin`` (numbers of cells), ``rows`` (codes in their order), ``panels`` (their names) and ``said``
    (what the picture shows, in a sentence).
    """
    lanes = sector_lanes(taxonomy, sectors, language)
    edges = _edges(events, period, periods, axis=axis, window=(start, end), as_of=as_of)
    first, last = _window(events, edges, periods, axis=axis, window=(start, end), as_of=as_of)
    canvas = Canvas(width or 1200, first, last, find_theme(theme), language)
    how = Counting(effect, "drawn" if periods else period, measure, axis, weighting, as_of, language, unit)
    whole = make_grid(events, documents, lanes, edges, how, taxonomy=taxonomy, corpus=corpus, tally=tally)
    order_of = _arrange(lanes, whole, order, grouped, taxonomy)
    arranged = [lanes[row] for row in order_of]
    grids = [
        make_grid(some, read, arranged, edges, how, taxonomy=taxonomy, name=name)
        for name, some, read in (split_panels(events, documents, facet, language) if facet else ())
    ] or [whole.take(order_of)]
    reach = find_reach(grids, effect)
    top = float(BAND)
    for grid in grids:
        rows = _lay_rows(canvas, arranged, top + TITLE * (grid.name is not None), taxonomy if grouped else None)
        _draw_title(canvas, grid, top)
        draw_tiles(canvas, rows, grid, effect, reach)
        _draw_heads(canvas, rows)
        _draw_groups(canvas, rows, taxonomy if grouped else None)
        top = rows.edges[-1] + AIR
    plot = top - AIR + 4
    _draw_incomplete(canvas, edges, is_complete(edges, as_of), plot)
    covered = None
    if coverage and documents is not None:
        covered = (
            coverage(edges) if callable(coverage) else find_coverage(events, documents, edges, axis=axis, as_of=as_of)
        )
        plot = draw_coverage(canvas, covered, edges, plot)
    entries, notes = _legend_entries(canvas, grids, how, reach), counting_notes(whole, how)
    if covered:
        entries, notes = entries + kind_entries(canvas, covered), notes + say_shares(covered, language)
    below = _draw_legend(canvas, entries, notes, plot)
    meta = _meta(whole, grids, arranged, reach) | {"said": sum_up_grid(whole, lanes, how)}
    return canvas.finish(plot, below, meta=meta)


def _edges(
    events: pd.DataFrame,
    period: Period,
    periods: Sequence[date] | None,
    *,
    axis: Axis,
    window: tuple[date | None, date | None],
    as_of: date | None,
) -> pd.DatetimeIndex:
    """The bounds of the periods drawn: one's own, or those of the calendar in view."""
    if periods:
        return own_edges(periods)
    first, last = _days(events, axis=axis, window=window, as_of=as_of)
    return period_edges(day_of(first), day_of(last), period)


def _window(
    events: pd.DataFrame,
    edges: pd.DatetimeIndex,
    periods: Sequence[date] | None,
    *,
    axis: Axis,
    window: tuple[date | None, date | None],
    as_of: date | None,
) -> tuple[int, int]:
    """The days in view: those of the timeline, or all of one's own periods."""
    if periods and None in window:
        bounds = days_of(edges.to_series())
        return int(bounds[0]), int(bounds[-1])
    return _days(events, axis=axis, window=window, as_of=as_of)


def _days(
    events: pd.DataFrame, *, axis: Axis, window: tuple[date | None, date | None], as_of: date | None
) -> tuple[int, int]:
    """The days of a window; the events are placed only where it leaves a bound open."""
    seen = events.iloc[:0] if None not in window else events
    return find_window(place_days(seen, axis=axis, as_of=as_of), *window, as_of)


def _arrange(lanes: tuple[Lane, ...], grid: Grid, order: Order, grouped: bool, taxonomy: Taxonomy) -> list[int]:
    """Rows in their order, those of one parent together if they are to be, parents by their first row."""
    rows = order_lanes(lanes, grid, order)
    if not grouped:
        return rows
    groups = [taxonomy[lanes[row].code].group for row in rows]
    return [row for group in dict.fromkeys(groups) for row, own in zip(rows, groups, strict=True) if own == group]


def _lay_rows(canvas: Canvas, lanes: Sequence[Lane], top: float, grouped: Taxonomy | None) -> Rows:
    tall = TALL if len(lanes) <= MANY else LOW
    head = LABEL_LINE if canvas.narrow else 0
    tops, before = [], None
    for lane in lanes:
        group = grouped[lane.code].group if grouped else None
        top += GROUP * (group != before) + head
        tops.append(top)
        top, before = top + tall, group
    above = np.array(tops, dtype=np.float64)
    return Rows(tuple(lanes), above, above + tall)


def _draw_title(canvas: Canvas, grid: Grid, top: float) -> None:
    """The name of a panel, and how many events it counts."""
    if grid.name is None:
        return
    number = say_count("events", grid.counts.events, canvas.language)
    small = f'<span style="color:{canvas.theme.muted};font-size:{TEXT}px">{number}</span>'
    canvas.write(f"<b>{plain(grid.name)}</b>  {small}", 0, top + TITLE / 2, size=TEXT + 1, colour=canvas.theme.ink)


def _draw_groups(canvas: Canvas, rows: Rows, taxonomy: Taxonomy | None) -> None:
    """The name of each parent above its first row."""
    before = None
    for lane, top in zip(rows.lanes, rows.top.tolist(), strict=True):
        group = taxonomy[lane.code].group if taxonomy else None
        if taxonomy and group != before:
            name = taxonomy[lane.code].group_zh if canvas.language == "zh" else group
            y = top - GROUP / 2 - (LABEL_LINE if canvas.narrow else 0)
            canvas.write(plain(name or group or ""), 0 if canvas.narrow else 12 - GUTTER, y, size=SMALL)
        before = group


def _draw_heads(canvas: Canvas, rows: Rows) -> None:
    theme = canvas.theme
    for lane, top, bottom in zip(rows.lanes, rows.top, rows.bottom, strict=True):
        ink = legible(lane.colour, theme.paper)
        if canvas.narrow:
            canvas.write(f"<b>{plain(lane.label)}</b>", 0, top - LABEL_LINE / 2 + 2, size=TEXT + 1, colour=ink)
            continue
        bar = {"type": "rect", "xref": "paper", "yref": "y2", "x0": -10, "x1": -6, "xsizemode": "pixel", "xanchor": 0}
        fill = {"fillcolor": legible(lane.colour, theme.paper, 3.0), "line": {"width": 0}}
        canvas.shapes.append(bar | fill | {"y0": top + 1, "y1": bottom - 1})
        sizes = (SMALL,) if bottom - top < TALL else (TEXT + 1, TEXT, SMALL)
        size, lines = lay_label(lane.label, sizes, GUTTER - 28, 2 * LEADING * sizes[0])
        text = "<br>".join(f"<b>{plain(line)}</b>" for line in lines)
        canvas.write(text, 12 - GUTTER, (top + bottom) / 2, size=size, colour=ink)


def _draw_incomplete(canvas: Canvas, edges: pd.DatetimeIndex, complete: Any, plot: float) -> None:
    """Frame the period that is not over, and say so above it."""
    days = days_of(edges.to_series())
    for column in np.flatnonzero(~complete):
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


def counting_notes(grid: Grid, how: Counting) -> list[str]:
    """Effect, measure, weighting and axis in words, and how many events could not be counted."""
    table, counts = words(how.language), grid.counts
    period = table["period"].get(how.period, table["period_drawn"])
    notes = [] if how.effect == "count" else [table["effect_note"][how.effect].format(period=period)]
    notes += [
        table["measure_note"][how.measure].format(period=period),
        table["weighting_note"][how.weighting],
        table["unit_note"][how.unit],
        table["axis"][how.axis],
    ]
    notes += [say_count("undated_note", counts.undated, how.language)] if counts.undated else []
    return notes + ([say_count("unbounded_note", counts.unbounded, how.language)] if counts.unbounded else [])


def _legend_entries(canvas: Canvas, grids: Sequence[Grid], how: Counting, reach: float) -> list[Entry]:
    """The colour scale, and an entry for every sign that is on screen."""
    table = words(canvas.language)
    unit = table["measure"][how.measure] if how.effect == "count" else table["effect"][how.effect]
    entries = [Entry(f"{say_ends(reach, how.effect)} {unit}", RAMP, lambda x, y: draw_ramp(canvas, how.effect, x, y))]
    if any(grid.marked.any() for grid in grids):
        entries.append(Entry(table["certainty"]["legend_marked"], 12, lambda x, y: _draw_dot(canvas, x, y)))
    if any(grid.thin.any() for grid in grids):
        entries.append(Entry(table["certainty"]["legend_thin"], 22, lambda x, y: _draw_swatch(canvas, x, y, "thin")))
    if any(grid.gaps.any() for grid in grids):
        entries.append(Entry(table["legend"]["gap"], 22, lambda x, y: _draw_swatch(canvas, x, y, "gap")))
    if not grids[0].counts.complete.all():
        entries.append(Entry(table["legend"]["incomplete"], 22, lambda x, y: _draw_swatch(canvas, x, y, "open")))
    return entries


def _draw_legend(canvas: Canvas, entries: list[Entry], notes: list[str], plot: float) -> float:
    lines = canvas.legend_lines(entries)
    top = plot + LEGEND_TOP
    canvas.draw_legend(lines, top)
    used = LEGEND_LINE * len(lines) + 4.0
    for note in canvas.flow(notes):
        canvas.write(note, 0, top + used + 8, size=SMALL + 1)
        used += 17
    return used + LEGEND_TOP - 34 + 8


def _draw_dot(canvas: Canvas, x: float, y: float) -> None:
    marker = {"size": 5, "color": canvas.theme.ink}
    canvas.scatter(x=[x + 6], y=[y], xaxis="x2", yaxis="y2", mode="markers", marker=marker)


def _draw_swatch(canvas: Canvas, x: float, y: float, kind: str) -> None:
    theme = canvas.theme
    place = {"xref": "x2", "yref": "y2", "x0": x, "x1": x + 22, "y0": y - 6, "y1": y + 6}
    if kind == "thin":
        canvas.bars(
            x=[x + 11],
            width=[22],
            base=[y + 6],
            y=[-12],
            xaxis="x2",
            yaxis="y2",
            marker=hatching(canvas),
            hoverinfo="skip",
        )
    elif kind == "gap":
        line = {"color": blend(theme.muted, theme.paper, 0.6), "width": 1}
        ends = {"x0": x + 5, "x1": x + 17, "y0": y + 6, "y1": y - 6}
        canvas.shapes.append({"type": "line", "line": line} | place | ends)
    else:
        line = {"color": theme.ink, "width": 1, "dash": "3px,2px"}
        canvas.shapes.append({"type": "rect", "line": line, "fillcolor": "rgba(0,0,0,0)"} | place)


def _meta(whole: Grid, grids: Sequence[Grid], lanes: Sequence[Lane], reach: float) -> dict[str, Any]:
    counts = whole.counts
    return {
        "events": counts.events,
        "undated": counts.undated,
        "unbounded": counts.unbounded,
        "greatest": reach if reach > 1e-8 else 0.0,
        "incomplete": [day.date().isoformat() for day in counts.edges[:-1][~counts.complete]],
        "marked": int(sum(grid.marked.sum() for grid in grids)),
        "thin": int(sum(grid.thin.sum() for grid in grids)),
        "rows": [lane.code for lane in lanes],
        "panels": [grid.name for grid in grids if grid.name is not None],
    }
